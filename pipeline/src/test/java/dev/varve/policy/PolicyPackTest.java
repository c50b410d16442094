package dev.varve.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.blob.Digest;
import dev.varve.json.JsonObject;
import dev.varve.json.JsonValue;
import dev.varve.runtime.Capabilities;
import dev.varve.testing.OptionalParts;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PolicyPackTest {
  /** What scripts/build-policies does with OPA, as far as it can be told without: the sources. */
  @Test
  void packIsMadeFromTheSourcesThatAreThere() throws Exception {
    Path policies = OptionalParts.projectRoot().resolve("policies");
    List<String> lines;
    try (Stream<Path> files = Files.walk(policies)) {
      lines =
          files
              .filter(Files::isRegularFile)
              .map(file -> policies.relativize(file).toString())
              .filter(
                  name ->
                      !name.endsWith("_test.rego")
                          && !name.equals("README.md")
                          && !name.startsWith("build/")
                          && !name.startsWith("schemas/"))
              .sorted()
              .map(name -> digest(policies.resolve(name)) + "  " + name)
              .toList();
    }
    assertThat(new String(PolicyPack.resource("sources.sha256"), StandardCharsets.UTF_8).lines())
        .as("stale: run scripts/build-policies and commit the pack")
        .containsExactlyElementsOf(lines);
  }

  /** The dividing line is drawn without parameters, and must not tell another story. */
  @Test
  void rulesAndTheDividingLineKnowTheSameStrongCapabilities() throws Exception {
    JsonObject params = PolicyParams.of(PolicyPack.builtin().data());

    List<String> control = new ArrayList<>(Capabilities.HOST_CONTROL);
    control.add("ALL");
    assertThat(params.get("capabilities_host_control").arrayOrNull().items())
        .extracting(JsonValue::textOrNull)
        .containsExactlyInAnyOrderElementsOf(control);
    assertThat(params.get("capabilities_dangerous").arrayOrNull().items())
        .extracting(JsonValue::textOrNull)
        .containsExactlyInAnyOrderElementsOf(Capabilities.DANGEROUS);
  }

  /** Ids for which the catalogue names no standard. */
  private static final Set<String> WITHOUT_STANDARD =
      Set.of("CMB-04", "CMB-06", "CMB-08", "CMB-09", "ENT-07", "ENT-09", "ENT-10");

  @Test
  void everyRuleSaysWhatWhyAndWhatToDo() {
    List<Rule> rules = PolicyPack.builtin().rules();
    assertThat(rules).hasSizeGreaterThanOrEqualTo(18);
    assertThat(rules)
        .allSatisfy(
            rule -> {
              assertThat(rule.id()).matches("[A-Z]{2,3}-[0-9]{2}");
              assertThat(rule.title()).isNotBlank();
              assertThat(rule.description()).hasSizeGreaterThan(60);
              assertThat(rule.remediation()).hasSizeGreaterThan(30).endsWith(".");
              assertThat(rule.related()).allMatch(link -> link.startsWith("https://"));
              assertThat(rule.standards().isEmpty())
                  .as("no standards for %s", rule.id())
                  .isEqualTo(WITHOUT_STANDARD.contains(rule.id()));
            });
  }

  private static String digest(Path file) {
    try {
      return Digest.sha256Of(Files.readAllBytes(file)).hex();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
