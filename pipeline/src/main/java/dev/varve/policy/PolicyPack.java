package dev.varve.policy;

import dev.varve.blob.Digest;
import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import dev.varve.json.Json;
import dev.varve.json.JsonObject;
import dev.varve.rego.Program;
import dev.varve.rego.plan.PlanReader;
import dev.varve.rego.plan.TranslatedPlan;
import dev.varve.rego.plan.Translator;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.Supplier;

/**
 * Compiled rules with what is known about them: the output of {@code scripts/build-policies}.
 *
 * <p>Reading a pack does not load its code; that happens when the first rule is evaluated.
 */
public final class PolicyPack {
  private static final String MANIFEST = "manifest.json";

  /** Main class of the built-in pack, which is translated when varve is built. */
  private static final String RULES = "dev.varve.policy.BuiltinRules";

  /** Where the built-in pack has its aggregate rules. */
  static final String ENTRY = "varve/entry";

  private final List<Rule> rules;
  private final JsonObject data;
  private final Digest digest;
  private final Supplier<Program> program;
  private final String entry;

  /**
   * @param entry folder of the aggregate rules that judge documents: {@code
   *     <entry>/<scope>/findings}
   * @param program loaded when the first rule is evaluated
   */
  PolicyPack(
      List<Rule> rules, JsonObject data, Digest digest, String entry, Supplier<Program> program) {
    this.rules = List.copyOf(rules);
    this.data = data;
    this.digest = digest;
    this.entry = entry;
    this.program = program;
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

  /** What evaluates the aggregate rules. */
  Program program() {
    return program.get();
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

    /** Translated when varve was built, or now if a build left that out, as those of editors do. */
    private static Program program() {
      ClassLoader here = PolicyPack.class.getClassLoader();
      return TranslatedPlan.isThere(here, RULES)
          ? TranslatedPlan.program(here, RULES)
          : Translator.translate(PlanReader.read(resource("plan.json")), RULES).load();
    }

    private static PolicyPack read() {
      try {
        JsonObject data =
            Json.parse(resource("data.json"), "data.json", Limits.DEFAULT).objectOrNull();
        return new PolicyPack(
            RuleManifest.read(resource(MANIFEST), MANIFEST, Rule.Source.BUILTIN),
            data == null ? JsonObject.EMPTY : data,
            Digest.sha256Of(resource("sources.sha256")),
            ENTRY,
            Builtin::program);
      } catch (InputException e) {
        throw new IllegalStateException("the built-in policy pack is broken", e);
      }
    }
  }
}
