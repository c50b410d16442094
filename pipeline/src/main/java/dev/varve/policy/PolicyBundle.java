package dev.varve.policy;

import dev.varve.blob.Digest;
import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import dev.varve.failure.ReasonCode;
import dev.varve.json.CanonicalJson;
import dev.varve.json.Json;
import dev.varve.json.JsonArray;
import dev.varve.json.JsonObject;
import dev.varve.json.JsonValue;
import dev.varve.rego.plan.Plan;
import dev.varve.rego.plan.PlanReader;
import dev.varve.rego.plan.TranslatedPlan;
import dev.varve.rego.plan.Translator;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * A user's policy that is compiled and lies in the store.
 *
 * @param name what messages and reports call it
 * @param digest of its sources
 * @param key under which the store has it, or {@link #BUILTIN}
 */
public record PolicyBundle(String name, Digest digest, String key) implements java.io.Serializable {
  /** What varve adds to a bundle of OPA's: the list of rules. */
  static final String MANIFEST = "varve.json";

  /** Key of a policy whose sources are those of varve's own pack, which is used instead. */
  static final String BUILTIN = "builtin";

  static final String KIND = "packs";

  /** How OPA names the plan in a bundle. */
  static final String PLAN = "plan.json";

  /** Main class of translated plans. */
  private static final String RULES = "dev.varve.policy.UserRules";

  private static final String CLASSES = "classes";

  private static final String DATA = "data.json";

  /** {@code input.raw}, {@code doc["raw"]}, {@code {"raw": x}}. */
  private static final Pattern RAW = Pattern.compile("\\.\\s*raw\\b|[\"`]raw[\"`]");

  /** Whether varve's own pack stands for this policy. */
  public boolean isBuiltin() {
    return key.equals(BUILTIN);
  }

  byte[] content(PolicyStore store) throws InputException, IOException {
    byte[] content = store.get(KIND, key);
    if (content == null) {
      throw failure("the compiled policy is gone from the store; run again");
    }
    return content;
  }

  /** The rules alone, without a look at the code. */
  List<Rule> rules(PolicyStore store) throws InputException, IOException {
    return isBuiltin() ? PolicyPack.builtin().rules() : rules(files(store));
  }

  private Map<String, byte[]> files(PolicyStore store) throws InputException, IOException {
    return PolicySource.bundle(new ByteArrayInputStream(content(store)), name);
  }

  private List<Rule> rules(Map<String, byte[]> files) throws InputException {
    return RuleManifest.read(file(files, MANIFEST), name, name);
  }

  /**
   * The pack; its code is translated, or taken from the store if an earlier run did so.
   *
   * @param irreproducible whether rules may ask for what differs from run to run
   */
  PolicyPack pack(PolicyStore store, boolean irreproducible) throws InputException, IOException {
    if (isBuiltin()) {
      return PolicyPack.builtin();
    }
    Map<String, byte[]> files = files(store);
    requireBuiltins(files, irreproducible);
    byte[] plan = file(files, PLAN);
    JsonObject data = Json.parse(file(files, DATA), name, Limits.DEFAULT).objectOrNull();
    TranslatedPlan code = translated(plan, store);
    return new PolicyPack(
        rules(files),
        data == null ? JsonObject.EMPTY : data,
        digest,
        RegoModules.ENTRY,
        code::load);
  }

  /** The classes of a plan, which an earlier run may have made. */
  private TranslatedPlan translated(byte[] plan, PolicyStore store)
      throws InputException, IOException {
    String key = Digest.sha256Of(plan).hex() + "-" + TranslatedPlan.FORM;
    byte[] kept = store.get(CLASSES, key);
    if (kept != null) {
      return TranslatedPlan.read(kept);
    }
    try {
      TranslatedPlan made = Translator.translate(read(plan, name), RULES);
      store.put(CLASSES, key, made.bytes());
      return made;
    } catch (IllegalArgumentException e) {
      throw unusable(name, e);
    }
  }

  private void requireBuiltins(Map<String, byte[]> files, boolean irreproducible)
      throws InputException {
    List<String> needed = builtins(files);
    List<String> uncertain = HostBuiltins.irreproducible(needed);
    if (!uncertain.isEmpty() && !irreproducible) {
      throw failure(
          String.join(", ", uncertain)
              + " would make the result depend on more than the inputs; the date is"
              + " data.varve.as_of; --allow-irreproducible lets such rules run on an OPA server");
    }
    List<String> missing = HostBuiltins.missing(needed);
    if (!missing.isEmpty()) {
      throw failure(
          "the built-in "
              + String.join(", ", missing)
              + " is not there when rules run inside varve; write the rule without it, or have an"
              + " OPA server evaluate the policy (--opa-url)");
    }
  }

  /** The built-ins whose answer depends on more than the inputs. */
  List<String> irreproducibleBuiltins(PolicyStore store) throws InputException, IOException {
    return isBuiltin() ? List.of() : HostBuiltins.irreproducible(builtins(files(store)));
  }

  private List<String> builtins(Map<String, byte[]> files) throws InputException {
    JsonObject manifest = Json.parse(file(files, MANIFEST), name, Limits.DEFAULT).objectOrNull();
    JsonArray written = manifest == null ? null : manifest.optionalArrayIn(name, "builtins");
    List<String> names = new ArrayList<>();
    for (JsonValue item : written == null ? JsonArray.EMPTY : written) {
      String builtin = item.textOrNull();
      if (builtin != null) {
        names.add(builtin);
      }
    }
    return names;
  }

  /**
   * Makes a pack of a bundle that OPA has built.
   *
   * @param files of the bundle
   * @param modules the Rego it was built from, for servers
   * @param rules as the manifest has them
   */
  static SortedMap<String, byte[]> of(
      Map<String, byte[]> files, Map<String, byte[]> modules, List<JsonObject> rules, String name)
      throws InputException {
    SortedMap<String, byte[]> pack = new TreeMap<>(files);
    pack.putAll(modules);
    byte[] plan = pack.get(PLAN);
    if (plan == null) {
      throw new InputException(ReasonCode.POLICY_FAILED, name, "opa built no plan");
    }
    pack.put(
        MANIFEST,
        CanonicalJson.bytes(
            JsonObject.builder()
                .put("rules", JsonArray.of(rules))
                .put(RuleManifest.DATE_READERS, JsonArray.ofTexts(dateReaders(modules, rules)))
                .put(RuleManifest.READS_RAW, readsRaw(modules))
                .put("builtins", JsonArray.ofTexts(builtins(plan, name)))
                .build()));
    return pack;
  }

  /** Rather once too often than not at all: whoever has a helper for it reads it as well. */
  private static boolean readsRaw(Map<String, byte[]> modules) {
    return modules.entrySet().stream()
        .filter(module -> !module.getKey().startsWith(RegoModules.ENTRY + "/"))
        .map(module -> new String(module.getValue(), StandardCharsets.UTF_8))
        .anyMatch(text -> RAW.matcher(DateReaders.withoutComments(text)).find());
  }

  private static List<String> dateReaders(Map<String, byte[]> modules, List<JsonObject> rules) {
    List<byte[]> texts = new ArrayList<>();
    modules.forEach(
        (path, text) -> {
          if (!path.startsWith(RegoModules.ENTRY + "/")) {
            texts.add(text);
          }
        });
    DateReaders readers = new DateReaders(texts);
    TreeSet<String> packages = new TreeSet<>();
    for (JsonObject rule : rules) {
      List<String> path = new ArrayList<>();
      JsonValue written = rule.get("path");
      JsonArray words = written == null ? null : written.arrayOrNull();
      for (JsonValue word : words == null ? JsonArray.EMPTY : words) {
        path.add(String.valueOf(word.textOrNull()));
      }
      if (readers.isReader(path)) {
        packages.add(String.join(".", path));
      }
    }
    return List.copyOf(packages);
  }

  private static List<String> builtins(byte[] plan, String name) throws InputException {
    return read(plan, name).builtins();
  }

  private static Plan read(byte[] plan, String name) throws InputException {
    try {
      return PlanReader.read(plan);
    } catch (IllegalArgumentException e) {
      throw unusable(name, e);
    }
  }

  private static InputException unusable(String name, IllegalArgumentException e) {
    InputException failure =
        new InputException(
            ReasonCode.POLICY_FAILED,
            name,
            "varve cannot run the compiled policy: " + e.getMessage());
    failure.initCause(e);
    return failure;
  }

  private byte[] file(Map<String, byte[]> files, String path) throws InputException {
    byte[] content = files.get(path);
    if (content == null) {
      throw failure("the bundle has no " + path + "; make it with varve policy build");
    }
    return content;
  }

  private InputException failure(String detail) {
    return new InputException(ReasonCode.POLICY_FAILED, name, detail);
  }
}
