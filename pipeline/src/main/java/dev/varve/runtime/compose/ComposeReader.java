package dev.varve.runtime.compose;

import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import dev.varve.json.JsonObject;
import dev.varve.json.JsonValue;
import dev.varve.json.NearestKey;
import dev.varve.runtime.Gap;
import dev.varve.runtime.Mount;
import dev.varve.runtime.RunSpec;
import dev.varve.runtime.SharedVolumes;
import dev.varve.runtime.SpecNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads compose projects: version 2, version 3 and the compose specification, one run spec for each
 * service and job. A service none of whose profiles is active does not run, so it is left out and
 * named; the same goes for services that a provider outside the engine runs.
 */
public final class ComposeReader {
  private final ComposeRequest request;
  private final ComposeLoader loader;
  private final Variables variables;
  private final SpecNode root;
  private final List<Gap> common = new ArrayList<>();
  private final List<Gap> leftOut = new ArrayList<>();

  private ComposeReader(
      ComposeRequest request, ComposeLoader loader, Variables variables, SpecNode root) {
    this.request = request;
    this.loader = loader;
    this.variables = variables;
    this.root = root;
  }

  /** Whether a document is of a compose project: a mapping with services, or one that includes. */
  public static boolean recognizes(JsonValue document) {
    JsonObject object = document.objectOrNull();
    return object != null
        && !object.has("apiVersion")
        && (object.get("services") != null || object.get("include") != null);
  }

  /** The documents of a compose file, whose own YAML tags are understood. */
  public static List<JsonValue> parse(byte[] content, String shown, Limits limits)
      throws InputException {
    return ComposeLoader.parse(content, shown, limits);
  }

  /**
   * Whether a text names variables; used to find {@code COMPOSE_FILE} before anything is loaded.
   *
   * @return the variables of a request, without those that documents add
   */
  public static Map<String, String> variables(ComposeRequest request)
      throws InputException, IOException {
    Map<String, String> known = new LinkedHashMap<>();
    ComposeLoader loader =
        new ComposeLoader(request.files(), request.shownFolder(), request.limits());
    variables(request, loader)
        .values()
        .forEach(
            (name, value) -> {
              if (value != null) {
                known.put(name, value);
              }
            });
    return known;
  }

  /** Reads a project. */
  public static ComposeProject read(ComposeRequest request) throws InputException, IOException {
    ComposeLoader loader =
        new ComposeLoader(request.files(), request.shownFolder(), request.limits());
    Variables variables = variables(request, loader);
    SpecNode root = loader.load(request.sources(), variables);
    return new ComposeReader(request, loader, variables, root).project();
  }

  private static Variables variables(ComposeRequest request, ComposeLoader loader)
      throws InputException, IOException {
    Map<String, @Nullable String> set = new LinkedHashMap<>(request.set());
    Variables user = new Variables(set);
    Map<String, @Nullable String> values = new LinkedHashMap<>();
    List<ComposeRequest.VariableFile> files = request.variableFiles();
    if (files == null) {
      byte[] content = request.files().content(".env");
      if (content != null) {
        values.putAll(loader.parseVariables(".env", content, user));
      }
      return user.over(values);
    }
    for (ComposeRequest.VariableFile file : files) {
      Variables above = user.over(values);
      values.putAll(DotEnv.parse(file.shown(), file.text(), above::get));
    }
    return user.over(values);
  }

  private String projectName() throws InputException {
    String set = variables.get("COMPOSE_PROJECT_NAME");
    if (set != null && !set.isEmpty()) {
      return set;
    }
    String named = root.get("name").scalar();
    return normalized(named == null || named.isEmpty() ? request.folderName() : named);
  }

  private static String normalized(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[^-_a-z0-9]", "").replaceAll("^[-_]+", "");
  }

  private Set<String> profiles() {
    String listed = variables.get("COMPOSE_PROFILES");
    return request.profiles().isEmpty() && listed != null && !listed.isEmpty()
        ? new HashSet<>(Arrays.asList(listed.strip().split("\\s*,\\s*")))
        : request.profiles();
  }

  private ComposeProject project() throws InputException, IOException {
    checkTop();
    String project = projectName();
    Set<String> active = profiles();
    Map<String, ServiceReader> readers = new LinkedHashMap<>();
    Set<String> running = new HashSet<>();
    for (String section : List.of("services", "jobs")) {
      SpecNode services = root.get(section);
      for (String name : services.keys()) {
        SpecNode service = services.get(name);
        if (name.startsWith("x-") && service.object() == null) {
          continue;
        }
        if (service.object() == null) {
          throw service.expected("a mapping that describes a service");
        }
        if (readers.containsKey(name)) {
          throw service.invalid("there is a service of this name too");
        }
        readers.put(
            name,
            new ServiceReader(
                new ServiceReader.Place(root, service, section, name, project), loader, variables));
        if (runs(service, name, active)) {
          running.add(name);
        }
      }
    }
    Map<String, RunSpec> specs = new LinkedHashMap<>();
    for (Map.Entry<String, ServiceReader> reader : readers.entrySet()) {
      specs.put(reader.getKey(), reader.getValue().read(common));
    }
    List<RunSpec> all = new ArrayList<>();
    for (Map.Entry<String, ServiceReader> reader : readers.entrySet()) {
      RunSpec own = specs.get(reader.getKey());
      if (own != null && running.contains(reader.getKey())) {
        List<Mount> borrowed = borrowed(reader.getKey(), readers, specs, new HashSet<>());
        RunSpec whole = reader.getValue().withBorrowed(own, borrowed);
        all.add(whole);
        all.addAll(reader.getValue().companions(whole, common));
      }
    }
    return new ComposeProject(SharedVolumes.linked(all), leftOut);
  }

  /** Whether a service runs; if not, the reason is noted. */
  private boolean runs(SpecNode service, String name, Set<String> active) throws InputException {
    SpecNode provider = service.get("provider");
    if (!provider.isAbsent()) {
      leftOut.add(
          provider.gap("service '" + name + "' is left out: a provider runs it, not the engine"));
      return false;
    }
    List<String> profiles = new ComposeScalars(new ArrayList<>()).texts(service.get("profiles"));
    if (profiles.isEmpty()
        || active.contains("*")
        || profiles.stream().anyMatch(active::contains)) {
      return true;
    }
    leftOut.add(
        service
            .get("profiles")
            .gap(
                "service '"
                    + name
                    + "' is left out: of its profiles ("
                    + String.join(", ", profiles)
                    + ") none is active"));
    return false;
  }

  private void checkTop() throws InputException {
    if (root.get("services").isAbsent() && root.get("jobs").isAbsent()) {
      throw root.invalid("no services; files of compose version 1 are not read");
    }
    for (String key : root.keys()) {
      if (!ComposeKeys.TOP.contains(key)) {
        common.add(root.get(key).gap(NearestKey.unknown(key, ComposeKeys.TOP)));
      }
    }
  }

  /** The mounts that a service takes over from others, followed through any number of them. */
  private static List<Mount> borrowed(
      String service,
      Map<String, ServiceReader> readers,
      Map<String, RunSpec> specs,
      Set<String> passed)
      throws InputException {
    List<Mount> mounts = new ArrayList<>();
    ServiceReader reader = readers.get(service);
    if (reader == null || !passed.add(service)) {
      return mounts;
    }
    for (ServiceReader.Borrowing borrowing : reader.borrowings()) {
      RunSpec lender = specs.get(borrowing.service());
      if (lender == null) {
        throw borrowing.node().invalid("there is no service '" + borrowing.service() + "'");
      }
      List<Mount> lent = new ArrayList<>(lender.mounts());
      lent.addAll(borrowed(borrowing.service(), readers, specs, passed));
      for (Mount mount : lent) {
        mounts.add(borrowing.take(mount));
      }
    }
    return mounts;
  }
}
