package dev.varve.policy;

import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.Machine;
import com.dylibso.chicory.wasm.WasmModule;
import dev.varve.blob.Digest;
import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import dev.varve.failure.ReasonCode;
import dev.varve.json.Json;
import dev.varve.json.JsonArray;
import dev.varve.json.JsonObject;
import dev.varve.json.JsonValue;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Compiled rules with what is known about them: the output of {@code scripts/build-policies}.
 *
 * <p>Reading a pack does not load its code; that happens when the first rule is evaluated.
 */
public final class PolicyPack {
  private static final String MANIFEST = "manifest.json";

  private final List<Rule> rules;
  private final JsonObject data;
  private final Digest digest;
  private final Supplier<WasmModule> module;
  private final Function<Instance, Machine> machines;

  /**
   * @param module read when the first rule is evaluated
   * @param machines runs the module's code: translated classes, or an interpreter
   */
  PolicyPack(
      List<Rule> rules,
      JsonObject data,
      Digest digest,
      Supplier<WasmModule> module,
      Function<Instance, Machine> machines) {
    this.rules = List.copyOf(rules);
    this.data = data;
    this.digest = digest;
    this.module = module;
    this.machines = machines;
  }

  /** The rules that come with varve. */
  public static PolicyPack builtin() {
    return Builtin.PACK;
  }

  /** By id, then scope. */
  public List<Rule> rules() {
    return rules;
  }

  /** The rules of one scope, by id. */
  public List<Rule> rules(RuleScope scope) {
    return rules.stream().filter(rule -> rule.scope() == scope).toList();
  }

  /** What the rules read as {@code data}, before parameters and date of a run are put in. */
  public JsonObject data() {
    return data;
  }

  /**
   * Identifies the sources the pack was made from: SHA-256 of the list of their digests, which is
   * {@code sources.sha256}.
   */
  public Digest digest() {
    return digest;
  }

  /** The module, maybe without the code that {@link #machines} has. */
  WasmModule module() {
    return module.get();
  }

  Function<Instance, Machine> machines() {
    return machines;
  }

  /** A resource of the built-in pack. */
  static byte[] resource(String name) {
    try (InputStream in = PolicyPack.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("varve is not installed completely: no " + name);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<Rule> readManifest(byte[] json, String document) throws InputException {
    JsonValue parsed = Json.parse(json, document, Limits.DEFAULT);
    JsonObject root = parsed.objectOrNull();
    JsonArray items = root == null ? null : root.optionalArrayIn(document, "rules");
    if (items == null) {
      throw new InputException(ReasonCode.POLICY_FAILED, document, "there is no list of rules");
    }
    List<Rule> rules = new ArrayList<>();
    for (JsonValue item : items) {
      JsonObject rule = item.objectOrNull();
      if (rule == null) {
        throw new InputException(
            ReasonCode.POLICY_FAILED, document, "a rule is " + item.kind() + ", not an object");
      }
      rules.add(rule(rule, document));
    }
    rules.sort(Comparator.comparing(Rule::id).thenComparing(Rule::scope));
    return rules;
  }

  private static Rule rule(JsonObject json, String document) throws InputException {
    String id = json.textIn(document, "id");
    String where = document + ": " + id;
    RuleScope scope = scope(json.textIn(where, "scope"));
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
      selectors.add(FileSelector.parse(object, where));
    }
    if (scope == RuleScope.FILE && selectors.isEmpty()) {
      throw new InputException(ReasonCode.POLICY_FAILED, where, "a file rule has no selector");
    }
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
        standards(json.optionalObjectIn(where, "standards")));
  }

  private static @Nullable RuleScope scope(String label) {
    for (RuleScope scope : RuleScope.values()) {
      if (scope.label().equals(label)) {
        return scope;
      }
    }
    return null;
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

  /** Read once, when first asked for. */
  private static final class Builtin {
    static final PolicyPack PACK = read();

    private static PolicyPack read() {
      try {
        JsonObject data =
            Json.parse(resource("data.json"), "data.json", Limits.DEFAULT).objectOrNull();
        return new PolicyPack(
            readManifest(resource(MANIFEST), MANIFEST),
            data == null ? JsonObject.EMPTY : data,
            Digest.sha256Of(resource("sources.sha256")),
            BuiltinPolicyModule::load,
            BuiltinPolicyModule::create);
      } catch (InputException e) {
        throw new IllegalStateException("the built-in policy pack is broken", e);
      }
    }
  }
}
