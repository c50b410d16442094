package dev.varve.policy;

import dev.varve.failure.InputException;
import dev.varve.failure.ReasonCode;
import dev.varve.json.JsonValue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What engines have in common that put documents before an aggregate rule in batches. If a batch
 * breaks off or takes too long, its rules run again one by one, to name the one to blame.
 */
abstract class BatchingEngine implements PolicyEngine {
  private final List<Rule> rules;
  private final String asOf;
  private final RuleTimer timer;
  private final Map<RuleScope, Map<String, Rule>> bySlug = new EnumMap<>(RuleScope.class);

  /**
   * @param asOf the only date that rules see, as {@code data.varve.as_of} ({@code 2026-06-01})
   * @param timer told how long each rule takes, which then judge one by one
   */
  BatchingEngine(List<Rule> rules, String asOf, RuleTimer timer) {
    this.rules = List.copyOf(rules);
    this.asOf = asOf;
    this.timer = timer;
    for (RuleScope scope : RuleScope.values()) {
      bySlug.put(scope, new HashMap<>());
    }
    rules.forEach(rule -> bySlug(rule.scope()).put(rule.slug(), rule));
  }

  /** A document in the form in which the engine puts it before rules. */
  abstract QuestionBatch.Document document(JsonValue json);

  /**
   * Asks the aggregate rule of a scope.
   *
   * @param batch with documents as {@link #document} makes them
   * @return its value, or null if it is undefined
   */
  abstract @Nullable JsonValue ask(RuleScope scope, QuestionBatch batch)
      throws PolicyAbort, InputException;

  /** The only date that rules see. */
  final String asOf() {
    return asOf;
  }

  @Override
  public final List<Rule> rules() {
    return rules;
  }

  @Override
  public List<RuleResult> evaluate(RuleScope scope, List<Question> questions)
      throws InputException {
    List<RuleResult> results = new ArrayList<>();
    for (QuestionBatch batch : QuestionBatch.split(questions, this::document)) {
      try {
        results.addAll(timer.isOff() ? evaluate(scope, batch) : timed(scope, batch));
      } catch (PolicyAbort e) {
        results.addAll(singly(scope, batch));
      }
    }
    results.sort(RESULT_ORDER);
    return results;
  }

  /** By question, then rule, then the order of Rego's sets. */
  static final Comparator<RuleResult> RESULT_ORDER =
      Comparator.comparingInt(RuleResult::question)
          .thenComparing(result -> result.rule().id())
          .thenComparing(result -> result.value().toString());

  /** What all rules have in common, reading the documents, is told apart. */
  private List<RuleResult> timed(RuleScope scope, QuestionBatch batch)
      throws PolicyAbort, InputException {
    long begin = System.nanoTime();
    evaluate(scope, batch.before(null));
    long reading = System.nanoTime() - begin;
    timer.took(RuleTimer.READING + " " + scope.label(), reading);
    List<RuleResult> results = new ArrayList<>();
    for (Rule rule : batch.rules()) {
      begin = System.nanoTime();
      results.addAll(evaluate(scope, batch.before(rule)));
      timer.took(RuleTimer.name(rule), Math.max(0, System.nanoTime() - begin - reading));
    }
    return results;
  }

  final RuleTimer timer() {
    return timer;
  }

  private List<RuleResult> singly(RuleScope scope, QuestionBatch batch) throws InputException {
    List<RuleResult> results = new ArrayList<>();
    for (QuestionBatch single : batch.singly(this::document)) {
      try {
        results.addAll(evaluate(scope, single));
      } catch (PolicyAbort e) {
        throw failure(single.onlyRule(), single.onlyName(), e);
      }
    }
    return results;
  }

  static InputException failure(Rule rule, String document, PolicyAbort abort) {
    InputException failure =
        new InputException(ReasonCode.POLICY_FAILED, rule.words(), abort.words(document));
    failure.initCause(abort);
    return failure;
  }

  private List<RuleResult> evaluate(RuleScope scope, QuestionBatch batch)
      throws PolicyAbort, InputException {
    return batch.results(bySlug(scope), ask(scope, batch));
  }

  private Map<String, Rule> bySlug(RuleScope scope) {
    return bySlug.getOrDefault(scope, Map.of());
  }
}
