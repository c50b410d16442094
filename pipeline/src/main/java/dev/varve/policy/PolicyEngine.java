package dev.varve.policy;

import dev.varve.failure.InputException;
import dev.varve.json.JsonObject;
import dev.varve.json.JsonValue;
import java.util.List;

/**
 * Evaluates rules over facts documents. Whichever engine evaluates, the results are the same. Safe
 * for several threads at once.
 */
public interface PolicyEngine extends AutoCloseable {
  /** The rules this engine knows, by id, then scope. */
  List<Rule> rules();

  /**
   * Judges documents.
   *
   * @return the results by question, then rule, then the order of Rego's sets
   * @throws InputException {@code policy-failed} with the rule's id if a rule does not come to an
   *     end in time or breaks off
   */
  List<RuleResult> evaluate(RuleScope scope, List<Question> questions) throws InputException;

  /** Ends the engine's threads; evaluations under way fail. */
  @Override
  void close();

  /**
   * One facts document and the rules of one scope that are to judge it.
   *
   * @param name what a message calls the document
   * @param document a facts document, or for raw rules a document as it was written
   * @param context what is put beside the document, by name; empty for facts documents
   */
  record Question(String name, JsonValue document, JsonObject context, List<Rule> rules) {
    public Question {
      rules = List.copyOf(rules);
    }

    public Question(String name, JsonValue document, List<Rule> rules) {
      this(name, document, JsonObject.EMPTY, rules);
    }
  }

  /**
   * What one rule answered.
   *
   * @param question index of the question
   * @param value the result object (policy-catalogue.md section 2, "Result object")
   */
  record RuleResult(int question, Rule rule, JsonObject value) {}
}
