package dev.varve.runtime.compose;

import dev.varve.failure.InputException;
import dev.varve.json.JsonObject;
import dev.varve.json.JsonValue;
import dev.varve.runtime.Gap;
import dev.varve.runtime.Mount;
import dev.varve.runtime.NearestKey;
import dev.varve.runtime.RunSpec;
import dev.varve.runtime.SpecNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Reads compose files: version 2, version 3 and the compose specification, one run spec for each
 * service, in file order. Several files, {@code include} and {@code extends} are not put together:
 * what that leaves open is said as a gap.
 */
public final class ComposeReader {
  private final SpecNode root;
  private final Interpolation interpolation;
  private final String project;
  private final List<Gap> common = new ArrayList<>();

  private ComposeReader(SpecNode root, Interpolation interpolation, String project) {
    this.root = root;
    this.interpolation = interpolation;
    this.project = project;
  }

  /** Whether a document is a compose file: a mapping with services. */
  public static boolean recognizes(JsonValue document) {
    JsonObject object = document.objectOrNull();
    return object != null && object.get("services") != null && !object.has("apiVersion");
  }

  /**
   * Reads a compose file.
   *
   * @param name of the file, as messages call it
   * @param directory name of the directory it lies in, which names the project if nothing else does
   * @param envFile text of {@code .env} beside it; empty if there is none
   */
  public static List<RunSpec> read(
      JsonValue document, String name, String directory, String envFile) throws InputException {
    Map<String, String> variables = Interpolation.parseEnvFile(envFile);
    Interpolation interpolation = new Interpolation(variables);
    SpecNode root = SpecNode.root(name, document);
    if (root.object() == null) {
      throw root.expected("a mapping with services");
    }
    String project = variables.getOrDefault("COMPOSE_PROJECT_NAME", "");
    if (project.isEmpty()) {
      String named = new ComposeScalars(interpolation, new ArrayList<>()).text(root.get("name"));
      project = named == null || named.isEmpty() ? projectName(directory) : named;
    }
    return new ComposeReader(root, interpolation, project).services();
  }

  /** A directory's name as compose makes a project name of it. */
  private static String projectName(String directory) {
    return directory
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^-_a-z0-9]", "")
        .replaceAll("^[-_]+", "");
  }

  private List<RunSpec> services() throws InputException {
    checkTop();
    SpecNode services = root.get("services");
    Map<String, ServiceReader> readers = new LinkedHashMap<>();
    for (String name : services.keys()) {
      SpecNode service = services.get(name);
      if (name.startsWith("x-") && service.object() == null) {
        continue;
      }
      if (service.object() == null) {
        throw service.expected("a mapping that describes a service");
      }
      readers.put(name, new ServiceReader(root, service, name, project, interpolation));
    }
    Map<String, RunSpec> specs = new LinkedHashMap<>();
    for (Map.Entry<String, ServiceReader> reader : readers.entrySet()) {
      specs.put(reader.getKey(), reader.getValue().read(common));
    }
    List<RunSpec> all = new ArrayList<>();
    for (Map.Entry<String, ServiceReader> reader : readers.entrySet()) {
      List<Mount> borrowed = borrowed(reader.getKey(), readers, specs, new HashSet<>());
      RunSpec own = specs.get(reader.getKey());
      if (own != null) {
        all.add(reader.getValue().withBorrowed(own, borrowed));
      }
    }
    return all;
  }

  private void checkTop() throws InputException {
    if (root.get("services").isAbsent()) {
      throw root.invalid("no services; files of compose version 1 are not read");
    }
    for (String key : root.keys()) {
      if (!ComposeKeys.TOP.contains(key) && !key.startsWith("x-")) {
        String near = NearestKey.of(key, ComposeKeys.TOP);
        String hint = near == null ? "" : "; did you mean '" + near + "'?";
        common.add(root.get(key).gap("unknown key" + hint));
      }
    }
    if (!root.get("include").isAbsent()) {
      common.add(root.get("include").gap("the files it names are not read"));
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
