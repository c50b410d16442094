package dev.varve.runtime.compose;

import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import dev.varve.failure.ReasonCode;
import dev.varve.json.JsonValue;
import dev.varve.json.Yaml;
import dev.varve.runtime.ProjectFiles;
import dev.varve.runtime.SpecNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Loads the files of a project and puts them together to one document: variables are replaced,
 * {@code include} and {@code extends} followed, later files merged over earlier ones. Every value
 * keeps its own place.
 */
final class ComposeLoader {
  private static final Set<String> TAGS = Set.of(ComposeDocument.RESET, ComposeDocument.OVERRIDE);

  /** The sections that an included project gives to the one that includes it. */
  private static final List<String> SECTIONS =
      List.of("services", "jobs", "volumes", "networks", "secrets", "configs", "models");

  private static final int MAX_INCLUDE_DEPTH = 16;

  private final ProjectFiles files;
  private final String shownFolder;
  private final Limits limits;
  private final ComposeBudget budget = new ComposeBudget();
  private final Map<String, ComposeSource> named = new HashMap<>();

  /**
   * @param shownFolder how messages call the project's folder; empty for the current one
   */
  ComposeLoader(ProjectFiles files, String shownFolder, Limits limits) {
    this.files = files;
    this.shownFolder = shownFolder;
    this.limits = limits;
  }

  /** The documents of a file in memory. */
  static List<JsonValue> parse(byte[] content, String shown, Limits limits) throws InputException {
    return Yaml.parseAll(content, shown, TAGS, limits);
  }

  /**
   * The merged document of a project.
   *
   * @param sources its files, later ones winning
   */
  SpecNode load(List<ComposeSource> sources, Variables variables)
      throws InputException, IOException {
    return load(sources, "", variables, List.of());
  }

  private SpecNode load(
      List<ComposeSource> sources, String folder, Variables variables, List<String> including)
      throws InputException, IOException {
    SpecNode merged = null;
    for (ComposeSource source : sources) {
      List<String> chain = new ArrayList<>(including);
      chain.add(source.path());
      for (JsonValue value : source.documents()) {
        if (value.isNull()) {
          continue;
        }
        SpecNode document = SpecNode.root(source.shown(), value);
        if (document.object() == null) {
          throw document.expected("a mapping with services");
        }
        ComposeDocument read =
            ComposeDocument.read(document, variables.interpolation(), budget).movedFrom(folder);
        SpecNode own = withIncluded(read, folder, variables, chain);
        own = new Extends(this, read.cleared()).applied(own, source.path(), folder, variables);
        merged =
            merged == null
                ? own
                : ComposeMerge.merge(ComposeDocument.without(merged, read.cleared()), own);
      }
    }
    if (merged == null) {
      throw new InputException(
          ReasonCode.RUN_SPEC_INVALID, sources.get(0).shown(), "the document is empty");
    }
    return ComposeMerge.unique(merged);
  }

  // ---------------------------------------------------------------- include

  private SpecNode withIncluded(
      ComposeDocument read, String folder, Variables variables, List<String> chain)
      throws InputException, IOException {
    SpecNode root = read.root();
    SpecNode include = root.get("include");
    if (include.isAbsent()) {
      return root;
    }
    if (chain.size() > MAX_INCLUDE_DEPTH) {
      throw include.invalid("files are included deeper than " + MAX_INCLUDE_DEPTH);
    }
    Map<String, SpecNode> all = new LinkedHashMap<>();
    for (String key : root.keys()) {
      if (!key.equals("include")) {
        all.put(key, root.get(key));
      }
    }
    for (SpecNode item : include.items()) {
      SpecNode included = included(item, folder, variables, chain);
      for (String section : SECTIONS) {
        SpecNode given = included.get(section);
        if (!given.isAbsent()) {
          SpecNode own = all.getOrDefault(section, given.absent());
          all.put(section, joined(given, own, section, read.cleared()));
        }
      }
    }
    return root.withMembers(all);
  }

  /** An included section with the including one's over it; what both say alike is one. */
  private static SpecNode joined(
      SpecNode given, SpecNode own, String section, List<KeyPath> cleared) throws InputException {
    Map<String, SpecNode> members = new LinkedHashMap<>();
    for (String name : given.keys()) {
      SpecNode theirs = given.get(name);
      SpecNode ours = own.get(name);
      if (ours.isAbsent() || String.valueOf(ours.value()).equals(String.valueOf(theirs.value()))) {
        members.put(name, theirs);
      } else {
        KeyPath path = KeyPath.of(section, name);
        SpecNode wrapped =
            theirs.withMembers(Map.of(section, theirs.withMembers(Map.of(name, theirs))));
        SpecNode rest = ComposeDocument.without(wrapped, cleared).get(section).get(name);
        members.put(name, ComposeMerge.merge(rest, ours, path));
      }
    }
    for (String name : own.keys()) {
      members.putIfAbsent(name, own.get(name));
    }
    return own.isAbsent() ? given.withMembers(members) : own.withMembers(members);
  }

  private SpecNode included(SpecNode item, String folder, Variables variables, List<String> chain)
      throws InputException, IOException {
    boolean plain = item.object() == null;
    List<ComposeSource> sources = new ArrayList<>();
    for (SpecNode path : texts(plain ? item : item.get("path"))) {
      ComposeSource source = source(path, folder);
      if (sources.isEmpty() && chain.contains(source.path())) {
        throw path.invalid("files include each other: " + String.join(" -> ", chain));
      }
      sources.add(source);
    }
    if (sources.isEmpty()) {
      throw item.invalid("an include without path");
    }
    String directory = plain ? null : item.get("project_directory").scalar();
    String below =
        directory == null || directory.isEmpty()
            ? ProjectPath.folder(sources.get(0).path())
            : ProjectPath.join(folder, directory);
    Variables inner = variables.over(includedVariables(item, folder, below, variables));
    return load(sources, below, inner, chain);
  }

  private Map<String, @Nullable String> includedVariables(
      SpecNode item, String folder, String below, Variables variables)
      throws InputException, IOException {
    Map<String, @Nullable String> values = new LinkedHashMap<>();
    SpecNode named = item.object() == null ? item.absent() : item.get("env_file");
    List<SpecNode> paths = texts(named);
    if (paths.isEmpty()) {
      String path = ProjectPath.join(below, ".env");
      byte[] content = files.content(path);
      if (content != null) {
        values.putAll(parseVariables(path, content, variables));
      }
    }
    for (SpecNode path : paths) {
      String text = path.scalar();
      if (text == null || text.equals("/dev/null")) {
        continue;
      }
      budget.file(path);
      String full = ProjectPath.join(folder, text);
      byte[] content = files.content(full);
      if (content == null) {
        throw path.invalid("there is no file '" + full + "'");
      }
      values.putAll(parseVariables(full, content, variables));
    }
    return values;
  }

  /** The variables of a file of the project. */
  Map<String, @Nullable String> parseVariables(String path, byte[] content, Variables above)
      throws InputException {
    return DotEnv.parse(shown(path), new String(content, StandardCharsets.UTF_8), above::get);
  }

  private static List<SpecNode> texts(SpecNode node) throws InputException {
    if (node.isAbsent()) {
      return List.of();
    }
    return node.array() == null ? List.of(node) : node.items();
  }

  // ---------------------------------------------------------------- files

  /** A file that a document names, relative to a folder of the project. */
  ComposeSource source(SpecNode node, String folder) throws InputException, IOException {
    String text = node.scalar();
    if (text == null || text.isEmpty()) {
      throw node.expected("a path");
    }
    if (!node.openVariables().isEmpty()) {
      throw node.invalid(
          "which file it is hangs on "
              + String.join(", ", node.openVariables())
              + "; say --env NAME=VALUE");
    }
    ProjectPath.requireLocal(node, text);
    String path = ProjectPath.join(folder, text);
    ComposeSource known = named.get(path);
    if (known != null) {
      return known;
    }
    budget.file(node);
    byte[] content = files.content(path);
    if (content == null) {
      throw node.invalid("there is no file '" + path + "'");
    }
    ComposeSource source =
        new ComposeSource(shown(path), path, parse(content, shown(path), limits));
    named.put(path, source);
    return source;
  }

  /** How messages call a file of the project. */
  String shown(String path) {
    return shownFolder.isEmpty() || path.startsWith("/")
        ? path
        : ProjectPath.join(shownFolder, path);
  }

  /** The bytes of a file that a document names for its content; null if there is none. */
  byte @Nullable [] content(SpecNode node, String path) throws InputException, IOException {
    ProjectPath.requireLocal(node, path);
    budget.file(node);
    return files.content(ProjectPath.join("", path));
  }

  ComposeBudget budget() {
    return budget;
  }
}
