package dev.varve.policy;

import dev.varve.blob.Digest;
import dev.varve.blob.TarGzipWriter;
import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import dev.varve.failure.ReasonCode;
import dev.varve.image.ProgramOutput;
import dev.varve.json.CanonicalJson;
import dev.varve.json.Json;
import dev.varve.json.JsonArray;
import dev.varve.json.JsonObject;
import dev.varve.json.JsonValue;
import dev.varve.layer.ScratchFolder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Makes packs of users' policies: finds their rules, has {@code opa} plan their evaluation, and
 * keeps the result in the store by the digest of its sources.
 *
 * <p>A compiled pack is a bundle as OPA makes it, with one file more, {@value
 * PolicyBundle#MANIFEST}; so the form in the store is also what {@code varve policy build} gives
 * and {@code --policy} takes.
 */
public final class PolicyCompiler {
  /** Counts up when the same sources would make another pack. */
  private static final String FORM = "pack 8\n";

  /** Package and rule heads of each module; its rules may be broken in ways a parser passes. */
  private static final String PARSE =
      "{f.name: {\"path\": m[\"package\"].path, \"heads\": [h | h := m.rules[_].head]} |"
          + " some f in input.files; m := rego.parse_module(f.name, f.source)}";

  private static final Pattern UNDEFINED = Pattern.compile("undefined function ([a-zA-Z0-9_.]+)");
  private static final Pattern CONFTEST_FUNCTION =
      Pattern.compile("parse_config|parse_config_file|parse_combined_config_files");

  private final PolicyStore store;
  private final Map<String, String> environment;
  private final RuleDiscovery.Namespaces namespaces;

  /**
   * @param store folder of the facts store
   * @param environment says where {@code opa} and the scratch folder are
   * @param namespaces dotted packages for documents as they were written; null for conftest's
   *     {@code main}, empty for all
   */
  public PolicyCompiler(
      Path store, Map<String, String> environment, @Nullable List<String> namespaces) {
    this.store = new PolicyStore(store);
    this.environment = environment;
    this.namespaces =
        namespaces == null
            ? RuleDiscovery.Namespaces.DEFAULT
            : new RuleDiscovery.Namespaces(namespaces.isEmpty(), namespaces);
  }

  /**
   * The pack of a policy: that of a bundle that is compiled already, else compiled now or earlier.
   *
   * @param policy folder or bundle
   * @param name what messages and reports call it
   */
  public PolicyBundle bundle(Path policy, String name) throws InputException, IOException {
    PolicySource source = PolicySource.read(policy, name);
    if (source.isBuiltin()) {
      return new PolicyBundle(name, PolicyPack.builtin().digest(), PolicyBundle.BUILTIN);
    }
    boolean compiled = source.files().containsKey(PolicyBundle.MANIFEST);
    String made = compiled ? "bundle" : FORM + namespaces;
    String key =
        Digest.sha256Of((made + "\n" + source.digest()).getBytes(StandardCharsets.UTF_8)).hex();
    if (store.get(PolicyBundle.KIND, key) == null) {
      byte[] content = compiled ? Files.readAllBytes(policy) : compile(source);
      store.put(PolicyBundle.KIND, key, content);
    }
    return new PolicyBundle(name, source.digest(), key);
  }

  /**
   * Writes the pack of a policy to a file of the user's, which appears whole.
   *
   * @return its rules
   */
  public List<Rule> write(Path policy, String name, Path file) throws InputException, IOException {
    PolicyBundle bundle = bundle(policy, name);
    if (bundle.isBuiltin()) {
      throw new InputException(
          ReasonCode.POLICY_FAILED, name, "these are varve's own rules, which need no bundle");
    }
    Path target = file.toAbsolutePath();
    Path beside = target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID());
    try {
      Files.write(beside, bundle.content(store));
      Files.move(beside, target, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(beside);
    }
    return bundle.rules(store);
  }

  private byte[] compile(PolicySource source) throws InputException, IOException {
    OpaProgram opa = OpaProgram.require(environment, source.name());
    try (ScratchFolder scratch = ScratchFolder.create(ScratchFolder.usualParent(environment))) {
      Path stage = Files.createDirectory(scratch.path().resolve("policy"));
      SortedMap<String, byte[]> modules = new TreeMap<>();
      for (Map.Entry<String, byte[]> file : source.compiled().entrySet()) {
        // Modules of an earlier compilation are made again, since namespaces may be others now.
        if (!file.getKey().startsWith(RegoModules.ENTRY + "/")) {
          write(stage.resolve(file.getKey()), file.getValue());
          if (file.getKey().endsWith(".rego")) {
            modules.put(file.getKey(), file.getValue());
          }
        }
      }
      Work work = new Work(source.name(), opa, stage, scratch.path());
      List<RuleDiscovery.Found> rules = discover(work, source);
      for (Map.Entry<String, String> module : RegoModules.of(rules).entrySet()) {
        byte[] content = module.getValue().getBytes(StandardCharsets.UTF_8);
        write(stage.resolve(module.getKey()), content);
        modules.put(module.getKey(), content);
      }
      return build(work, rules, modules);
    }
  }

  /** One compilation. */
  private record Work(String name, OpaProgram opa, Path stage, Path scratch) {
    String run(byte @Nullable [] input, List<String> arguments) throws InputException, IOException {
      ProgramOutput result = opa.run(stage, scratch, input, arguments);
      if (result.status() != 0) {
        throw failure(name, result);
      }
      return result.output();
    }
  }

  /** What went wrong when opa looked at a policy. */
  static InputException failure(String name, ProgramOutput result) {
    return new InputException(
        ReasonCode.POLICY_FAILED, name, explained(result.errors() + result.output()));
  }

  /** Writes a file of a policy. */
  static void write(Path file, byte[] content) throws IOException {
    Path parent = file.getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    Files.write(file, content);
  }

  private List<RuleDiscovery.Found> discover(Work work, PolicySource source)
      throws InputException, IOException {
    RuleDiscovery discovery = new RuleDiscovery(source.name(), namespaces);
    discovery.annotations(
        object(work, work.run(null, List.of("inspect", "--annotations", "--format=json", "."))));
    List<JsonValue> files = new ArrayList<>();
    source
        .compiled()
        .forEach(
            (path, content) -> {
              if (path.endsWith(".rego") && !path.startsWith(RegoModules.ENTRY + "/")) {
                files.add(
                    JsonObject.builder()
                        .put("name", path)
                        .put("source", new String(content, StandardCharsets.UTF_8))
                        .build());
              }
            });
    JsonObject input = JsonObject.builder().put("files", JsonArray.of(files)).build();
    String parsed =
        work.run(
            CanonicalJson.bytes(input),
            List.of("eval", "--stdin-input", "--format=raw", "--strict-builtin-errors", PARSE));
    JsonObject modules = object(work, parsed);
    for (String file : modules.keys()) {
      JsonObject module = modules.optionalObjectIn(work.name, file);
      if (module != null) {
        discovery.module(file, module);
      }
    }
    return discovery.rules();
  }

  private static JsonObject object(Work work, String json) throws InputException {
    JsonObject object =
        Json.parse(json.getBytes(StandardCharsets.UTF_8), work.name, Limits.DEFAULT).objectOrNull();
    if (object == null) {
      throw new InputException(ReasonCode.POLICY_FAILED, work.name, "opa says nothing about it");
    }
    return object;
  }

  private static byte[] build(
      Work work, List<RuleDiscovery.Found> rules, Map<String, byte[]> modules)
      throws InputException, IOException {
    Path built = work.scratch.resolve("bundle.tar.gz");
    List<String> arguments =
        new ArrayList<>(List.of("build", "--target=plan", "--output=" + built));
    rules.stream()
        .map(rule -> rule.scope().label())
        .distinct()
        .sorted()
        .forEach(
            scope ->
                arguments.add("--entrypoint=" + RegoModules.ENTRY + "/" + scope + "/findings"));
    arguments.add(".");
    work.run(null, arguments);
    SortedMap<String, byte[]> files =
        PolicyBundle.of(
            PolicySource.read(built, work.name).files(),
            modules,
            rules.stream().map(RuleDiscovery.Found::json).toList(),
            work.name);
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    try (TarGzipWriter tar = new TarGzipWriter(content)) {
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        // OPA takes bundles apart by names that begin at the root.
        tar.add("/" + file.getKey(), file.getValue());
      }
    }
    return content.toByteArray();
  }

  /** What opa complains of, and for conftest's own functions what to do instead. */
  private static String explained(String complaint) {
    String text = complaint.strip().replaceAll("\\s*\n\\s*", "; ");
    Matcher undefined = UNDEFINED.matcher(complaint);
    if (undefined.find() && CONFTEST_FUNCTION.matcher(undefined.group(1)).matches()) {
      return undefined.group(1)
          + " is a function of conftest's own, which no other OPA has; put the document into"
          + " --data, or judge it with --run ("
          + text
          + ")";
    }
    return undefined.reset().find()
        ? text
            + "; some built-ins of OPA's are only there on an OPA server (--opa-url), and in"
            + " tests with --any-builtin"
        : text;
  }
}
