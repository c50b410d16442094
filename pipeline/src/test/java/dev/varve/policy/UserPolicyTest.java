package dev.varve.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import dev.varve.json.Json;
import dev.varve.json.JsonValue;
import dev.varve.testing.OptionalParts;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rules that users bring, compiled with the {@code opa} program. */
class UserPolicyTest {
  @TempDir private Path work;

  @Test
  void rulesWithMetadataAreOneRuleWithItsIdAndSeverity() throws Exception {
    TestPolicies policies =
        policies()
            .file(
                "a.rego",
                """
                # METADATA
                # title: No root
                # description: Names the user.
                # custom:
                #   id: MY-01
                #   severity: low
                #   scope: image
                #   remediation: Set USER.
                #   standards: {ours: ["1.2"]}
                package varve.image.no_root

                deny contains {"msg": "root", "severity": "medium", "why": "a test"} if input.user.root

                warn_name contains sprintf("user %s is %d", [input.user.name, input.user.uid])
                """);
    try (PolicyEngine engine = policies.engine()) {
      assertThat(engine.rules())
          .containsExactly(
              new Rule(
                  "MY-01",
                  RuleScope.IMAGE,
                  "no_root",
                  RuleSeverity.LOW,
                  "No root",
                  "Names the user.",
                  "Set USER.",
                  List.of(),
                  List.of(),
                  new java.util.TreeMap<>(Map.of("ours", List.of("1.2"))),
                  List.of(),
                  new Rule.Source(
                      "mine",
                      "a.rego",
                      List.of("varve", "image", "no_root"),
                      List.of("deny", "warn_name")),
                  "",
                  java.util.Collections.emptySortedSet(),
                  false,
                  false,
                  DocumentNeeds.NONE));
      assertThat(
              TestPolicies.answers(
                  engine,
                  RuleScope.IMAGE,
                  json("{\"user\":{\"root\":true,\"name\":\"app\",\"uid\":5000000000}}"),
                  json("{\"user\":{\"name\":\"app\",\"uid\":1}}")))
          .containsExactly(
              "0 MY-01: {\"msg\":\"root\",\"severity\":\"medium\",\"why\":\"a test\"}",
              "0 MY-01: {\"msg\":\"user app is 5000000000\"}",
              "1 MY-01: {\"msg\":\"user app is 1\"}");
    }
  }

  @Test
  void rulesWithoutMetadataAreKnownByTheirPackageAndName() throws Exception {
    TestPolicies policies =
        policies()
            .file(
                "a.rego",
                "package main\n\n"
                    + "deny contains \"plain\" if input.kind == \"Pod\"\n\n"
                    + "deny_latest contains \"latest\" if endswith(input.image, \":latest\")\n\n"
                    + "warn contains {\"msg\": \"object\"} if input.kind\n\n"
                    + "violation contains {\"msg\": \"v\", \"details\": {}} if input.v\n\n"
                    + "exception contains rules if {\n"
                    + "\tinput.excused\n\trules := [\"latest\", \"\"]\n}\n");
    try (PolicyEngine engine = policies.engine()) {
      assertThat(engine.rules())
          .extracting(rule -> rule.id() + " " + rule.severity().label() + " " + rule.scope())
          .containsExactly(
              "main.deny high RAW",
              "main.deny_latest high RAW",
              "main.violation high RAW",
              "main.warn medium RAW");
      assertThat(
              TestPolicies.answers(
                  engine,
                  RuleScope.RAW,
                  json("{\"kind\":\"Pod\",\"image\":\"a:latest\",\"v\":1}"),
                  json("{\"kind\":\"Pod\",\"image\":\"a:latest\",\"excused\":1}"),
                  json("[1]")))
          .containsExactly(
              "0 main.deny: {\"msg\":\"plain\"}",
              "0 main.deny_latest: {\"msg\":\"latest\"}",
              "0 main.violation: {\"details\":{},\"msg\":\"v\"}",
              "0 main.warn: {\"msg\":\"object\"}");
    }
  }

  @Test
  void onlyNamespacesThatAreAskedForAreRules() throws Exception {
    TestPolicies policies =
        policies()
            .file("a.rego", "package main\n\ndeny contains \"main\"\n")
            .file("b/b.rego", "package team.net\n\ndeny contains \"net\"\n")
            .file("b/b_test.rego", "package team.net_test\n\ntest_a if true\n");
    assertThat(ids(policies.bundle())).containsExactly("main.deny");
    assertThat(ids(policies.bundle("team.net"))).containsExactly("team.net.deny");
    PolicyCompiler all =
        new PolicyCompiler(
            work.resolve("store"),
            Map.of("PATH", OptionalParts.opa().getParent().toString()),
            List.of());
    assertThat(all.bundle(policies.folder(), "mine").rules(policies.store()))
        .extracting(Rule::id)
        .containsExactly("main.deny", "team.net.deny");
    assertThat(failure(() -> policies.bundle("nowhere")).detail())
        .isEqualTo(
            "there is no rule: no deny, violation or warn in a package varve.<scope>.<name> or"
                + " nowhere (--namespace names others)");
  }

  private List<String> ids(PolicyBundle bundle) throws Exception {
    return bundle.rules(policies().store()).stream().map(Rule::id).toList();
  }

  @Test
  void dataOfTheFolderAndTheDateAreThere() throws Exception {
    TestPolicies policies =
        policies()
            .file("params.yaml", "varve:\n  params:\n    limit: 3\n")
            .file(
                "a.rego",
                "package varve.container.x\n\ndeny contains msg if {\n"
                    + "\tinput.n > data.varve.params.limit\n\tmsg := data.varve.as_of\n}\n");
    try (PolicyEngine engine = policies.engine()) {
      assertThat(
              TestPolicies.answers(
                  engine, RuleScope.CONTAINER, json("{\"n\":4}"), json("{\"n\":3}")))
          .containsExactly("0 container.x.deny: {\"msg\":\"2026-06-01\"}");
    }
  }

  @Test
  void whatCannotBeEvaluatedIsRefusedByName() throws Exception {
    assertThat(refused("package main\n\ndeny if input.x\n"))
        .isEqualTo("deny is not a set of results; write \"deny contains msg if { ... }\"");
    assertThat(refused("package main\n\ndeny contains parse_config(\"a\", \"b\")\n"))
        .startsWith("parse_config is a function of conftest's own, which no other OPA has");
    assertThat(refused("package main\n\ndeny contains io.jwt.decode(\"x\")\n"))
        .isEqualTo(
            "the built-in io.jwt.decode is not there when rules run inside varve; write the rule"
                + " without it, or have an OPA server evaluate the policy (--opa-url)");
    assertThat(refused("package main\n\ndeny contains sprintf(\"%d\", [time.now_ns()])\n"))
        .startsWith("time.now_ns would make the result depend on more than the inputs");
    assertThat(refused("package main\n\ndeny contains input.x +\n")).contains("rego_parse_error");
    assertThat(refused("package varve.file.x\n\ndeny contains \"x\"\n"))
        .isEqualTo("a file rule has no selector");
  }

  private String refused(String rego) throws Exception {
    // Else the refusal would be about the program that is missing.
    OptionalParts.opa();
    TestPolicies policies = policies().file("a.rego", rego);
    return failure(policies::engine).detail();
  }

  @Test
  void aResultOfAnotherTypeAndARuleThatBreaksOffAreFailures() throws Exception {
    TestPolicies policies =
        policies()
            .file(
                "a.rego",
                "package varve.image.odd\n\ndeny contains 7 if input.odd\n\n"
                    + "deny contains sprintf(\"%d\", input.words) if input.words\n\n"
                    + "side := 1 if input.n\n\nside := 2 if input.n == 1\n\n"
                    + "deny contains \"x\" if side\n");
    try (PolicyEngine engine = policies.engine()) {
      InputException odd =
          failure(() -> TestPolicies.answers(engine, RuleScope.IMAGE, json("{\"odd\":1}")));
      assertThat(odd.source()).isEqualTo("rule image.odd.deny (image/odd.deny)");
      assertThat(odd.detail())
          .isEqualTo(
              "judging document gave no usable answer: a result is a number, not a string or an"
                  + " object");
      assertThat(
              failure(
                      () ->
                          TestPolicies.answers(engine, RuleScope.IMAGE, json("{\"words\":\"a\"}")))
                  .detail())
          .isEqualTo(
              "judging document did not come to an end: sprintf: operand 2 must be array but got"
                  + " string");
      assertThat(
              failure(() -> TestPolicies.answers(engine, RuleScope.IMAGE, json("{\"n\":1}")))
                  .detail())
          .startsWith("judging document did not come to an end: ");
    }
  }

  @Test
  void aBundleThatWasBuiltNeedsNoOpaAndGivesTheSame() throws Exception {
    TestPolicies policies =
        policies().file("a.rego", "package main\n\ndeny contains sprintf(\"%v\", [input.x])\n");
    Path file = work.resolve("mine.tar.gz");
    policies.compiler().write(policies.folder(), "mine", file);
    PolicyCompiler without =
        new PolicyCompiler(work.resolve("other"), Map.of("PATH", "/nonexistent"), null);

    PolicyBundle read = without.bundle(file, "file");
    try (PolicyEngine engine =
        new EmbeddedEngine(
            read.pack(new PolicyStore(work.resolve("other")), false),
            TestPolicies.AS_OF,
            EmbeddedEngine.DEFAULT_TIME_LIMIT)) {
      assertThat(TestPolicies.answers(engine, RuleScope.RAW, json("{\"x\":[1,\"a\"]}")))
          .containsExactly("0 main.deny: {\"msg\":\"[1, \\\"a\\\"]\"}");
    }
    assertThat(failure(() -> without.bundle(policies.folder(), "mine")))
        .hasMessage(
            "opa-missing: mine: policies are compiled by the program opa, which is not on the"
                + " PATH");
  }

  @Test
  void theSameSourcesAreCompiledOnceAndADamagedResultAgain() throws Exception {
    TestPolicies policies = policies().file("a.rego", "package main\n\ndeny contains \"x\"\n");
    PolicyBundle first = policies.bundle();
    PolicyCompiler withoutOpa =
        new PolicyCompiler(work.resolve("store"), Map.of("PATH", "/nonexistent"), null);
    assertThat(withoutOpa.bundle(policies.folder(), "mine")).isEqualTo(first);

    Path kept = work.resolve("store/policies-v1/packs").resolve(first.key());
    byte[] whole = Files.readAllBytes(kept);
    byte[] damaged = whole.clone();
    damaged[damaged.length / 2] ^= 1;
    Files.write(kept, damaged);
    assertThat(policies.bundle()).isEqualTo(first);
    assertThat(Files.readAllBytes(kept)).isEqualTo(whole);
  }

  @Test
  void theSourcesOfTheBuiltInPackAreTheBuiltInPack() throws Exception {
    Path sources = OptionalParts.projectRoot().resolve("policies");
    assertThat(policies().compiler().bundle(sources, "policies").isBuiltin()).isTrue();
  }

  private TestPolicies policies() throws Exception {
    return new TestPolicies(work);
  }

  private static JsonValue json(String text) throws Exception {
    return Json.parse(text.getBytes(StandardCharsets.UTF_8), "test", Limits.DEFAULT);
  }

  private static InputException failure(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    InputException failure = catchThrowableOfType(InputException.class, call);
    assertThat(failure).isNotNull();
    return failure;
  }
}
