package dev.varve.rego;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class GoTextTest {
  @Test
  void anyBytesComeBack() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 2_000; i++) {
      byte[] bytes = new byte[random.nextInt(24)];
      random.nextBytes(bytes);
      if (i % 2 == 0) {
        byte[] text = "a\u00e9\u20ac\ud83d\ude00".getBytes(StandardCharsets.UTF_8);
        System.arraycopy(text, 0, bytes, 0, Math.min(text.length, bytes.length));
      }
      assertThat(GoText.bytes(GoText.of(bytes))).as("seed %s, %s", seed, i).isEqualTo(bytes);
    }
  }

  @Test
  void textIsItself() {
    String text = "a\u0000\u00e9\u20ac\ud83d\ude00\uffff";
    assertThat(GoText.of(text.getBytes(StandardCharsets.UTF_8))).isEqualTo(text);
    assertThat(GoText.bytes(text)).isEqualTo(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void digestsSeeTheBytesAndDocumentsAReplacement() {
    Object decoded = Builtins.find("base64.decode").call(new Object[] {"/w=="});
    assertThat(Builtins.find("hex.encode").call(new Object[] {decoded})).isEqualTo("ff");
    assertThat(Builtins.find("crypto.md5").call(new Object[] {decoded}))
        .isEqualTo("00594fd4f42ba43fc1ca0427a0576295");
    assertThat(Builtins.find("count").call(new Object[] {decoded})).isEqualTo(1L);
    assertThat(RegoJson.text(decoded)).isEqualTo("\"\\ufffd\"");
    assertThat(RegoJson.wellFormed((String) decoded)).isEqualTo("\ufffd");
    assertThat(RegoNotation.text(decoded)).isEqualTo("\"\\xff\"");
  }
}
