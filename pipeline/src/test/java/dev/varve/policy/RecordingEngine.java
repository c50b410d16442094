package dev.varve.policy;

import dev.varve.failure.InputException;
import dev.varve.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** Another engine that keeps the documents it is asked about. */
final class RecordingEngine implements PolicyEngine {
  /**
   * A document that was judged.
   *
   * @param document as rules saw it
   */
  record Asked(RuleScope scope, JsonObject document) {}

  private final PolicyEngine engine;
  private final List<Asked> asked = new ArrayList<>();

  RecordingEngine(PolicyEngine engine) {
    this.engine = engine;
  }

  /** The documents of one scope, in the order in which they were judged. */
  List<JsonObject> documents(RuleScope scope) {
    return asked.stream().filter(one -> one.scope() == scope).map(Asked::document).toList();
  }

  @Override
  public List<Rule> rules() {
    return engine.rules();
  }

  @Override
  public List<RuleResult> evaluate(RuleScope scope, List<Question> questions)
      throws InputException {
    for (Question question : questions) {
      JsonObject document = question.document().objectOrNull();
      if (document != null) {
        asked.add(new Asked(scope, document));
      }
    }
    return engine.evaluate(scope, questions);
  }

  @Override
  public void close() {
    engine.close();
  }
}
