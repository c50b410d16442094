package dev.varve.policy;

import dev.varve.json.CanonicalJson;
import dev.varve.json.JsonString;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The Rego that varve adds to a user's pack: one aggregate rule for each scope, which asks the
 * rules that are named and puts before them a document, the date and what else belongs to it. Each
 * rule has a package of its own, so that only rules that are asked for are evaluated.
 */
final class RegoModules {
  /** Folder of the aggregate rules, and of the modules in a pack. */
  static final String ENTRY = "varve_questions";

  private RegoModules() {}

  /** Modules by path in the pack. */
  static SortedMap<String, String> of(List<RuleDiscovery.Found> rules) {
    SortedMap<String, String> modules = new TreeMap<>();
    TreeSet<RuleScope> scopes = new TreeSet<>();
    int number = 0;
    for (RuleDiscovery.Found rule : rules) {
      scopes.add(rule.scope());
      modules.put(ENTRY + "/" + rule.scope().label() + "_" + number++ + ".rego", judged(rule));
    }
    for (RuleScope scope : scopes) {
      modules.put(ENTRY + "/" + scope.label() + ".rego", entry(scope));
    }
    return modules;
  }

  private static String entry(RuleScope scope) {
    String context =
        scope == RuleScope.RAW
            ? " with data.varve.facts as object.get(question, \"facts\", [])"
                + " with data.conftest.file as object.get(question, \"file\", {})"
            : "";
    // Parameters come with the questions where a server evaluates, which has no data of a run.
    return "package "
        + ENTRY
        + "."
        + scope.label()
        + "\n\nimport rego.v1\n\n"
        + findings("\tnot input.params\n", context)
        + "\nusual := {name: value | some name, value in data.varve.params}\n\n"
        + findings(
            "\tparams := object.union(usual, input.params)\n",
            context + " with data.varve.params as params")
        + "\ntold(slugs) := {slug: answers |\n\tsome slug in slugs\n\tanswers := data."
        + ENTRY
        + ".judged_"
        + scope.label()
        + "[slug].answers\n\tanswers != set()\n}\n";
  }

  /** A list, since sets would compare all that is told; all rules see a document at once. */
  private static String findings(String condition, String context) {
    return "findings := [{\"document\": i, \"answers\": answers} |\n"
        + "\tsome i, question in input.questions\n"
        + "\tanswers := told(question.rules) with input as question.document"
        + " with data.varve.as_of as as_of"
        + context
        + "\n\tanswers != {}\n] if {\n"
        + "\tas_of := input.as_of\n"
        + condition
        + "}\n";
  }

  private static String judged(RuleDiscovery.Found rule) {
    StringBuilder path = new StringBuilder("data");
    rule.path().forEach(word -> path.append('[').append(quoted(word)).append(']'));
    StringBuilder module =
        new StringBuilder("package " + ENTRY + ".judged_" + rule.scope().label())
            .append('[')
            .append(quoted(rule.slug()))
            .append("]\n\nimport rego.v1\n");
    for (String name : rule.names()) {
      module
          .append("\nanswers contains {\"name\": ")
          .append(quoted(name))
          .append(", \"results\": results, \"exceptions\": ")
          .append(rule.hasExceptions() ? path + "." + RuleAnswers.EXCEPTION : "set()")
          .append("} if {\n\tresults := ")
          .append(path)
          .append('.')
          .append(name)
          .append("\n\tresults != set()\n}\n");
    }
    return module.toString();
  }

  private static String quoted(String word) {
    return CanonicalJson.text(new JsonString(word));
  }
}
