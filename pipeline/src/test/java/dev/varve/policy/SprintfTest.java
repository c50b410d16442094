package dev.varve.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.failure.Limits;
import dev.varve.json.CanonicalJson;
import dev.varve.json.Json;
import dev.varve.json.JsonArray;
import dev.varve.json.JsonObject;
import dev.varve.json.JsonString;
import dev.varve.json.JsonValue;
import dev.varve.policy.PolicyEngine.Question;
import dev.varve.policy.PolicyEngine.RuleResult;
import dev.varve.testing.OptionalParts;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code sprintf} in a rule inside varve says what it says in the {@code opa} program. */
class SprintfTest {
  private static final List<String> VALUES =
      List.of(
          "0",
          "1",
          "-1",
          "7",
          "42",
          "-255",
          "65",
          "8364",
          "128512",
          "1114112",
          "2147483648",
          "-9223372036854775808",
          "9223372036854775808",
          "123456789012345678901234567890",
          "0.5",
          "-2.25",
          "3.14159265358979",
          "1e6",
          "1234567.5",
          "123456.5",
          "1e21",
          "1.5e-7",
          "0.00001",
          "\"\"",
          "\"text\"",
          "\"caf\u00e9 \u20ac \ud83d\ude00\"",
          "\"a\\\"b\\\\c\\n\\t\\u0007\\u007f\\u200b\"",
          "\"back`quote\"",
          "true",
          "false",
          "null",
          "[]",
          "[1,\"a\",[null,2.5]]",
          "{}",
          "{\"b\":1,\"a\":{\"x, y\":\"z: q\"}}");

  @TempDir private Path work;

  @Test
  void saysWhatOpaSays() throws Exception {
    List<JsonValue> cases = new ArrayList<>();
    String verbs = "vdsqxXtTbcoOUeEfFgGz%";
    for (String value : VALUES) {
      for (int i = 0; i < verbs.length(); i++) {
        for (String flags :
            List.of("", "+", "-8", "08", "#", " ", "6", ".2", "9.3", "+08", ".0", "-08.1", "# ")) {
          char verb = verbs.charAt(i);
          boolean fraction = value.matches("-?[0-9].*[.e].*");
          if (!fraction || ("bxX".indexOf(verb) < 0 && !flags.contains("#"))) {
            cases.add(question("<%" + flags + verb + ">", List.of(value)));
          }
        }
      }
    }
    for (String format :
        List.of(
            "no verb",
            "%",
            "%d %",
            "100%% of %v",
            "%s",
            "%[2]s %[1]s",
            "%[2]*[1]d|",
            "%[3]s",
            "%[x]s",
            "%[1]s %s",
            "%*d|",
            "%-*d|",
            "%.*f|",
            "%v %v %v",
            "%!",
            "%5%|",
            "%z",
            "%日",
            "%.d",
            "%.[2]*[1]f",
            "%[1]*.2f")) {
      for (List<String> arguments :
          List.of(
              List.<String>of(),
              List.of("1"),
              List.of("5", "2.5"),
              List.of("2.5", "5"),
              List.of("\"a\"", "\"b\"", "3", "4"),
              List.of("-7", "9"))) {
        cases.add(question(format, arguments));
      }
    }
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 500; i++) {
      double value = random.nextGaussian() * Math.pow(10, random.nextInt(40) - 20);
      String verb =
          List.of("v", "g", "e", "f", "G", ".3g", ".5e", "+.1f", "012.3f", ".17g").get(i % 10);
      cases.add(question("%" + verb, List.of(Double.toString(value))));
    }
    TestPolicies policies =
        new TestPolicies(work)
            .file(
                "a.rego",
                "package varve.image.said\nimport rego.v1\n"
                    + "deny contains sprintf(input.f, input.a)\n");

    JsonValue[] inside = new JsonValue[cases.size()];
    try (PolicyEngine engine = policies.engine()) {
      List<Question> questions =
          cases.stream().map(one -> new Question("case", one, engine.rules())).toList();
      for (RuleResult result : engine.evaluate(RuleScope.IMAGE, questions)) {
        inside[result.question()] = result.value().get("msg");
      }
    }

    JsonArray outside = (JsonArray) opa(cases);
    List<String> unlike = new ArrayList<>();
    for (int i = 0; i < cases.size(); i++) {
      if (!outside.get(i).equals(inside[i])) {
        unlike.add(cases.get(i) + ": varve " + inside[i] + ", opa " + outside.get(i));
      }
    }
    assertThat(unlike).as("seed %s", seed).isEmpty();
  }

  @Test
  void setsArePrintedAsOpaPrintsThem() throws Exception {
    TestPolicies policies =
        new TestPolicies(work)
            .file(
                "a.rego",
                "package varve.image.said\nimport rego.v1\ndeny contains"
                    + " sprintf(\"%v %s %v\", [{3, \"a\", [1]}, set(), {\"k\": {true}}])\n");
    try (PolicyEngine engine = policies.engine()) {
      assertThat(TestPolicies.answers(engine, RuleScope.IMAGE, JsonObject.EMPTY))
          .containsExactly(
              "0 image.said.deny: {\"msg\":\"{3, \\\"a\\\", [1]} set() {\\\"k\\\": {true}}\"}");
    }
  }

  private static JsonObject question(String format, List<String> arguments) throws Exception {
    List<JsonValue> values = new ArrayList<>();
    for (String argument : arguments) {
      values.add(Json.parse(argument.getBytes(StandardCharsets.UTF_8), "argument", Limits.DEFAULT));
    }
    return JsonObject.builder()
        .put("f", new JsonString(format))
        .put("a", JsonArray.of(values))
        .build();
  }

  private JsonValue opa(List<JsonValue> cases) throws Exception {
    Path input = work.resolve("input.json");
    Files.write(
        input, CanonicalJson.bytes(JsonObject.builder().put("cases", JsonArray.of(cases)).build()));
    Process process =
        new ProcessBuilder(
                OptionalParts.opa().toString(),
                "eval",
                "--format=raw",
                "--input=" + input,
                "[sprintf(c.f, c.a) | some c in input.cases]")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    byte[] answer = process.getInputStream().readAllBytes();
    assertThat(process.waitFor()).isZero();
    return Json.parse(answer, "opa", Limits.DEFAULT);
  }
}
