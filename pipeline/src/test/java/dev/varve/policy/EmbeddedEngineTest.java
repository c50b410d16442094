package dev.varve.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.varve.blob.Digest;
import dev.varve.failure.InputException;
import dev.varve.failure.ReasonCode;
import dev.varve.json.JsonNumber;
import dev.varve.json.JsonObject;
import dev.varve.policy.PolicyEngine.Question;
import dev.varve.policy.PolicyEngine.RuleResult;
import dev.varve.rego.Program;
import dev.varve.rego.plan.PlanReader;
import dev.varve.rego.plan.Translator;
import dev.varve.testing.OptionalParts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedEngineTest {
  @TempDir private Path work;

  @Test
  void manyDocumentsAreJudgedInBatchesAndKeepTheirPlace() throws Exception {
    List<Rule> rules = rule(PolicyPack.builtin(), "world_writable");
    List<Question> questions = new ArrayList<>();
    String padding = "x".repeat(2_000);
    for (int i = 0; i < 2_000; i++) {
      JsonObject document =
          JsonObject.builder()
              .put("path", "/srv/" + i)
              .put("type", "file")
              .put("mode", i % 2 == 0 ? "0666" : "0667")
              .put("padding", padding)
              .put("executable", i % 2 != 0)
              .build();
      questions.add(new Question("q" + i, document, rules));
    }
    try (PolicyEngine engine = builtin(EmbeddedEngine.DEFAULT_TIME_LIMIT)) {
      List<RuleResult> results = engine.evaluate(RuleScope.FILE, questions);

      assertThat(results).hasSize(2_000);
      for (int i = 0; i < results.size(); i++) {
        assertThat(results.get(i).question()).isEqualTo(i);
        assertThat(results.get(i).value().has("severity")).isEqualTo(i % 2 != 0);
      }
    }
  }

  @Test
  void severalThreadsGetTheSameAnswer() throws Exception {
    List<Question> questions = new ArrayList<>();
    for (JsonObject document : RuleCases.documents(RuleScope.IMAGE)) {
      questions.add(new Question("image", document, PolicyPack.builtin().rules(RuleScope.IMAGE)));
    }
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try (PolicyEngine engine = builtin(EmbeddedEngine.DEFAULT_TIME_LIMIT)) {
      List<Future<List<RuleResult>>> answers = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        answers.add(threads.submit(() -> engine.evaluate(RuleScope.IMAGE, questions)));
      }
      List<RuleResult> first = answers.get(0).get();
      assertThat(first).isNotEmpty();
      for (Future<List<RuleResult>> answer : answers) {
        assertThat(answer.get()).isEqualTo(first);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void aRuleThatTakesTooLongIsNamedAndStops() throws Exception {
    PolicyPack pack =
        compile(
            "package varve.image.good\ndeny contains \"found\" if input.n == 1",
            // What it makes is made once, so that time alone runs out.
            "package varve.image.slow\nmany := numbers.range(1, 10000)\n"
                + "deny contains \"x\" if {\nsome a in many\nsome b in many\nsome c in many\n"
                + "((a * b) * c) == input.n\n}");
    try (PolicyEngine engine = new EmbeddedEngine(pack, "2026-06-01", Duration.ofSeconds(1))) {
      InputException failure = failure(engine, "shop/api", pack);

      assertThat(failure.reason()).isEqualTo(ReasonCode.POLICY_FAILED);
      assertThat(failure.source()).isEqualTo("rule SLOW (image/slow)");
      assertThat(failure.detail())
          .isEqualTo("judging shop/api did not come to an end: it took longer than 1 s");
      noThreadStaysBusy();
    }
  }

  /** No loop, but 2<sup>60</sup> calls. */
  @Test
  void callsOfFunctionsThatTakeTooLongStop() throws Exception {
    StringBuilder calls = new StringBuilder("package varve.image.calls\nf0(x) := x\n");
    for (int i = 1; i <= 60; i++) {
      calls.append(
          "f%d(x) := y if {\nf%d(x) != \"a\"\ny := f%d(x)\n}\n".formatted(i, i - 1, i - 1));
    }
    stops(calls + "deny contains \"x\" if f60(input.n) == 1", "CALLS");
  }

  /** Rules are worked out once, but anew wherever their input is another. */
  @Test
  void rulesOfOtherInputsThatTakeTooLongStop() throws Exception {
    StringBuilder rules = new StringBuilder("package varve.image.inputs\nr0 := input.n\n");
    for (int i = 1; i <= 60; i++) {
      rules.append(
          "r%d := y if {\nr%d != \"a\" with input.x as 1\ny := r%d with input.x as 2\n}\n"
              .formatted(i, i - 1, i - 1));
    }
    stops(rules + "deny contains \"x\" if r60 == 1", "INPUTS");
  }

  private void stops(String source, String rule) throws Exception {
    PolicyPack pack = compile(source);
    try (PolicyEngine engine = new EmbeddedEngine(pack, "2026-06-01", Duration.ofSeconds(1))) {
      InputException failure = failure(engine, "api", pack);

      assertThat(failure.source()).startsWith("rule " + rule);
      assertThat(failure.detail())
          .isEqualTo("judging api did not come to an end: it took longer than 1 s");
      noThreadStaysBusy();
    }
  }

  /** What becomes of asking all rules about one document, whose {@code n} is -1. */
  private static InputException failure(PolicyEngine engine, String name, PolicyPack pack) {
    JsonObject document = JsonObject.builder().put("n", JsonNumber.of(-1)).build();
    return catchThrowableOfType(
        InputException.class,
        () ->
            engine.evaluate(RuleScope.IMAGE, List.of(new Question(name, document, pack.rules()))));
  }

  private static void noThreadStaysBusy() throws InterruptedException {
    long until = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (busyPolicyThreads() > 0 && System.nanoTime() < until) {
      Thread.sleep(10);
    }
    assertThat(busyPolicyThreads()).isZero();
  }

  /** Threads that are in the middle of an evaluation. */
  private static long busyPolicyThreads() {
    return Thread.getAllStackTraces().values().stream()
        .filter(
            stack ->
                List.of(stack).stream()
                    .anyMatch(frame -> frame.getClassName().equals(Program.class.getName())))
        .count();
  }

  @Test
  void aRuleThatBuildsWithoutEndIsNamed() throws Exception {
    PolicyPack pack =
        compile(
            "package varve.image.large\ndeny contains \"x\" if {\n"
                + "pairs := [[a, b] | some a in numbers.range(1, 6000);"
                + " some b in numbers.range(1, 6000)]\ncount(pairs) == input.n\n}");
    try (PolicyEngine engine = new EmbeddedEngine(pack, "2026-06-01", Duration.ofSeconds(60))) {
      InputException failure = failure(engine, "a", pack);

      assertThat(failure.source()).isEqualTo("rule LARGE (image/large)");
      assertThat(failure.detail())
          .isEqualTo("judging a did not come to an end: it builds more than fits into memory");
    }
  }

  @Test
  void aRuleThatBreaksOffIsNamedAndNotTheOneBesideIt() throws Exception {
    PolicyPack pack =
        compile(
            "package varve.image.good\ndeny contains \"found\" if input.n == 1",
            "package varve.image.torn\nside := 1 if input.n\nside := 2 if input.n == 1\n"
                + "deny contains \"x\" if side");
    JsonObject harmless = JsonObject.builder().put("n", JsonNumber.of(2)).build();
    JsonObject harmful = JsonObject.builder().put("n", JsonNumber.of(1)).build();
    try (PolicyEngine engine =
        new EmbeddedEngine(pack, "2026-06-01", EmbeddedEngine.DEFAULT_TIME_LIMIT)) {
      InputException failure =
          catchThrowableOfType(
              InputException.class,
              () ->
                  engine.evaluate(
                      RuleScope.IMAGE,
                      List.of(
                          new Question("a", harmless, pack.rules()),
                          new Question("b", harmful, pack.rules()))));

      assertThat(failure.source()).isEqualTo("rule TORN (image/torn)");
      assertThat(failure.detail()).startsWith("judging b did not come to an end: ");
      assertThat(
              engine.evaluate(
                  RuleScope.IMAGE, List.of(new Question("b", harmful, rule(pack, "good")))))
          .extracting(result -> result.value().toString())
          .containsExactly("{\"msg\":\"found\"}");
    }
  }

  private static PolicyEngine builtin(Duration timeLimit) {
    return new EmbeddedEngine(PolicyPack.builtin(), "2026-06-01", timeLimit);
  }

  private static List<Rule> rule(PolicyPack pack, String slug) {
    return pack.rules().stream().filter(rule -> rule.slug().equals(slug)).toList();
  }

  /** Plans image rules with OPA and translates the plan. */
  private PolicyPack compile(String... sources) throws Exception {
    String opa = OptionalParts.opa().toString();
    List<Rule> rules = new ArrayList<>();
    for (String source : sources) {
      String slug = source.lines().findFirst().orElseThrow().replaceFirst(".*\\.", "");
      Files.writeString(work.resolve(slug + ".rego"), source);
      rules.add(
          new Rule(
              slug.toUpperCase(java.util.Locale.ROOT),
              RuleScope.IMAGE,
              slug,
              RuleSeverity.LOW,
              slug,
              "",
              "",
              List.of(),
              List.of(),
              Collections.emptySortedMap(),
              List.of(),
              Rule.Source.builtin(RuleScope.IMAGE, slug),
              "",
              Collections.emptySortedSet(),
              false,
              false,
              DocumentNeeds.NONE));
    }
    Path entry = OptionalParts.projectRoot().resolve("policies/entry/image.rego");
    Files.copy(entry, work.resolve("entry.rego"));
    run(opa, "build", "-t", "plan", "-e", "varve/entry/image/findings", "-o", "b.tgz", ".");
    run("tar", "-xzPf", "b.tgz", "--transform=s,^/,,", "/plan.json");
    byte[] plan = Files.readAllBytes(work.resolve("plan.json"));
    return new PolicyPack(
        rules,
        JsonObject.EMPTY,
        Digest.sha256Of(plan),
        PolicyPack.ENTRY,
        Translator.translate(PlanReader.read(plan), "dev.varve.policy.TestRules")::load);
  }

  private void run(String... command) throws Exception {
    Process process = new ProcessBuilder(command).directory(work.toFile()).inheritIO().start();
    assertThat(process.waitFor()).isZero();
  }
}
