package dev.varve.policy;

import dev.varve.failure.InputException;
import dev.varve.failure.ReasonCode;
import dev.varve.json.JsonArray;
import dev.varve.json.JsonObject;
import dev.varve.json.JsonValue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Finds the rules in a user's Rego and writes down what their METADATA says, in the form of a
 * {@link RuleManifest}.
 *
 * <p>A package {@code varve.<scope>.<name>} judges facts of that scope. A package of the namespaces
 * asked for judges documents as they were written, as conftest does. Rules whose package METADATA
 * gives a severity are one rule with one id; without, each {@code deny_x} is a rule of its own,
 * {@code deny} and {@code violation} of severity high, {@code warn} of medium.
 */
final class RuleDiscovery {
  private static final Comparator<List<String>> PATH_ORDER =
      Comparator.comparing(path -> String.join("\0", path));

  /** What METADATA may say under {@code custom} that goes into the manifest as it is. */
  private static final List<String> KEPT_KEYS =
      List.of("standards", "faces", "folds_under", "profiles", "needs");

  private final String pack;
  private final Namespaces namespaces;

  /** Annotations by path: of packages, and of rules below their packages. */
  private final Map<List<String>, JsonObject> annotations = new TreeMap<>(PATH_ORDER);

  private final SortedMap<List<String>, Package> packages = new TreeMap<>(PATH_ORDER);

  /** The rules of one package that have the names of results. */
  private static final class Package {
    private final String file;
    private final SortedSet<String> names = new TreeSet<>();
    private boolean hasExceptions;

    Package(String file) {
      this.file = file;
    }
  }

  /**
   * Which packages hold rules for documents as they were written.
   *
   * @param all whether every package does that holds no rules for facts
   * @param named the packages, as dotted names, if not all
   */
  record Namespaces(boolean all, List<String> named) {
    /** What conftest looks for unless it is told otherwise. */
    static final Namespaces DEFAULT = new Namespaces(false, List.of("main"));

    Namespaces {
      named = List.copyOf(named);
    }

    boolean has(List<String> path) {
      return all || named.contains(String.join(".", path));
    }
  }

  /** A rule as the manifest has it. */
  record Found(
      RuleScope scope,
      String slug,
      List<String> path,
      List<String> names,
      boolean hasExceptions,
      JsonObject json) {}

  RuleDiscovery(String pack, Namespaces namespaces) {
    this.pack = pack;
    this.namespaces = namespaces;
  }

  /** Takes in the answer of {@code opa inspect --annotations}. */
  void annotations(JsonObject inspected) throws InputException {
    JsonArray all = inspected.optionalArrayIn(pack, "annotations");
    for (JsonValue item : all == null ? JsonArray.EMPTY : all) {
      JsonObject object = item.objectOrNull();
      JsonObject said = object == null ? null : object.optionalObjectIn(pack, "annotations");
      JsonArray path = object == null ? null : object.optionalArrayIn(pack, "path");
      if (said != null && path != null) {
        List<String> words = words(path);
        annotations.put(words.subList(Math.min(1, words.size()), words.size()), said);
      }
    }
  }

  /** Takes in one module: its package and the heads of its rules, as OPA parses them. */
  void module(String file, JsonObject module) throws InputException {
    JsonArray path = module.optionalArrayIn(file, "path");
    JsonArray heads = module.optionalArrayIn(file, "heads");
    if (path == null) {
      return;
    }
    List<String> words = words(path).subList(1, path.size());
    if (scope(words) == null) {
      return;
    }
    for (JsonValue item : heads == null ? JsonArray.EMPTY : heads) {
      JsonObject head = item.objectOrNull();
      JsonArray ref = head == null ? null : head.optionalArrayIn(file, "ref");
      List<String> names = ref == null ? List.of() : words(ref);
      String name = names.isEmpty() ? "" : names.get(0);
      if (head == null || (!RuleAnswers.isName(name) && !name.equals(RuleAnswers.EXCEPTION))) {
        continue;
      }
      if (names.size() != 1 || !head.has("key") || head.has("args") || head.has("value")) {
        throw new InputException(
            ReasonCode.POLICY_FAILED,
            pack + "/" + file,
            name + " is not a set of results; write \"" + name + " contains msg if { ... }\"");
      }
      Package found = packages.computeIfAbsent(words, key -> new Package(file));
      if (name.equals(RuleAnswers.EXCEPTION)) {
        found.hasExceptions = true;
      } else {
        found.names.add(name);
      }
    }
  }

  private @Nullable RuleScope scope(List<String> path) {
    if (path.get(0).equals("varve")) {
      RuleScope scope = path.size() == 3 ? RuleScope.ofLabel(path.get(1)) : null;
      return scope == RuleScope.RAW ? null : scope;
    }
    return namespaces.has(path) ? RuleScope.RAW : null;
  }

  private static List<String> words(JsonArray path) {
    List<String> words = new ArrayList<>();
    for (JsonValue term : path) {
      JsonObject object = term.objectOrNull();
      JsonValue value = object == null ? null : object.get("value");
      String text = value == null ? null : value.textOrNull();
      words.add(text == null ? "" : text);
    }
    return words;
  }

  /** All rules that were found; {@code policy-failed} if there is none. */
  List<Found> rules() throws InputException {
    List<Found> rules = new ArrayList<>();
    for (Map.Entry<List<String>, Package> entry : packages.entrySet()) {
      List<String> path = entry.getKey();
      Package found = entry.getValue();
      RuleScope scope = scope(path);
      if (scope == null || found.names.isEmpty()) {
        continue;
      }
      JsonObject said = annotations.getOrDefault(path, JsonObject.EMPTY);
      if (custom(said).has("severity")) {
        rules.add(rule(scope, path, found, List.copyOf(found.names), said, said, true));
      } else {
        for (String name : found.names) {
          List<String> rulePath = new ArrayList<>(path);
          rulePath.add(name);
          JsonObject own = annotations.getOrDefault(rulePath, JsonObject.EMPTY);
          rules.add(rule(scope, path, found, List.of(name), own, said, false));
        }
      }
    }
    if (rules.isEmpty()) {
      throw new InputException(
          ReasonCode.POLICY_FAILED,
          pack,
          "there is no rule: no deny, violation or warn in a package varve.<scope>.<name>"
              + (namespaces.all
                  ? " or any other"
                  : " or " + String.join(", ", namespaces.named) + " (--namespace names others)"));
    }
    return rules;
  }

  /**
   * @param own what is said about the rule, which wins
   * @param outer what is said about its package
   * @param whole whether the rule stands for all names of the package
   */
  private Found rule(
      RuleScope scope,
      List<String> path,
      Package found,
      List<String> names,
      JsonObject own,
      JsonObject outer,
      boolean whole)
      throws InputException {
    List<String> local = scope == RuleScope.RAW ? path : path.subList(2, path.size());
    String slug = String.join(".", local) + (whole ? "" : "." + names.get(0));
    String id = text(custom(own), "id");
    if (id.isEmpty() && names.size() == found.names.size()) {
      id = text(custom(outer), "id");
    }
    String title = text(own, "title").isEmpty() ? text(outer, "title") : text(own, "title");
    String severity = text(custom(own), "severity");
    JsonObject.Builder json =
        JsonObject.builder()
            .put("id", id.isEmpty() ? implied(scope, slug) : id)
            .put("scope", scope.label())
            .put("slug", slug)
            .put(
                "severity",
                severity.isEmpty() ? RuleAnswers.defaultSeverity(names.get(0)).label() : severity)
            .put("title", title.isEmpty() ? implied(scope, slug) : title)
            .put("description", inOneLine(either(own, outer, "description")))
            .put("remediation", inOneLine(either(custom(own), custom(outer), "remediation")))
            .put("related", related(own.has("related_resources") ? own : outer))
            .put("path", JsonArray.ofTexts(path))
            .put("names", JsonArray.ofTexts(names))
            .put("file", found.file)
            .put("selectors", selectors(custom(own).has("selector") ? own : outer));
    for (String key : KEPT_KEYS) {
      JsonValue value = custom(own).has(key) ? custom(own).get(key) : custom(outer).get(key);
      if (value != null) {
        json.put(key, value);
      }
    }
    requireScope(scope, custom(own).has("scope") ? own : outer, found.file);
    return new Found(scope, slug, path, names, found.hasExceptions, json.build());
  }

  private void requireScope(RuleScope scope, JsonObject annotations, String file)
      throws InputException {
    String written = text(custom(annotations), "scope");
    if (!written.isEmpty() && !written.equals(scope.label())) {
      throw new InputException(
          ReasonCode.POLICY_FAILED,
          pack + "/" + file,
          "custom.scope is " + written + "; the package is for " + scope.label());
    }
  }

  private static String implied(RuleScope scope, String slug) {
    return scope == RuleScope.RAW ? slug : scope.label() + "." + slug;
  }

  private static JsonObject custom(JsonObject annotations) {
    JsonValue custom = annotations.get("custom");
    JsonObject object = custom == null ? null : custom.objectOrNull();
    return object == null ? JsonObject.EMPTY : object;
  }

  private static String text(JsonObject object, String key) {
    JsonValue value = object.get(key);
    String text = value == null ? null : value.scalarTextOrNull();
    return text == null ? "" : text;
  }

  private static String either(JsonObject own, JsonObject outer, String key) {
    return text(own, key).isEmpty() ? text(outer, key) : text(own, key);
  }

  /** As the built-in pack has its texts, whatever the sources' line breaks. */
  private static String inOneLine(String text) {
    return text.replace('\n', ' ').strip();
  }

  private static JsonArray related(JsonObject annotations) {
    JsonValue written = annotations.get("related_resources");
    JsonArray resources = written == null ? null : written.arrayOrNull();
    List<String> addresses = new ArrayList<>();
    for (JsonValue resource : resources == null ? JsonArray.EMPTY : resources) {
      JsonObject object = resource.objectOrNull();
      if (object != null) {
        addresses.add(text(object, "ref"));
      }
    }
    return JsonArray.ofTexts(addresses);
  }

  private static JsonArray selectors(JsonObject annotations) {
    JsonValue selector = custom(annotations).get("selector");
    if (selector == null) {
      return JsonArray.EMPTY;
    }
    JsonArray several = selector.arrayOrNull();
    return several != null ? several : JsonArray.of(Collections.singletonList(selector));
  }
}
