package dev.varve.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.blob.Bytes;
import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import dev.varve.failure.ReasonCode;
import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
  @Test
  void keepsEveryKindOfValueAndTheLinesOfKeys() throws Exception {
    JsonValue value =
        parse(
            """
            {"s": "\\u00e9\\ud83d\\ude00", "n": -12,
             "big": 92233720368547758080, "f": 1.50, "t": true,
             "z": null, "a": [1,
               []], "o": {}}""");

    assertThat(value)
        .isEqualTo(
            JsonObject.builder()
                .put("s", "é😀")
                .put("n", -12)
                .put("big", new JsonNumber(new BigInteger("92233720368547758080")))
                .put("f", 1.5)
                .put("t", true)
                .put("z", JsonNull.NULL)
                .put("a", JsonArray.of(List.of(JsonNumber.of(1), JsonArray.EMPTY)))
                .put("o", JsonObject.EMPTY)
                .build());
    JsonObject object = (JsonObject) value;
    assertThat(object.line("big")).isEqualTo(2);
    assertThat(((JsonArray) object.members().get("a")).line(1)).isEqualTo(4);
  }

  @Test
  void takesAByteOrderMark() throws Exception {
    assertThat(parse("\uFEFF{}")).isEqualTo(JsonObject.EMPTY);
  }

  @Test
  void highestLimitThatCanBeAskedForIsNoMistake() throws Exception {
    Limits highest = Limits.DEFAULT.withJson(Integer.MAX_VALUE, Integer.MAX_VALUE);

    assertThat(Json.parse(new ByteArrayInputStream("{}".getBytes(UTF_8)), "a", highest))
        .isEqualTo(JsonObject.EMPTY);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "[1,]",
        "{} {}",
        "1 2",
        "{\"a\":1,\"a\":2}",
        "NaN",
        "[01]",
        "'a'",
        "{a:1}",
        "\"\t\"",
        "// x\n1",
        "nul",
        "[1e999]",
        "\"\\x\"",
        "\"\\ud83\"",
        "]"
      })
  void refusesWhatIsNotOneStrictValue(String text) {
    assertRefused(text.getBytes(StandardCharsets.UTF_8), ReasonCode.JSON_MALFORMED);
  }

  @Test
  void namesKeyAndPlaceOfADuplicate() {
    assertThatThrownBy(() -> parse("{\"a\": 1,\n \"a\": 2}"))
        .hasMessage("json-malformed: doc: the key 'a' appears twice (line 2, column 2)");
  }

  @Test
  void refusesTextThatIsNotUtf8() {
    assertRefused(new byte[] {'"', (byte) 0xC3, '"'}, ReasonCode.JSON_MALFORMED);
    assertRefused("\"a\"".getBytes(StandardCharsets.UTF_16LE), ReasonCode.JSON_MALFORMED);
  }

  @Test
  void boundsNestingAndSize() throws Exception {
    int deepest = Limits.DEFAULT.maxJsonDepth();
    assertThat(parse("[".repeat(deepest) + "]".repeat(deepest))).isInstanceOf(JsonArray.class);
    assertRefused(
        "[".repeat(deepest + 1).getBytes(StandardCharsets.UTF_8), ReasonCode.JSON_TOO_DEEP);
    assertRefused(new byte[Limits.DEFAULT.maxJsonBytes() + 1], ReasonCode.JSON_TOO_LARGE);
    assertRefused(
        ("[" + "[],".repeat(2_000_000) + "0]").getBytes(StandardCharsets.UTF_8),
        ReasonCode.JSON_TOO_LARGE);
  }

  @Test
  void cutsItemsOutExactlyAsWritten() throws Exception {
    Bytes text = Bytes.utf8("\uFEFF [ {\"a\" : [1, 2] } , \"é\\n\",12 ,\n[]]");

    assertThat(Json.itemsVerbatim(text, "doc", Limits.DEFAULT))
        .containsExactly(
            Bytes.utf8("{\"a\" : [1, 2] }"),
            Bytes.utf8("\"é\\n\""),
            Bytes.utf8("12"),
            Bytes.utf8("[]"));
  }

  private static JsonValue parse(String text) throws InputException {
    return Json.parse(Bytes.utf8(text), "doc", Limits.DEFAULT);
  }

  private static void assertRefused(byte[] content, ReasonCode reason) {
    assertThatThrownBy(() -> Json.parse(content, "doc", Limits.DEFAULT))
        .isInstanceOfSatisfying(
            InputException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }
}
