package dev.varve.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.blob.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CanonicalJsonTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final JsonLineWriter writer = new JsonLineWriter(out);

  @Test
  void sortsKeysAtEveryLevelWhateverTheirOrder() throws IOException {
    writer.begin().put("z", 1).put("b", "x").put("ab", true).put("a", List.of("q", "p"));
    writer.beginObject("m").put("y", -5).put("x", Long.MIN_VALUE).endObject();
    writer.beginArray("l").add(10).beginObject().put("k", 0).endObject().beginArray().endArray();
    writer.endArray().end();
    writer.begin().put("again", 100).end();

    assertThat(text())
        .isEqualTo(
            "{\"a\":[\"q\",\"p\"],\"ab\":true,\"b\":\"x\",\"l\":[10,{\"k\":0},[]],"
                + "\"m\":{\"x\":-9223372036854775808,\"y\":-5},\"z\":1}\n{\"again\":100}\n");
  }

  @Test
  void sortsByCodePointAndNotByUtf16Unit() throws IOException {
    writer.begin().put("😀", 1).put("\uFFFD", 2).put("é", 3).end();

    assertThat(text()).isEqualTo("{\"é\":3,\"\uFFFD\":2,\"😀\":1}\n");
  }

  @Test
  void escapesOnlyWhatJsonDemands() throws IOException {
    writer.begin().put("t", "\"\\\b\t\n\f\r\u0001\u001f\u007f/é€😀").end();

    assertThat(text()).isEqualTo("{\"t\":\"\\\"\\\\\\b\\t\\n\\f\\r\\u0001\\u001f\u007f/é€😀\"}\n");
  }

  @Test
  void addsTheExactBytesWhereTextIsNotEnough() throws IOException {
    Bytes name = Bytes.wrap(new byte[] {'a', (byte) 0xFF, '\n'});
    writer.begin().put("path", name).put("pathC", Bytes.utf8("é\n")).end();

    assertThat(text())
        .isEqualTo("{\"path\":\"a\\\\xff\\n\",\"pathB64\":\"Yf8K\",\"pathC\":\"é\\n\"}\n");
  }

  @Test
  void growsForLongTexts() throws IOException {
    String plain = "x".repeat(5_000);
    String wide = "\u0001€😀".repeat(5_000);
    writer.begin().put("b", wide).put("a", plain).put("c", Bytes.utf8(wide)).end();

    String written = "\\u0001€😀".repeat(5_000);
    assertThat(text())
        .isEqualTo(
            "{\"a\":\"" + plain + "\",\"b\":\"" + written + "\",\"c\":\"" + written + "\"}\n");
  }

  @Test
  void replacesHalfASurrogatePair() throws IOException {
    writer.begin().put("t", "a\ud83d").end();

    assertThat(text()).isEqualTo("{\"t\":\"a\uFFFD\"}\n");
  }

  @Test
  void refusesAKeyPutTwice() {
    writer.begin().put("b", 1).put("a", 1).put("b", 2);

    assertThatThrownBy(writer::end).hasMessage("the key 'b' was put twice");
  }

  @Test
  void writesParsedValuesAsTheWriterWould() throws Exception {
    JsonValue value =
        Json.parse(
            Bytes.utf8("{\"b\": [1.0, null, 2e-7, {}], \"a\": false}"),
            "doc",
            dev.varve.failure.Limits.DEFAULT);

    assertThat(CanonicalJson.text(value)).isEqualTo("{\"a\":false,\"b\":[1.0,null,2e-07,{}]}");
  }

  /** Left: any decimal of the number; right: what Python's {@code repr} prints. */
  @ParameterizedTest
  @CsvSource({
    "1, 1.0",
    "0, 0.0",
    "-0.0, -0.0",
    "0.98442121341843092, 0.9844212134184309",
    "0.00001, 1e-05",
    "0.0001, 0.0001",
    "1e16, 1e+16",
    "1e15, 1000000000000000.0",
    "123456789012345680, 1.2345678901234568e+17",
    "5.6843418860808015e-14, 5.684341886080802e-14",
    "2e-3, 0.002",
    "4.9e-324, 5e-324",
    "1.7976931348623157e308, 1.7976931348623157e+308",
    "0.30000000000000004, 0.30000000000000004",
    "2.0E-3, 0.002",
    "1e23, 1e+23",
    "2.2250738585072014e-308, 2.2250738585072014e-308",
    "-1.5, -1.5",
    "1.1e-7, 1.1e-07"
  })
  void printsTheShortestDecimal(double value, String expected) {
    assertThat(ShortestDecimal.of(value)).isEqualTo(expected);
  }

  private String text() {
    return out.toString(StandardCharsets.UTF_8);
  }
}
