package dev.varve.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.testing.OptionalParts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DateReadersTest {
  private static final List<String> RULE = List.of("varve", "image", "mine");

  private static boolean reads(String... modules) {
    List<byte[]> texts = new ArrayList<>();
    for (String module : modules) {
      texts.add(module.getBytes(StandardCharsets.UTF_8));
    }
    return new DateReaders(texts).isReader(RULE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "deny contains \"old\" if data.varve.as_of > input.end",
        "deny contains \"old\" if data.varve[\"as_of\"] > input.end",
        "deny contains \"old\" if data[\"varve\"][x] > input.end",
        "deny contains \"old\" if data.varve[x] > input.end",
        "deny contains \"old\" if some x in data.varve",
        "import data.varve\ndeny contains \"old\" if varve[x]",
        "import data as all\ndeny contains \"old\" if all.varve[x]",
        "deny contains \"old\" if walk(data, [_, \"2026\"])",
        "deny contains \"old\" if data . varve . as_of",
      })
  void takesWhatMayLookAtTheDate(String body) {
    assertThat(reads("package varve.image.mine\n\n" + body)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "deny contains \"x\" if data.varve.params.limit < 3",
        "# data.varve.as_of would be wrong here\ndeny contains \"x\" if input.user.root",
        "deny contains \"no data # \\\" here\" if input.user.root",
        "deny contains `data` if input.data[x]",
        "import data.varve.lib.text\ndeny contains \"x\" if text.all(input.data)",
      })
  void leavesOutWhatCannot(String body) {
    assertThat(reads("package varve.image.mine\n\n" + body)).isFalse();
  }

  @Test
  void followsReferencesThroughOtherPackages() {
    String rule = "package varve.image.mine\nimport data.lib.one\ndeny contains \"x\" if one.old";
    String one = "package lib.one\nold if data.lib.two.past(input.end)";
    String two = "package lib.two\npast(end) if end < data.varve.as_of";
    String harmless = "package lib.two\npast(end) if end < \"2026\"";

    assertThat(reads(rule, one, two)).isTrue();
    assertThat(reads(rule, one, harmless)).isFalse();
    assertThat(reads(rule.replace("data.lib.one", "data.lib"), one, two)).isTrue();
  }

  @Test
  void aPackageWhoseTextIsMissingMayDoAnything() {
    assertThat(reads("package varve.image.other")).isTrue();
  }

  /** What METADATA declares of varve's own rules is what their texts show. */
  @Test
  void ownRulesDeclareThatTheyReadTheDate() throws IOException {
    Path policies = OptionalParts.projectRoot().resolve("policies");
    List<byte[]> texts = new ArrayList<>();
    try (Stream<Path> files = Files.walk(policies)) {
      for (Path file : files.toList()) {
        String name = policies.relativize(file).toString();
        boolean ofPack =
            name.endsWith(".rego")
                && !name.endsWith("_test.rego")
                && !name.startsWith("entry")
                && !name.startsWith("build");
        if (ofPack) {
          texts.add(Files.readAllBytes(file));
        }
      }
    }
    DateReaders readers = new DateReaders(texts);

    assertThat(PolicyPack.builtin().rules())
        .allSatisfy(
            rule ->
                assertThat(rule.readsDate())
                    .as(rule.words())
                    .isEqualTo(readers.isReader(rule.source().packagePath())))
        .anyMatch(Rule::readsDate);
  }
}
