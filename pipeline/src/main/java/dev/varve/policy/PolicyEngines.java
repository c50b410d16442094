package dev.varve.policy;

import dev.varve.failure.InputException;
import dev.varve.failure.ReasonCode;
import dev.varve.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** Makes the engine that a {@link PolicyChoice} asks for. */
public final class PolicyEngines {
  private PolicyEngines() {}

  /**
   * Opens the engine for a choice. With a server, it is asked once.
   *
   * @param params put over those of packs that this process evaluates
   * @param store folder of the facts store, which has the compiled policies
   * @param asOf the only date that rules see
   * @param token read from the surroundings of this process, see {@link OpaToken}
   * @param timeLimit of one evaluation
   */
  public static PolicyEngine open(
      PolicyChoice choice,
      JsonObject params,
      Path store,
      String asOf,
      OpaToken token,
      Duration timeLimit,
      RuleTimer timer)
      throws InputException, IOException {
    PolicyStore packs = new PolicyStore(store);
    JsonObject data = PolicyData.over(choice.data(), PolicyParams.inData(params));
    List<Opening> engines = new ArrayList<>();
    if (choice.embedsBuiltin()) {
      engines.add(() -> new EmbeddedEngine(PolicyPack.builtin(), data, asOf, timeLimit, timer));
    }
    PolicyChoice.Server named = choice.server();
    if (named == null) {
      for (PolicyBundle bundle : choice.bundles()) {
        if (!bundle.isBuiltin()) {
          engines.add(
              () -> {
                PolicyPack pack = bundle.pack(packs, choice.irreproducible());
                return new EmbeddedEngine(pack, data, asOf, timeLimit, timer);
              });
        }
      }
    } else {
      if (!choice.data().isEmpty()) {
        throw new InputException(
            ReasonCode.POLICY_FAILED,
            "--data",
            "an OPA server has data of its own; load it there, or leave --opa-url out");
      }
      ServerEngine.Run run = new ServerEngine.Run(asOf, params, timer);
      engines.add(
          () -> server(choice, packs, new OpaServer(named.url(), token.value(), timeLimit), run));
    }
    return all(engines);
  }

  /** Opens an engine. */
  interface Opening {
    PolicyEngine open() throws InputException, IOException;
  }

  /** Opens all of them as one, or none: what is open already when one fails is closed. */
  static PolicyEngine all(List<Opening> openings) throws InputException, IOException {
    List<PolicyEngine> opened = new ArrayList<>();
    PolicyEngine engine = null;
    try {
      for (Opening opening : openings) {
        opened.add(opening.open());
      }
      engine = opened.size() == 1 ? opened.get(0) : new Several(opened);
      return engine;
    } finally {
      if (engine == null) {
        opened.forEach(PolicyEngine::close);
      }
    }
  }

  private static PolicyEngine server(
      PolicyChoice choice, PolicyStore packs, OpaServer server, ServerEngine.Run run)
      throws InputException, IOException {
    List<Rule> rules = new ArrayList<>();
    for (PolicyBundle bundle : choice.bundles()) {
      List<String> uncertain = bundle.irreproducibleBuiltins(packs);
      if (!uncertain.isEmpty() && !choice.irreproducible()) {
        throw new InputException(
            ReasonCode.POLICY_FAILED,
            bundle.name(),
            String.join(", ", uncertain)
                + " would make the result depend on more than the inputs;"
                + " --allow-irreproducible lets such rules run");
      }
      rules.addAll(bundle.rules(packs));
    }
    return choice.bundles().isEmpty()
        ? ServerEngine.discovering(server, run)
        : ServerEngine.of(server, rules, run);
  }

  /** Several engines that know different rules, as one. */
  private static final class Several implements PolicyEngine {
    private final List<PolicyEngine> engines;
    private final List<Rule> rules;

    /** By identity: rules are compared for every document, and are large. */
    private final Map<Rule, PolicyEngine> engineOf = new IdentityHashMap<>();

    Several(List<PolicyEngine> engines) throws InputException {
      this.engines = List.copyOf(engines);
      List<Rule> all = new ArrayList<>();
      Map<String, Rule> byName = new HashMap<>();
      for (PolicyEngine engine : engines) {
        for (Rule rule : engine.rules()) {
          Rule other = byName.putIfAbsent(rule.id() + " " + rule.scope(), rule);
          if (other != null) {
            throw new InputException(
                ReasonCode.POLICY_FAILED,
                rule.source().pack() + "/" + rule.source().file(),
                "the id "
                    + rule.id()
                    + " is taken by "
                    + other.source().pack()
                    + "/"
                    + other.source().file()
                    + "; choose another, or leave varve's own rules out with --no-builtin");
          }
          all.add(rule);
          engineOf.put(rule, engine);
        }
      }
      all.sort(Comparator.comparing(Rule::id).thenComparing(Rule::scope));
      this.rules = List.copyOf(all);
    }

    @Override
    public List<Rule> rules() {
      return rules;
    }

    @Override
    public List<RuleResult> evaluate(RuleScope scope, List<Question> questions)
        throws InputException {
      List<RuleResult> results = new ArrayList<>();
      for (PolicyEngine engine : engines) {
        List<Question> own = new ArrayList<>();
        boolean asked = false;
        for (Question question : questions) {
          List<Rule> rules =
              question.rules().stream().filter(rule -> engineOf.get(rule) == engine).toList();
          asked |= !rules.isEmpty();
          own.add(new Question(question.name(), question.document(), question.context(), rules));
        }
        if (asked) {
          results.addAll(engine.evaluate(scope, own));
        }
      }
      results.sort(BatchingEngine.RESULT_ORDER);
      return results;
    }

    @Override
    public void close() {
      engines.forEach(PolicyEngine::close);
    }
  }
}
