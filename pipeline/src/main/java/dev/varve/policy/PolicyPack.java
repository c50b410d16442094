package dev.varve.policy;

import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.Machine;
import com.dylibso.chicory.wasm.WasmModule;
import dev.varve.blob.Digest;
import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import dev.varve.json.Json;
import dev.varve.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Compiled rules with what is known about them: the output of {@code scripts/build-policies}.
 *
 * <p>Reading a pack does not load its code; that happens when the first rule is evaluated.
 */
public final class PolicyPack {
  private static final String MANIFEST = "manifest.json";

  /** Where the built-in pack has its aggregate rules. */
  static final String ENTRY = "varve/entry";

  private final List<Rule> rules;
  private final JsonObject data;
  private final Digest digest;
  private final Supplier<WasmModule> module;
  private final Function<Instance, Machine> machines;
  private final String entry;

  /**
   * @param entry folder of the aggregate rules that judge documents: {@code
   *     <entry>/<scope>/findings}
   * @param module read when the first rule is evaluated
   * @param machines runs the module's code: translated classes, or an interpreter
   */
  PolicyPack(
      List<Rule> rules,
      JsonObject data,
      Digest digest,
      String entry,
      Supplier<WasmModule> module,
      Function<Instance, Machine> machines) {
    this.rules = List.copyOf(rules);
    this.data = data;
    this.digest = digest;
    this.entry = entry;
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

  /** The aggregate rule that judges documents of a scope. */
  String entrypoint(RuleScope scope) {
    return entry + "/" + scope.label() + "/findings";
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

  /** Read once, when first asked for. */
  private static final class Builtin {
    static final PolicyPack PACK = read();

    private static PolicyPack read() {
      try {
        JsonObject data =
            Json.parse(resource("data.json"), "data.json", Limits.DEFAULT).objectOrNull();
        return new PolicyPack(
            RuleManifest.read(resource(MANIFEST), MANIFEST, Rule.Source.BUILTIN),
            data == null ? JsonObject.EMPTY : data,
            Digest.sha256Of(resource("sources.sha256")),
            ENTRY,
            BuiltinPolicyModule::load,
            BuiltinPolicyModule::create);
      } catch (InputException e) {
        throw new IllegalStateException("the built-in policy pack is broken", e);
      }
    }
  }
}
