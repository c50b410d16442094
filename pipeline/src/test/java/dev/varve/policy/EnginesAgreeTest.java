package dev.varve.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.styra.opa.wasm.OpaPolicy;
import dev.varve.failure.Limits;
import dev.varve.json.CanonicalJson;
import dev.varve.json.Json;
import dev.varve.json.JsonArray;
import dev.varve.json.JsonObject;
import dev.varve.json.JsonValue;
import dev.varve.policy.PolicyEngine.Question;
import dev.varve.rego.RegoJson;
import dev.varve.testing.FolderCopy;
import dev.varve.testing.OpaTestServer;
import dev.varve.testing.OptionalParts;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The rules of varve answer the same over all documents of {@link RuleFixture} and {@link
 * RuleCases}, whichever engine evaluates them: the classes translated when varve was built, the
 * same sources compiled as a user's policy, an OPA server, and {@code opa-java-wasm}.
 */
class EnginesAgreeTest {
  private static final String AS_OF = "2026-06-01";
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir private Path work;

  @Test
  void theThreeEngines() throws Exception {
    Path sources = OptionalParts.projectRoot().resolve("policies");
    Map<String, String> environment = Map.of("PATH", OptionalParts.opa().getParent().toString());
    PolicyCompiler compiler = new PolicyCompiler(work.resolve("store"), environment, null);
    PolicyBundle compiled = compiler.bundle(unlike(sources), "copy");
    assertThat(compiled.isBuiltin()).isFalse();
    PolicyChoice copy = choice(compiled, null);
    try (OpaTestServer server =
            OpaTestServer.start(
                work.resolve("opa.log"),
                "--ignore=build",
                "--ignore=schemas",
                "--ignore=capabilities.json",
                "--ignore=*.md",
                sources.toString());
        PolicyEngine byServer = open(choice(compiled, server.url()));
        PolicyEngine byCompiler = open(copy);
        PolicyEngine embedded = open(PolicyChoice.BUILTIN)) {
      for (RuleScope scope : RuleScope.values()) {
        List<JsonObject> documents = documents(scope);
        List<String> expected = results(embedded, scope, documents);
        assertThat(results(byCompiler, scope, documents))
            .as("compiled, %s", scope)
            .containsExactlyElementsOf(expected);
        assertThat(results(byServer, scope, documents))
            .as("server, %s", scope)
            .containsExactlyElementsOf(expected);
      }
    }
  }

  /** A folder with the same rules that is another policy. */
  private Path unlike(Path sources) throws Exception {
    Path copy = work.resolve("copy");
    FolderCopy.copy(sources, copy);
    Files.writeString(copy.resolve("more.json"), "{\"more\": {}}");
    return copy;
  }

  private static PolicyChoice choice(PolicyBundle bundle, String url) {
    PolicyChoice.Server server = url == null ? null : new PolicyChoice.Server(url, null);
    return new PolicyChoice(false, List.of(bundle), JsonObject.EMPTY, server, false, false);
  }

  private PolicyEngine open(PolicyChoice choice) throws Exception {
    return PolicyEngines.open(
        choice,
        JsonObject.EMPTY,
        work.resolve("store"),
        AS_OF,
        OpaToken.of(null, Map.of()),
        LIMIT,
        RuleTimer.OFF);
  }

  private static List<JsonObject> documents(RuleScope scope) throws Exception {
    List<JsonObject> documents = new ArrayList<>(RuleFixture.documents(scope));
    documents.addAll(RuleCases.documents(scope));
    return documents;
  }

  private static List<String> results(
      PolicyEngine engine, RuleScope scope, List<JsonObject> documents) throws Exception {
    List<Rule> rules = engine.rules().stream().filter(rule -> rule.scope() == scope).toList();
    List<Question> questions =
        documents.stream().map(document -> new Question("document", document, rules)).toList();
    return engine.evaluate(scope, questions).stream()
        .map(result -> result.question() + " " + result.rule().id() + " " + result.value())
        .toList();
  }

  /** OPA's own evaluation of the same plans, as Wasm, with its own built-in functions. */
  @ParameterizedTest
  @EnumSource(names = {"IMAGE", "FILE", "CONTAINER", "DIFF", "FLEET"})
  void embeddedAndOpasWasm(RuleScope scope) throws Exception {
    byte[] input = questions(scope);
    OpaPolicy policy =
        OpaPolicy.builder().withPolicy(new ByteArrayInputStream(wasm(scope))).build();
    policy.data(new String(CanonicalJson.bytes(data()), StandardCharsets.UTF_8));
    String answer = policy.evaluate(new String(input, StandardCharsets.UTF_8));
    JsonValue results =
        Json.parse(answer.getBytes(StandardCharsets.UTF_8), "opa-java-wasm", Limits.DEFAULT);
    JsonObject first = ((JsonArray) results).get(0).objectOrNull();
    assertThat(first).isNotNull();

    List<String> expected = lines(first.get("result"));
    assertThat(expected).hasSizeGreaterThan(5);
    assertThat(lines(embedded(scope, input))).isEqualTo(expected);
  }

  private byte[] wasm(RuleScope scope) throws Exception {
    Path bundle = work.resolve("wasm.tar.gz");
    Process opa =
        new ProcessBuilder(
                OptionalParts.opa().toString(),
                "build",
                "--target=wasm",
                "--output=" + bundle,
                "--ignore=*_test.rego",
                "--ignore=build",
                "--ignore=capabilities.json",
                "--ignore=schemas",
                "--entrypoint=" + PolicyPack.builtin().entrypoint(scope),
                ".")
            .directory(OptionalParts.projectRoot().resolve("policies").toFile())
            .inheritIO()
            .start();
    assertThat(opa.waitFor()).isZero();
    byte[] wasm = PolicySource.read(bundle, "wasm").files().get("policy.wasm");
    assertThat(wasm).isNotNull();
    return wasm;
  }

  private static JsonValue embedded(RuleScope scope, byte[] input) throws Exception {
    PolicyPack pack = PolicyPack.builtin();
    Object data = RegoDocument.of(data());
    Object value = RegoJson.read(input);
    Object first = pack.program().evaluate(pack.entrypoint(scope), value, data);
    Object again = pack.program().evaluate(pack.entrypoint(scope), value, data);
    assertThat(first).isNotNull().isEqualTo(again);
    return RegoDocument.json(first);
  }

  private static JsonObject data() {
    return EmbeddedEngine.withDate(PolicyPack.builtin().data(), AS_OF);
  }

  /** Every document before every rule of its scope, whatever the selectors say. */
  private static byte[] questions(RuleScope scope) throws Exception {
    TreeSet<String> slugs = new TreeSet<>();
    PolicyPack.builtin().rules(scope).forEach(rule -> slugs.add(rule.slug()));
    List<JsonValue> questions = new ArrayList<>();
    for (JsonObject document : documents(scope)) {
      questions.add(
          JsonObject.builder()
              .put("rules", JsonArray.ofTexts(List.copyOf(slugs)))
              .put("document", document)
              .build());
    }
    return CanonicalJson.bytes(
        JsonObject.builder().put("as_of", AS_OF).put("questions", JsonArray.of(questions)).build());
  }

  /** Each result by document and rule; Wasm does not put sets in order. */
  private static List<String> lines(JsonValue answer) {
    List<String> lines = new ArrayList<>();
    for (JsonValue item : (JsonArray) answer) {
      JsonObject told = (JsonObject) item;
      JsonObject results = (JsonObject) told.get("results");
      for (String slug : results.keys()) {
        for (JsonValue result : (JsonArray) results.get(slug)) {
          lines.add(told.get("document") + " " + slug + " " + CanonicalJson.text(result));
        }
      }
    }
    lines.sort(null);
    return lines;
  }
}
