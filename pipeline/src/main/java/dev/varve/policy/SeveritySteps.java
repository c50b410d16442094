package dev.varve.policy;

import dev.varve.json.JsonArray;
import dev.varve.json.JsonObject;
import dev.varve.json.JsonString;
import dev.varve.json.JsonValue;
import dev.varve.runtime.Certainty;
import dev.varve.runtime.Effective;
import dev.varve.runtime.EscapeRecipe;
import java.util.ArrayList;
import java.util.List;

/**
 * What moves the severity of a finding about a container, whatever its rule says
 * (policy-catalogue.md section 2, "Severity steps"). Each step is written into the evidence as
 * {@code severity_steps}.
 */
final class SeveritySteps {
  /** The rule that tells complete recipes; what completes them rises, it does not. */
  private static final String RECIPE_RULE = "CMB-13";

  private SeveritySteps() {}

  /**
   * The finding with its steps taken.
   *
   * @param field of the run spec that the finding is about; empty if none
   */
  static Finding take(Finding finding, Rule rule, String field, ContainerFacts facts) {
    List<JsonValue> steps = new ArrayList<>();
    int by = 0;
    if (rule.faces().equals("host") && Effective.hostRoot(facts.run()) == Certainty.NO) {
      by--;
      steps.add(new JsonString("-1: root in the container is not root of the host"));
    }
    String sandbox = Effective.sandbox(facts.run());
    if (rule.faces().equals("kernel") && (sandbox.equals("gvisor") || sandbox.equals("vm"))) {
      by--;
      steps.add(new JsonString("-1: the container has a kernel of its own (" + sandbox + ")"));
    }
    String recipe = completes(finding, field, facts);
    if (!recipe.isEmpty()) {
      by++;
      steps.add(new JsonString("+1: completes " + recipe));
    }
    if (steps.isEmpty()) {
      return finding;
    }
    JsonObject.Builder evidence = JsonObject.builder();
    finding.evidence().members().forEach(evidence::put);
    evidence.put("severity_steps", JsonArray.of(steps));
    return finding.with(finding.severity().moved(by), evidence.build());
  }

  /** The first recipe that is complete and to which what was found belongs; empty if none. */
  private static String completes(Finding finding, String field, ContainerFacts facts) {
    Effective effective = facts.effective();
    boolean counts = finding.status() == Finding.Status.FAIL && !finding.rule().equals(RECIPE_RULE);
    if (effective == null || field.isEmpty() || !counts) {
      return "";
    }
    for (EscapeRecipe recipe : effective.reach().recipes()) {
      if (recipe.complete() == Certainty.YES) {
        for (EscapeRecipe.Ingredient ingredient : recipe.ingredients()) {
          boolean same = field.equals(ingredient.field());
          // One field adds many capabilities, of which one may be the missing piece.
          boolean capability = field.startsWith("caps.");
          if (same && (!capability || finding.key().equals(ingredient.name()))) {
            return recipe.id();
          }
        }
      }
    }
    return "";
  }
}
