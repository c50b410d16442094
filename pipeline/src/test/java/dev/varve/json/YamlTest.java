package dev.varve.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import dev.varve.failure.ReasonCode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class YamlTest {
  @Test
  void resolvesAliasesAndMergeKeysAndKnowsLines() throws Exception {
    JsonObject value =
        (JsonObject)
            parse(
                """
                base: &base
                  image: app
                  user: root
                web:
                  <<: [*base, {extra: 1, image: other}]
                  user: "0"
                list:
                  - a
                  - *base
                """);

    assertThat(value)
        .hasToString(
            "{\"base\":{\"image\":\"app\",\"user\":\"root\"},"
                + "\"list\":[\"a\",{\"image\":\"app\",\"user\":\"root\"}],"
                + "\"web\":{\"extra\":1,\"image\":\"app\",\"user\":\"0\"}}");
    JsonObject web = (JsonObject) value.members().get("web");
    assertThat(List.of(value.line("web"), web.line("user"), web.line("image")))
        .containsExactly(4, 6, 2);
    assertThat(((JsonArray) value.members().get("list")).line(1))
        .isEqualTo(1); // where the alias's text stands
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "true, true",
        "yes, \"yes\"",
        "0644, 420",
        "0o644, 420",
        "0x1F, 31",
        "1_000, 1000",
        "22:22, \"22:22\"",
        "1.10, 1.1",
        "08, 8.0",
        "~, null",
        "'1', \"1\"",
        "!!str 1, \"1\"",
        "2026-01-01, \"2026-01-01\"",
        ".inf, \".inf\"",
        "1e3, 1000.0",
        "-7, -7"
      })
  void readsPlainScalarsAsComposeDoes(String scalar, String expected) throws Exception {
    assertThat(CanonicalJson.text(parse("a: " + scalar))).isEqualTo("{\"a\":" + expected + "}");
  }

  @Test
  void readsSeveralDocuments() throws Exception {
    assertThat(Yaml.parseAll(bytes("a: 1\n---\n---\nb: 2\n"), "doc", Limits.DEFAULT))
        .containsExactly(
            JsonObject.builder().put("a", 1).build(),
            JsonNull.NULL,
            JsonObject.builder().put("b", 2).build());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a: 1\na: 2",
        "a: [",
        "a: *x",
        "a: &x [*x]",
        "? [a]\n: 1",
        "a: !!java.net.URL x",
        "a: !!int x",
        "<<: 1",
        "a: 1\n--- \nb: 1",
        "\ta: 1",
        "a: \u0001"
      })
  void refusesWhatIsNotOneSoundDocument(String text) {
    assertRefused(text, ReasonCode.JSON_MALFORMED);
  }

  @Test
  void namesTheLineOfADuplicateKey() {
    assertThatThrownBy(() -> parse("a: 1\nb: 2\na: 3\n"))
        .hasMessage("json-malformed: doc: the key 'a' appears twice (line 3, column 1)");
  }

  @Test
  void boundsNestingSizeAndWhatAliasesAdd() {
    int deepest = Limits.DEFAULT.maxJsonDepth();
    assertRefused("[".repeat(deepest + 1), ReasonCode.JSON_TOO_DEEP);
    assertRefused("#".repeat(Limits.DEFAULT.maxJsonBytes() + 1), ReasonCode.JSON_TOO_LARGE);
    StringBuilder laughs = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 12; i++) {
      laughs.append("a%d: &a%d [".formatted(i, i));
      laughs.append("*a%d, ".formatted(i - 1).repeat(10)).append("]\n");
    }
    assertRefused(laughs.toString(), ReasonCode.JSON_TOO_LARGE);
  }

  private static JsonValue parse(String text) throws InputException {
    return Yaml.parse(bytes(text), "doc", Limits.DEFAULT);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static void assertRefused(String text, ReasonCode reason) {
    assertThatThrownBy(() -> parse(text))
        .isInstanceOfSatisfying(
            InputException.class, e -> assertThat(e.reason()).isEqualTo(reason));
  }

  @Test
  void tagsThatAreExpectedAreToldAndChangeNothing() throws Exception {
    String text = "a: !reset [1]\nb: &x {c: !override d}\ne: {<<: *x}\nf: [!reset g, h]\n";
    JsonObject root =
        (JsonObject)
            Yaml.parseAll(
                    text.getBytes(StandardCharsets.UTF_8),
                    "t.yaml",
                    Set.of("!reset", "!override"),
                    Limits.DEFAULT)
                .get(0);
    JsonObject merged = (JsonObject) root.get("e");
    JsonArray items = (JsonArray) root.get("f");
    assertThat(List.of(root.tag("a"), root.tag("b"), merged.tag("c"), items.tag(0), items.tag(1)))
        .containsExactly("!reset", "", "!override", "!reset", "");
    assertThat(root)
        .hasToString("{\"a\":[1],\"b\":{\"c\":\"d\"},\"e\":{\"c\":\"d\"},\"f\":[\"g\",\"h\"]}");
  }
}
