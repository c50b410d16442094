package dev.varve.policy;

import dev.varve.failure.InputException;
import dev.varve.failure.ReasonCode;
import dev.varve.json.CanonicalJson;
import dev.varve.json.JsonArray;
import dev.varve.json.JsonObject;
import dev.varve.json.JsonValue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Has an OPA server evaluate rules.
 *
 * <p>A server that was given a pack with its aggregate rules is asked in batches, like the engine
 * in this process. Any other is asked once for each document, for the packages of its rules, and
 * gets no date beside it.
 */
final class ServerEngine extends BatchingEngine {
  /** The aggregate rules of varve's own pack, and those that it puts into users' packs. */
  private static final List<String> ENTRIES = List.of(PolicyPack.ENTRY, RegoModules.ENTRY);

  private static final byte[] NO_QUESTIONS =
      CanonicalJson.bytes(
          JsonObject.builder().put("as_of", "").put("questions", JsonArray.EMPTY).build());

  private final OpaServer server;
  private final JsonObject params;

  /** Where each scope has its aggregate rule; a scope without one is missing. */
  private final Map<RuleScope, List<String>> aggregates;

  private ServerEngine(
      OpaServer server, List<Rule> rules, Run run, Map<RuleScope, List<String>> aggregates) {
    super(rules, run.asOf(), run.timer());
    this.server = server;
    this.params = run.params();
    this.aggregates = aggregates;
  }

  /**
   * An engine for the rules of a policy that the server has loaded. Asks the server once, so that
   * one that is not there is noticed before anything is read.
   */
  static ServerEngine of(OpaServer server, List<Rule> rules, Run run) throws InputException {
    Map<RuleScope, List<String>> aggregates = new EnumMap<>(RuleScope.class);
    List<RuleScope> scopes = rules.stream().map(Rule::scope).distinct().sorted().toList();
    for (RuleScope scope : scopes) {
      for (String entry : ENTRIES) {
        List<String> path =
            Stream.concat(Stream.of(entry.split("/", -1)), Stream.of(scope.label(), "findings"))
                .toList();
        if (!aggregates.containsKey(scope) && ask(server, path, NO_QUESTIONS) != null) {
          aggregates.put(scope, path);
        }
      }
    }
    if (!aggregates.keySet().containsAll(scopes)) {
      requireOwnParams(run);
    }
    return new ServerEngine(server, rules, run, aggregates);
  }

  /**
   * An engine for whatever rules over images and containers the server has, found by asking it.
   *
   * @throws InputException if it has none
   */
  static ServerEngine discovering(OpaServer server, Run run) throws InputException {
    requireOwnParams(run);
    List<Rule> rules = new ArrayList<>();
    for (RuleScope scope : List.of(RuleScope.IMAGE, RuleScope.CONTAINER)) {
      JsonValue tree = ask(server, List.of("varve", scope.label()), bytes(JsonObject.EMPTY));
      JsonObject packages = tree == null ? null : tree.objectOrNull();
      if (packages != null) {
        packages.members().forEach((slug, rule) -> found(scope, slug, rule, rules));
      }
    }
    if (rules.isEmpty()) {
      throw server.unreachable(
          "has no package varve.image.<name> or varve.container.<name> with deny, violation or"
              + " warn; load the policy into it, and name it with --policy if it judges files");
    }
    rules.sort(Comparator.comparing(Rule::id));
    return new ServerEngine(server, rules, run, Map.of());
  }

  /**
   * What a run brings to the rules.
   *
   * @param params that replace those of the packs, the name of the profile among them
   */
  record Run(String asOf, JsonObject params, RuleTimer timer) {}

  /** Only aggregate rules take parameters; they are not to be ignored in silence. */
  private static void requireOwnParams(Run run) throws InputException {
    boolean given = run.params().keys().stream().anyMatch(key -> !key.equals("profile"));
    if (given) {
      throw new InputException(
          ReasonCode.POLICY_FAILED,
          "--params",
          "the OPA server has the rules without what varve policy build adds to them, and can be"
              + " given no parameters; load the bundle that it makes, or put them into its data");
    }
  }

  private static void found(RuleScope scope, String slug, JsonValue tree, List<Rule> rules) {
    JsonObject names = tree.objectOrNull();
    if (names == null) {
      return;
    }
    for (String name : names.keys()) {
      if (RuleAnswers.isName(name)) {
        String id = scope.label() + "." + slug + "." + name;
        rules.add(
            new Rule(
                id,
                scope,
                slug + "." + name,
                RuleAnswers.defaultSeverity(name),
                id,
                "",
                "",
                List.of(),
                List.of(),
                Collections.emptySortedMap(),
                List.of(),
                new Rule.Source("server", "", List.of("varve", scope.label(), slug), List.of(name)),
                "",
                Collections.emptySortedSet(),
                true,
                false,
                DocumentNeeds.NONE));
      }
    }
  }

  private static @Nullable JsonValue ask(OpaServer server, List<String> path, byte[] input)
      throws InputException {
    try {
      return server.value(path, input);
    } catch (PolicyAbort e) {
      InputException failure =
          new InputException(
              ReasonCode.POLICY_FAILED, String.join(".", path), String.valueOf(e.getMessage()));
      failure.initCause(e);
      throw failure;
    }
  }

  @Override
  QuestionBatch.Document document(JsonValue json) {
    return QuestionBatch.Text.of(json);
  }

  @Override
  @Nullable JsonValue ask(RuleScope scope, QuestionBatch batch) throws PolicyAbort, InputException {
    List<String> path = aggregates.get(scope);
    return path == null ? null : server.value(path, batch.input(asOf(), params));
  }

  @Override
  public List<RuleResult> evaluate(RuleScope scope, List<Question> questions)
      throws InputException {
    if (aggregates.containsKey(scope)) {
      return super.evaluate(scope, questions);
    }
    List<RuleResult> results = new ArrayList<>();
    for (int i = 0; i < questions.size(); i++) {
      results.addAll(byPackage(i, questions.get(i)));
    }
    results.sort(RESULT_ORDER);
    return results;
  }

  /** Asks for each package that the question's rules lie in. */
  private List<RuleResult> byPackage(int index, Question question) throws InputException {
    byte[] input = bytes(question.document());
    Map<String, @Nullable JsonObject> packages = new TreeMap<>();
    List<RuleResult> results = new ArrayList<>();
    for (Rule rule : question.rules()) {
      List<String> path = rule.source().packagePath();
      String name = String.join(".", path);
      try {
        if (!packages.containsKey(name)) {
          long begin = System.nanoTime();
          JsonValue value = server.value(path, input);
          // A package is asked for once; its first rule stands for all.
          timer().took(RuleTimer.name(rule), System.nanoTime() - begin);
          packages.put(name, value == null ? null : value.objectOrNull());
        }
        JsonObject values = packages.get(name);
        if (values == null) {
          throw server.unreachable("has no package " + name + "; load the policy into it");
        }
        for (String set : rule.source().names()) {
          for (JsonValue result :
              RuleAnswers.members(set, values.get(set), values.get(RuleAnswers.EXCEPTION))) {
            results.add(new RuleResult(index, rule, RuleAnswers.object(result)));
          }
        }
      } catch (PolicyAbort e) {
        throw failure(rule, question.name(), e);
      }
    }
    return results;
  }

  private static byte[] bytes(JsonValue document) {
    return CanonicalJson.bytes(document);
  }

  @Override
  public void close() {
    // Requests under way end by their time limit; the client has nothing to close before Java 21.
  }
}
