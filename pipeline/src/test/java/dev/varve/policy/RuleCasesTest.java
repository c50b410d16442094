package dev.varve.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.json.JsonObject;
import dev.varve.policy.PolicyEngine.Question;
import dev.varve.policy.PolicyEngine.RuleResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Every rule of the catalogue exists, and does with the documents of its fixture what that says.
 */
class RuleCasesTest {
  private static final PolicyPack PACK = PolicyPack.builtin();
  private static final EmbeddedEngine ENGINE =
      new EmbeddedEngine(PACK, "2026-06-01", EmbeddedEngine.DEFAULT_TIME_LIMIT);

  @AfterAll
  static void close() {
    ENGINE.close();
  }

  @TestFactory
  Stream<DynamicTest> aRuleDoesWithADocumentWhatItsFixtureSays() throws Exception {
    return RuleFixture.all().stream()
        .flatMap(
            fixture ->
                fixture.cases().stream()
                    .map(
                        one ->
                            DynamicTest.dynamicTest(
                                fixture.file() + ": " + one.name(), () -> check(fixture, one))));
  }

  private static void check(RuleFixture fixture, RuleFixture.Case one) throws Exception {
    Rule rule = fixture.ruleIn(PACK);
    assertThat(rule)
        .as("the pack has a rule %s; else run scripts/build-policies", fixture.file())
        .isNotNull();
    List<RuleResult> results =
        ENGINE.evaluate(
            fixture.scope(), List.of(new Question(one.name(), one.document(), List.of(rule))));

    List<String> shown = results.stream().map(result -> result.value().toString()).toList();
    assertThat(outcome(results)).as("results %s", shown).isEqualTo(one.expect());
    if (one.severity() != null) {
      assertThat(worst(results)).as("results %s", shown).isEqualTo(one.severity());
    }
    // What follows from a result must be sound too: the message, a reason for another severity.
    for (RuleResult result : results) {
      Subject subject = new Subject(Subject.Kind.IMAGE, "fixture", "fixture");
      assertThat(Judgement.finding(result, subject, null, null, null, null, 0).message())
          .isNotBlank();
    }
  }

  private static RuleFixture.Expect outcome(List<RuleResult> results) {
    if (results.isEmpty()) {
      return RuleFixture.Expect.SILENT;
    }
    boolean allUndetermined =
        results.stream().allMatch(result -> "undetermined".equals(text(result.value(), "status")));
    return allUndetermined ? RuleFixture.Expect.UNDETERMINED : RuleFixture.Expect.FIRES;
  }

  private static @Nullable RuleSeverity worst(List<RuleResult> results) {
    return results.stream()
        .map(
            result -> {
              String label = text(result.value(), "severity");
              return label == null ? result.rule().severity() : RuleSeverity.ofLabel(label);
            })
        .max(Comparator.naturalOrder())
        .orElse(null);
  }

  private static @Nullable String text(JsonObject value, String key) {
    return value.has(key) ? value.get(key).textOrNull() : null;
  }

  @Test
  void everyRuleOverContainersDiffsAndFleetsHasAFixtureInWhichItFiresAndOneInWhichItIsSilent()
      throws Exception {
    TreeMap<String, TreeSet<RuleFixture.Expect>> seen = new TreeMap<>();
    TreeMap<String, String> ids = new TreeMap<>();
    for (RuleFixture fixture : RuleFixture.all()) {
      String name = fixture.scope().label() + "/" + fixture.slug();
      ids.put(name, fixture.id());
      seen.put(name, new TreeSet<>());
      fixture.cases().forEach(one -> seen.get(name).add(one.expect()));
    }
    List<String> lacking = new ArrayList<>();
    for (Rule rule : PACK.rules()) {
      String name = rule.scope().label() + "/" + rule.slug();
      TreeSet<RuleFixture.Expect> expects = seen.getOrDefault(name, new TreeSet<>());
      for (RuleFixture.Expect wanted :
          List.of(RuleFixture.Expect.FIRES, RuleFixture.Expect.SILENT)) {
        if (!expects.contains(wanted)) {
          lacking.add(rule.id() + " fixtures/rules/" + name + ".json: no case " + wanted);
        }
      }
      if (!rule.id().equals(ids.getOrDefault(name, rule.id()))) {
        lacking.add(rule.id() + " fixtures/rules/" + name + ".json names id " + ids.get(name));
      }
    }
    assertThat(lacking).isEmpty();
  }

  @Test
  void everyIdOfTheCatalogueHasARule() throws Exception {
    TreeSet<String> missing = new TreeSet<>(lines("catalogue-ids.txt"));
    assertThat(missing).hasSize(90);
    PACK.rules().forEach(rule -> missing.remove(rule.id()));
    TreeMap<String, String> exceptions = new TreeMap<>();
    for (String line : lines("catalogue-exceptions.txt")) {
      String[] parts = line.split(" ", 2);
      exceptions.put(parts[0], parts.length < 2 ? "" : parts[1].strip());
    }
    // An exception for a rule that exists is as wrong as a rule that is missing without one.
    assertThat(missing).isEqualTo(exceptions.keySet());
    assertThat(exceptions.values()).allSatisfy(reason -> assertThat(reason).isNotBlank());
  }

  private static List<String> lines(String resource) throws IOException {
    return new String(PolicyPack.resource(resource), StandardCharsets.UTF_8)
        .lines()
        .filter(line -> !line.isBlank() && !line.startsWith("#"))
        .toList();
  }
}
