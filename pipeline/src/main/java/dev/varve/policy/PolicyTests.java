package dev.varve.policy;

import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import dev.varve.failure.ReasonCode;
import dev.varve.image.ProgramOutput;
import dev.varve.json.CanonicalJson;
import dev.varve.json.Json;
import dev.varve.json.JsonArray;
import dev.varve.json.JsonObject;
import dev.varve.json.JsonValue;
import dev.varve.layer.ScratchFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Runs the tests of a user's rules with {@code opa test}, under the conditions that the rules have
 * in varve: the built-ins that there are, and the schemas of facts documents.
 */
public final class PolicyTests {
  private static final String CAPABILITIES = "capabilities.json";
  private static final String SCHEMAS = "schemas";

  private PolicyTests() {}

  /** How a test came out. */
  public enum Outcome {
    PASSED,
    FAILED,
    /** Its name begins with {@code todo_}. */
    SKIPPED
  }

  /**
   * A test that was run.
   *
   * @param name with its package, such as {@code data.main_test.test_root}
   * @param file in the policy
   * @param line from 1
   * @param printed what it printed
   */
  public record Result(String name, String file, long line, Outcome outcome, String printed) {}

  /**
   * Runs all tests of a policy.
   *
   * @param environment says where {@code opa} and the scratch folder are
   * @param anyBuiltin whether rules may use what only an OPA server has
   * @return the results by file and line
   * @throws InputException {@code policy-failed} if there is no opa, or a rule is none
   */
  public static List<Result> run(
      Path policy, String name, Map<String, String> environment, boolean anyBuiltin)
      throws InputException, IOException {
    PolicySource source = PolicySource.read(policy, name);
    OpaProgram opa = OpaProgram.require(environment, name);
    try (ScratchFolder scratch = ScratchFolder.create(ScratchFolder.usualParent(environment))) {
      Path stage = Files.createDirectory(scratch.path().resolve("policy"));
      for (Map.Entry<String, byte[]> file : source.files().entrySet()) {
        PolicyCompiler.write(stage.resolve(file.getKey()), file.getValue());
      }
      List<String> arguments = new ArrayList<>(List.of("test", "--format=json"));
      arguments.add("--schema=" + schemas(scratch.path()));
      if (!anyBuiltin) {
        Path capabilities = scratch.path().resolve(CAPABILITIES);
        Files.write(
            capabilities, CanonicalJson.bytes(capabilities(opa, stage, scratch.path(), name)));
        arguments.add("--capabilities=" + capabilities);
      }
      arguments.add(".");
      ProgramOutput answer = opa.run(stage, scratch.path(), null, arguments);
      return results(name, answer);
    }
  }

  private static Path schemas(Path scratch) throws IOException {
    Path folder = Files.createDirectory(scratch.resolve(SCHEMAS));
    for (RuleScope scope : RuleScope.values()) {
      if (scope != RuleScope.RAW) {
        String file = scope.label() + ".json";
        Files.write(folder.resolve(file), PolicyPack.resource(SCHEMAS + "/" + file));
      }
    }
    return folder;
  }

  /** What this opa can, but for the built-ins that are not there when rules run inside varve. */
  private static JsonObject capabilities(OpaProgram opa, Path stage, Path scratch, String name)
      throws InputException, IOException {
    ProgramOutput all = opa.run(stage, scratch, null, List.of("capabilities", "--current"));
    if (all.status() != 0) {
      throw PolicyCompiler.failure(name, all);
    }
    JsonObject own =
        Json.parse(all.output().getBytes(StandardCharsets.UTF_8), CAPABILITIES, Limits.DEFAULT)
            .objectOrNull();
    JsonArray builtins = own == null ? null : own.optionalArrayIn(CAPABILITIES, "builtins");
    if (own == null || builtins == null) {
      throw new InputException(
          ReasonCode.POLICY_FAILED, name, "opa does not say what built-ins it has");
    }
    List<JsonValue> there = new ArrayList<>();
    for (JsonValue builtin : builtins) {
      JsonObject declared = builtin.objectOrNull();
      JsonValue called = declared == null ? null : declared.get("name");
      String word = called == null ? null : called.textOrNull();
      if (word != null && HostBuiltins.missing(List.of(word)).isEmpty()) {
        there.add(builtin);
      }
    }
    JsonObject.Builder json = JsonObject.builder();
    own.members().forEach(json::put);
    return json.put("builtins", JsonArray.of(there)).build();
  }

  private static List<Result> results(String name, ProgramOutput answer) throws InputException {
    JsonArray tests = null;
    try {
      byte[] output = answer.output().getBytes(StandardCharsets.UTF_8);
      tests = Json.parse(output, name, Limits.DEFAULT).arrayOrNull();
    } catch (InputException e) {
      // No list of tests: opa says in words why there is none.
    }
    if (tests == null) {
      throw PolicyCompiler.failure(name, answer);
    }
    List<Result> results = new ArrayList<>();
    for (JsonValue item : tests) {
      JsonObject test = item.objectOrNull();
      if (test != null) {
        results.add(result(name, test));
      }
    }
    results.sort(Comparator.comparing(Result::file).thenComparing(Result::line));
    return results;
  }

  private static Result result(String policy, JsonObject test) throws InputException {
    if (test.has("error")) {
      throw new InputException(
          ReasonCode.POLICY_FAILED, policy, "a test broke off: " + test.get("error"));
    }
    JsonObject place = test.optionalObjectIn(policy, "location");
    JsonValue row = place == null ? null : place.get("row");
    Long line = row == null ? null : row.longOrNull();
    String printed = test.optionalTextIn(policy, "output");
    return new Result(
        test.textIn(policy, "package") + "." + test.textIn(policy, "name"),
        place == null ? "" : place.textIn(policy, "file"),
        line == null ? 0 : line,
        test.has("fail") ? Outcome.FAILED : test.has("skip") ? Outcome.SKIPPED : Outcome.PASSED,
        printed == null
            ? ""
            : new String(java.util.Base64.getDecoder().decode(printed), StandardCharsets.UTF_8));
  }
}
