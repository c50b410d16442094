package dev.varve.policy;

import dev.varve.json.JsonValue;
import dev.varve.policy.PolicyEngine.Question;
import dev.varve.policy.PolicyEngine.RuleResult;
import dev.varve.testing.OptionalParts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A folder of Rego that a test writes, compiled as a user's policy is. */
final class TestPolicies {
  static final String AS_OF = "2026-06-01";

  private final Path work;
  private final Path folder;

  /**
   * @param work a folder of the test's
   */
  TestPolicies(Path work) throws IOException {
    this.work = work;
    this.folder = Files.createDirectories(work.resolve("policy"));
  }

  TestPolicies file(String name, String content) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
    return this;
  }

  Path folder() {
    return folder;
  }

  PolicyStore store() {
    return new PolicyStore(work.resolve("store"));
  }

  PolicyCompiler compiler(String... namespaces) {
    return new PolicyCompiler(
        work.resolve("store"),
        Map.of("PATH", OptionalParts.opa().getParent().toString()),
        namespaces.length == 0 ? null : List.of(namespaces));
  }

  PolicyBundle bundle(String... namespaces) throws Exception {
    return compiler(namespaces).bundle(folder, "mine");
  }

  PolicyEngine engine(String... namespaces) throws Exception {
    return new EmbeddedEngine(
        bundle(namespaces).pack(store(), false), AS_OF, EmbeddedEngine.DEFAULT_TIME_LIMIT);
  }

  /** What all rules of a scope say to documents: {@code id: result}. */
  static List<String> answers(PolicyEngine engine, RuleScope scope, JsonValue... documents)
      throws Exception {
    List<Rule> rules = engine.rules().stream().filter(rule -> rule.scope() == scope).toList();
    List<Question> questions =
        List.of(documents).stream()
            .map(document -> new Question("document", document, rules))
            .toList();
    return engine.evaluate(scope, questions).stream().map(TestPolicies::shown).toList();
  }

  private static String shown(RuleResult result) {
    return result.question() + " " + result.rule().id() + ": " + result.value();
  }
}
