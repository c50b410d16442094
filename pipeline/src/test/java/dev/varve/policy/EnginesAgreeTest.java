package dev.varve.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.styra.opa.wasm.OpaPolicy;
import dev.varve.failure.Limits;
import dev.varve.json.CanonicalJson;
import dev.varve.json.Json;
import dev.varve.json.JsonArray;
import dev.varve.json.JsonObject;
import dev.varve.json.JsonValue;
import dev.varve.testing.OptionalParts;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The built-in pack answers the same over all facts of {@link RuleCases}, whether it runs as
 * classes translated at build time, in {@code opa-java-wasm}, or as Rego in the {@code opa}
 * program.
 */
class EnginesAgreeTest {
  private static final String AS_OF = "2026-06-01";

  @TempDir private Path work;

  @ParameterizedTest
  @EnumSource(names = {"IMAGE", "FILE", "CONTAINER"})
  void embeddedAndOpaProgram(RuleScope scope) throws Exception {
    String opa = OptionalParts.opa().toString();
    byte[] input = questions(scope);
    Path inputFile = Files.write(work.resolve("input.json"), input);
    Path dataFile =
        Files.writeString(work.resolve("date.json"), "{\"varve\":{\"as_of\":\"" + AS_OF + "\"}}");
    Path policies = OptionalParts.projectRoot().resolve("policies");
    Process process =
        new ProcessBuilder(
                opa,
                "eval",
                "--ignore=build",
                "--ignore=capabilities.json",
                "--data=" + policies,
                "--data=" + dataFile,
                "--input=" + inputFile,
                "--format=raw",
                "data." + PolicyPack.builtin().entrypoint(scope).replace('/', '.'))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    byte[] answer = process.getInputStream().readAllBytes();
    assertThat(process.waitFor()).isZero();

    List<String> expected = lines(Json.parse(answer, "opa", Limits.DEFAULT));
    assertThat(expected).hasSizeGreaterThan(10);
    assertThat(lines(embedded(scope, input))).isEqualTo(expected);
  }

  @ParameterizedTest
  @EnumSource(names = {"IMAGE", "FILE", "CONTAINER"})
  void embeddedAndOpaJavaWasm(RuleScope scope) throws Exception {
    byte[] input = questions(scope);
    OpaPolicy policy =
        OpaPolicy.builder()
            .withPolicy(new ByteArrayInputStream(PolicyPack.resource("policy.wasm")))
            .build();
    policy.data(new String(data(), StandardCharsets.UTF_8));
    String answer =
        policy
            .entrypoint(PolicyPack.builtin().entrypoint(scope))
            .evaluate(new String(input, StandardCharsets.UTF_8));
    JsonValue results =
        Json.parse(answer.getBytes(StandardCharsets.UTF_8), "opa-java-wasm", Limits.DEFAULT);
    JsonObject first = ((JsonArray) results).get(0).objectOrNull();
    assertThat(first).isNotNull();

    assertThat(lines(embedded(scope, input))).isEqualTo(lines(first.get("result")));
  }

  private static JsonValue embedded(RuleScope scope, byte[] input) throws Exception {
    PolicyPack pack = PolicyPack.builtin();
    WasmPolicy policy = new WasmPolicy(pack.module(), pack.machines(), data());
    JsonValue first = policy.evaluate(PolicyPack.builtin().entrypoint(scope), input);
    JsonValue again = policy.evaluate(PolicyPack.builtin().entrypoint(scope), input);
    assertThat(again).isEqualTo(first);
    return first;
  }

  private static byte[] data() {
    return CanonicalJson.bytes(EmbeddedWasmEngine.withDate(PolicyPack.builtin().data(), AS_OF));
  }

  /** Every document before every rule of its scope, whatever the selectors say. */
  private static byte[] questions(RuleScope scope) throws Exception {
    TreeSet<String> slugs = new TreeSet<>();
    PolicyPack.builtin().rules(scope).forEach(rule -> slugs.add(rule.slug()));
    List<JsonValue> questions = new ArrayList<>();
    for (JsonObject document : RuleCases.documents(scope)) {
      questions.add(
          JsonObject.builder()
              .put("rules", JsonArray.ofTexts(List.copyOf(slugs)))
              .put("document", document)
              .build());
    }
    return CanonicalJson.bytes(
        JsonObject.builder().put("as_of", AS_OF).put("questions", JsonArray.of(questions)).build());
  }

  private static List<String> lines(JsonValue set) {
    List<String> lines = new ArrayList<>();
    for (JsonValue item : (JsonArray) set) {
      lines.add(CanonicalJson.text(item));
    }
    lines.sort(null);
    return lines;
  }
}
