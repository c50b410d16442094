package dev.varve.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class JsonArrayOutputTest {
  @Test
  void linesBecomeItems() throws IOException {
    assertThat(array("")).isEqualTo("[]\n");
    assertThat(array("{}\n")).isEqualTo("[\n{}\n]\n");
    assertThat(array("{}\n{\"a\":1}\n")).isEqualTo("[\n{},\n{\"a\":1}\n]\n");
  }

  @Test
  void itDoesNotMatterHowTheLinesArrive() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    JsonArrayOutput array = new JsonArrayOutput(out);
    for (byte b : "{}\n[]\n".getBytes(StandardCharsets.UTF_8)) {
      array.write(b);
    }
    array.finish();

    assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo(array("{}\n[]\n"));
  }

  private static String array(String lines) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    JsonArrayOutput array = new JsonArrayOutput(out);
    array.write(lines.getBytes(StandardCharsets.UTF_8));
    array.finish();
    return out.toString(StandardCharsets.UTF_8);
  }
}
