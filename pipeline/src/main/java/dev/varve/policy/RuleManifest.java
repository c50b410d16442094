package dev.varve.policy;

import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import dev.varve.failure.ReasonCode;
import dev.varve.json.Json;
import dev.varve.json.JsonArray;
import dev.varve.json.JsonObject;
import dev.varve.json.JsonValue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The list of rules beside a compiled pack: what neither a plan nor a server tells about them. */
final class RuleManifest {
  /** Says, beside the rules, of each of them whether it reads the date. */
  static final String DATE_READERS = "date_readers";

  /** Says whether rules over containers may look at the document behind one. */
  static final String READS_RAW = "reads_raw";

  private RuleManifest() {}

  /**
   * The rules by id, then scope.
   *
   * @param pack what the rules say they come from
   */
  static List<Rule> read(byte[] json, String document, String pack) throws InputException {
    JsonValue parsed = Json.parse(json, document, Limits.DEFAULT);
    JsonObject root = parsed.objectOrNull();
    JsonArray items = root == null ? null : root.optionalArrayIn(document, "rules");
    if (root == null || items == null) {
      throw new InputException(ReasonCode.POLICY_FAILED, document, "there is no list of rules");
    }
    JsonArray written = root.optionalArrayIn(document, DATE_READERS);
    Set<String> readers = written == null ? null : Set.copyOf(texts(written));
    JsonValue said = root.get(READS_RAW);
    Boolean raw = said == null ? null : said.boolOrNull();
    // Of bundles made before this was said nobody knows; varve's own rules do not.
    boolean readsRaw = raw == null ? !pack.equals(Rule.Source.BUILTIN) : raw;
    List<Rule> rules = new ArrayList<>();
    for (JsonValue item : items) {
      JsonObject rule = item.objectOrNull();
      if (rule == null) {
        throw new InputException(
            ReasonCode.POLICY_FAILED, document, "a rule is " + item.kind() + ", not an object");
      }
      rules.add(rule(rule, document, pack, readers, readsRaw));
    }
    rules.sort(Comparator.comparing(Rule::id).thenComparing(Rule::scope));
    return rules;
  }

  /**
   * @param readers packages that may read the date; null if nobody says, so any may
   */
  private static Rule rule(
      JsonObject json,
      String document,
      String pack,
      @Nullable Set<String> readers,
      boolean readsRaw)
      throws InputException {
    String id = json.textIn(document, "id");
    String where = document + ": " + id;
    RuleScope scope = RuleScope.ofLabel(json.textIn(where, "scope"));
    RuleSeverity severity = RuleSeverity.ofLabel(json.textIn(where, "severity"));
    if (id.isEmpty() || scope == null || severity == null) {
      throw new InputException(
          ReasonCode.POLICY_FAILED, where, "a rule lacks its id, or scope or severity is unknown");
    }
    List<FileSelector> selectors = new ArrayList<>();
    JsonArray written = json.optionalArrayIn(where, "selectors");
    for (JsonValue selector : written == null ? JsonArray.EMPTY : written) {
      JsonObject object = selector.objectOrNull();
      if (object == null) {
        throw new InputException(
            ReasonCode.POLICY_FAILED, where, "a selector is " + selector.kind());
      }
      selectors.add(FileSelector.parse(object, where, scope));
    }
    if (scope == RuleScope.FILE && selectors.isEmpty()) {
      throw new InputException(ReasonCode.POLICY_FAILED, where, "a file rule has no selector");
    }
    Rule.Source source = source(json, where, scope, pack);
    return new Rule(
        id,
        scope,
        json.textIn(where, "slug"),
        severity,
        json.textIn(where, "title"),
        json.textIn(where, "description"),
        json.textIn(where, "remediation"),
        selectors,
        texts(json.optionalArrayIn(where, "related")),
        standards(json.optionalObjectIn(where, "standards")),
        texts(json.optionalArrayIn(where, "folds_under")),
        source,
        faces(json, where),
        new TreeSet<>(texts(json.optionalArrayIn(where, "profiles"))),
        readers == null || readers.contains(String.join(".", source.packagePath())),
        readsRaw && scope == RuleScope.CONTAINER,
        DocumentNeeds.parse(texts(json.optionalArrayIn(where, "needs")), where));
  }

  private static String faces(JsonObject json, String where) throws InputException {
    String faces = json.optionalTextIn(where, "faces");
    if (faces != null && !faces.equals("host") && !faces.equals("kernel")) {
      throw new InputException(
          ReasonCode.POLICY_FAILED, where, "faces is '" + faces + "', not host or kernel");
    }
    return faces == null ? "" : faces;
  }

  /** The built-in pack's manifest leaves out what follows from scope and slug. */
  private static Rule.Source source(JsonObject json, String where, RuleScope scope, String pack)
      throws InputException {
    JsonArray path = json.optionalArrayIn(where, "path");
    if (path == null) {
      Rule.Source implied = Rule.Source.builtin(scope, json.textIn(where, "slug"));
      return new Rule.Source(pack, implied.file(), implied.packagePath(), implied.names());
    }
    return new Rule.Source(
        pack, json.textIn(where, "file"), texts(path), texts(json.optionalArrayIn(where, "names")));
  }

  private static List<String> texts(@Nullable JsonArray array) {
    List<String> texts = new ArrayList<>();
    for (JsonValue item : array == null ? JsonArray.EMPTY : array) {
      String text = item.scalarTextOrNull();
      if (text != null) {
        texts.add(text);
      }
    }
    return texts;
  }

  private static SortedMap<String, List<String>> standards(@Nullable JsonObject json) {
    SortedMap<String, List<String>> standards = new TreeMap<>();
    if (json != null) {
      json.members().forEach((name, ids) -> standards.put(name, texts(ids.arrayOrNull())));
    }
    return standards;
  }
}
