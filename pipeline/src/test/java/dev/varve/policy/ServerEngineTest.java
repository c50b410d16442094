package dev.varve.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import dev.varve.failure.ReasonCode;
import dev.varve.json.Json;
import dev.varve.json.JsonObject;
import dev.varve.json.JsonValue;
import dev.varve.testing.OpaTestServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rules that an OPA server evaluates. */
class ServerEngineTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final String RULES =
      "package varve.image.user\n\n"
          + "deny_root contains sprintf(\"root is %d\", [input.uid]) if input.uid == 0\n\n"
          + "warn contains {\"msg\": \"number\"} if to_number(input.text) > 1\n";

  @TempDir private Path work;

  @Test
  void rulesOfAPolicyAreAskedForPackageByPackageWhereTheServerHasNoAggregateRule()
      throws Exception {
    TestPolicies policies = new TestPolicies(work).file("a.rego", RULES);
    PolicyBundle bundle = policies.bundle();
    try (OpaTestServer server = server(policies.folder().toString());
        PolicyEngine engine = open(List.of(bundle), server.url(), Map.of())) {
      assertThat(
              TestPolicies.answers(
                  engine, RuleScope.IMAGE, json("{\"uid\":0}"), json("{\"text\":\"2\"}")))
          .containsExactly(
              "0 image.user.deny_root: {\"msg\":\"root is 0\"}",
              "1 image.user.warn: {\"msg\":\"number\"}");
      InputException failure =
          failure(() -> TestPolicies.answers(engine, RuleScope.IMAGE, json("{\"text\":\"x\"}")));
      assertThat(failure.reason()).isEqualTo(ReasonCode.POLICY_FAILED);
      assertThat(failure.detail())
          .startsWith("judging document did not come to an end: internal_error: ")
          .contains("to_number");
    }
  }

  @Test
  void aBundleThatVarveBuiltIsAskedInBatchesAndGetsTheDate() throws Exception {
    TestPolicies policies =
        new TestPolicies(work)
            .file("a.rego", "package varve.image.d\n\ndeny contains data.varve.as_of\n")
            .file("b.rego", "package main\n\ndeny contains data.conftest.file.name if input[0]\n");
    PolicyBundle bundle = policies.bundle();
    Path file = work.resolve("bundle.tar.gz");
    policies.compiler().write(policies.folder(), "mine", file);
    try (OpaTestServer server = server("--bundle", file.toString());
        PolicyEngine engine = open(List.of(bundle), server.url(), Map.of())) {
      assertThat(TestPolicies.answers(engine, RuleScope.IMAGE, JsonObject.EMPTY))
          .containsExactly("0 image.d.deny: {\"msg\":\"2026-06-01\"}");
      JsonObject context =
          json("{\"file\":{\"name\":\"compose.yaml\"},\"facts\":[]}").objectOrNull();
      assertThat(
              engine.evaluate(
                  RuleScope.RAW,
                  List.of(
                      new PolicyEngine.Question(
                          "compose.yaml", json("[1]"), context, engine.rules()))))
          .extracting(result -> result.value().toString())
          .containsExactly("{\"msg\":\"compose.yaml\"}");
    }
  }

  @Test
  void withoutAPolicyTheServerIsAskedWhatItHas() throws Exception {
    TestPolicies policies = new TestPolicies(work).file("a.rego", RULES);
    try (OpaTestServer server = server(policies.folder().toString());
        PolicyEngine engine = open(List.of(), server.url(), Map.of())) {
      assertThat(engine.rules())
          .extracting(rule -> rule.id() + " " + rule.severity().label())
          .containsExactly("image.user.deny_root high", "image.user.warn medium");
      assertThat(TestPolicies.answers(engine, RuleScope.IMAGE, json("{\"uid\":0}")))
          .containsExactly("0 image.user.deny_root: {\"msg\":\"root is 0\"}");
    }
  }

  @Test
  void whatTheServerHasNotIsNamed() throws Exception {
    TestPolicies policies = new TestPolicies(work).file("a.rego", RULES);
    PolicyBundle bundle = policies.bundle();
    try (OpaTestServer server = server();
        PolicyEngine engine = open(List.of(bundle), server.url(), Map.of())) {
      assertThat(
              failure(() -> TestPolicies.answers(engine, RuleScope.IMAGE, JsonObject.EMPTY))
                  .getMessage())
          .isEqualTo(
              "opa-unreachable: OPA at "
                  + server.url()
                  + ": has no package varve.image.user; load the policy into it");
      assertThat(failure(() -> open(List.of(), server.url(), Map.of())).detail())
          .startsWith("has no package varve.image.<name> or varve.container.<name> with deny");
    }
  }

  @Test
  void aServerThatIsNotThereIsOneClearError() throws Exception {
    String url = "http://127.0.0.1:" + OpaTestServer.freePort();
    InputException failure = failure(() -> open(List.of(), url, Map.of()));
    assertThat(failure.reason()).isEqualTo(ReasonCode.OPA_UNREACHABLE);
    assertThat(failure.source()).isEqualTo("OPA at " + url);
    assertThat(failure.detail()).startsWith("cannot be reached").endsWith("(tried 4 times)");
    assertThat(failure(() -> open(List.of(), "localhost:8181", Map.of())).detail())
        .startsWith("is no address such as http://127.0.0.1:8181");
  }

  @Test
  void theTokenOpensTheServerAndIsNeverShown() throws Exception {
    TestPolicies policies =
        new TestPolicies(work)
            .file("a.rego", RULES)
            .file(
                "authz.rego",
                "package system.authz\n\ndefault allow := false\n\n"
                    + "allow if input.identity == \"sesame-1234\"\n\n"
                    + "allow if input.path == [\"health\"]\n");
    try (OpaTestServer server =
        server("--authentication=token", "--authorization=basic", policies.folder().toString())) {
      Map<String, String> right = Map.of(OpaToken.VARIABLE, "sesame-1234");
      try (PolicyEngine engine = open(List.of(), server.url(), right)) {
        assertThat(engine.rules()).hasSize(2);
      }
      Path file = Files.writeString(work.resolve("token"), "sesame-1234\n");
      assertThat(OpaToken.of(file, Map.of()).value()).isEqualTo("sesame-1234");
      InputException wrong =
          failure(() -> open(List.of(), server.url(), Map.of(OpaToken.VARIABLE, "wrong-token")));
      assertThat(wrong.detail()).isEqualTo("refuses the token (status 401)");
      assertThat(wrong.toString()).doesNotContain("wrong-token");
      assertThat(failure(() -> open(List.of(), server.url(), Map.of())).detail())
          .isEqualTo("refuses requests without a token (status 401)");
      assertThat(OpaToken.of(file, Map.of())).hasToString("a token");
    }
  }

  @Test
  void aServerThatIsBusyIsAskedAgain() throws Exception {
    AtomicInteger requests = new AtomicInteger();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/v1/data/varve/image",
        exchange -> {
          assertThat(exchange.getRequestURI().getQuery()).isEqualTo("strict-builtin-errors=true");
          exchange.getRequestBody().readAllBytes();
          boolean busy = requests.incrementAndGet() < 3;
          byte[] body =
              (busy ? "busy" : "{\"result\":{\"x\":{\"deny\":[]}}}")
                  .getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(busy ? 503 : 200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.createContext(
        "/v1/data/varve/container",
        exchange -> {
          byte[] body = "{}".getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    String url = "http://127.0.0.1:" + server.getAddress().getPort();
    try (PolicyEngine engine = open(List.of(), url, Map.of())) {
      assertThat(engine.rules()).extracting(Rule::id).containsExactly("image.x.deny");
      assertThat(requests).hasValue(3);
    } finally {
      server.stop(0);
    }
  }

  private OpaTestServer server(String... arguments) throws Exception {
    return OpaTestServer.start(work.resolve("opa.log"), arguments);
  }

  private PolicyEngine open(List<PolicyBundle> bundles, String url, Map<String, String> environment)
      throws Exception {
    return PolicyEngines.open(
        new PolicyChoice(
            false, bundles, JsonObject.EMPTY, new PolicyChoice.Server(url, null), false, false),
        JsonObject.EMPTY,
        work.resolve("store"),
        TestPolicies.AS_OF,
        OpaToken.of(null, environment),
        LIMIT,
        RuleTimer.OFF);
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
