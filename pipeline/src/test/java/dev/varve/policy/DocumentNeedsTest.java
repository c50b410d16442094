package dev.varve.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import dev.varve.json.Json;
import dev.varve.json.JsonObject;
import dev.varve.policy.PolicyEngine.Question;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DocumentNeedsTest {
  private static final PolicyPack PACK = PolicyPack.builtin();

  private static final String DOCUMENT =
      """
      {"run": {
        "privileged": false, "tty": true, "user": "", "limits": {"cpu": null, "pids": 0},
        "ns": {"pid": "host"}, "devices": [], "hooks": [{}], "sysctls": {}, "labels": {"a": {"b": "c"}},
        "mounts": [
          {"kind": "volume", "classes": []},
          {"kind": "host", "classes": [{"class": "app"}, {"class": "dev"}]}]}}
      """;

  @ParameterizedTest
  @CsvSource({
    "run, true",
    "run.privileged, false",
    "run.privileged=false, true",
    "run.privileged=true, false",
    "run.tty, true",
    "run.user, true",
    "run.user=, true",
    "run.ns.pid=host, true",
    "run.ns.pid=pod, false",
    "run.ns.pid.deeper, false",
    "run.ns.net, false",
    "run.ns.net=null, false",
    "run.limits.cpu, false",
    "run.limits.cpu=null, true",
    "run.limits.pids, true",
    "run.limits.pids=0, true",
    "run.devices, false",
    "run.devices[], false",
    "run.hooks, true",
    "run.hooks[], false",
    "run.sysctls, false",
    "run.labels[].b=c, true",
    "run.mounts.kind, false",
    "run.mounts[].kind=host, true",
    "run.mounts[].kind=npipe, false",
    "run.mounts[].classes[].class=dev, true",
    "run.mounts[].classes[].class=root, false",
  })
  void aNeedIsMet(String need, boolean met) throws Exception {
    assertThat(DocumentNeeds.parse(List.of(need), "rule X").areMetBy(json(DOCUMENT)))
        .isEqualTo(met);
  }

  @Test
  void oneOfSeveralIsEnoughAndNoneIsMetByAll() throws Exception {
    DocumentNeeds needs = DocumentNeeds.parse(List.of("run.devices", "run.tty"), "rule X");
    assertThat(needs.areMetBy(json(DOCUMENT))).isTrue();
    assertThat(needs.areMetBy(JsonObject.EMPTY)).isFalse();
    assertThat(DocumentNeeds.NONE.areMetBy(JsonObject.EMPTY)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"''", "run..devices", "[].kind", "input.run[0]", "run devices", "run.[]"})
  void whatIsNoPathIsRefused(String need) {
    assertThatThrownBy(() -> DocumentNeeds.parse(List.of(need), "rule X"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("rule X")
        .hasMessageContaining("the need '" + need + "' is no path in a document");
  }

  /** Whatever the facts of any rule's fixtures are, each rule says of them what it says anyway. */
  @ParameterizedTest
  @EnumSource(
      value = RuleScope.class,
      names = {"IMAGE", "CONTAINER", "DIFF", "FLEET"})
  void builtinRulesSayTheSameWithoutTheirNeeds(RuleScope scope) throws Exception {
    List<JsonObject> documents = new ArrayList<>(RuleFixture.documents(scope));
    documents.addAll(RuleCases.documents(scope));
    PolicyPack without =
        new PolicyPack(
            PACK.rules().stream().map(DocumentNeedsTest::withoutNeeds).toList(),
            PACK.data(),
            PACK.digest(),
            PolicyPack.ENTRY,
            PACK::program);
    List<String> expected = results(without, scope, documents);
    assertThat(results(PACK, scope, documents)).isEqualTo(expected);
    // The comparison is about something: each rule with needs has something to say here.
    TreeSet<String> silent = new TreeSet<>();
    PACK.rules(scope).stream()
        .filter(rule -> !rule.needs().equals(DocumentNeeds.NONE))
        .forEach(rule -> silent.add(rule.slug()));
    expected.forEach(result -> silent.remove(result.split(" ")[1]));
    assertThat(silent).isEmpty();
  }

  private static Rule withoutNeeds(Rule rule) {
    return new Rule(
        rule.id(),
        rule.scope(),
        rule.slug(),
        rule.severity(),
        rule.title(),
        rule.description(),
        rule.remediation(),
        rule.selectors(),
        rule.related(),
        rule.standards(),
        rule.foldsUnder(),
        rule.source(),
        rule.faces(),
        rule.profiles(),
        rule.readsDate(),
        rule.readsRaw(),
        DocumentNeeds.NONE);
  }

  private static List<String> results(PolicyPack pack, RuleScope scope, List<JsonObject> documents)
      throws Exception {
    List<Rule> rules = pack.rules(scope);
    List<Question> questions =
        documents.stream().map(document -> new Question("document", document, rules)).toList();
    try (EmbeddedEngine engine =
        new EmbeddedEngine(pack, "2026-06-01", EmbeddedEngine.DEFAULT_TIME_LIMIT)) {
      return engine.evaluate(scope, questions).stream()
          .map(
              result ->
                  result.question() + " " + result.rule().slug() + " " + result.value().toString())
          .toList();
    }
  }

  private static JsonObject json(String text) throws InputException {
    JsonObject object =
        Json.parse(text.getBytes(StandardCharsets.UTF_8), "test", Limits.DEFAULT).objectOrNull();
    return object == null ? JsonObject.EMPTY : object;
  }
}
