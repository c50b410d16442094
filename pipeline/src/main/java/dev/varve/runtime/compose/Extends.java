package dev.varve.runtime.compose;

import dev.varve.failure.InputException;
import dev.varve.json.JsonValue;
import dev.varve.runtime.SpecNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Follows {@code extends}: a service takes over another's definition and is merged over it. */
final class Extends {
  private static final int MAX_CHAIN = 64;

  private final ComposeLoader loader;
  private final List<KeyPath> cleared;
  private final Map<String, Other> others = new HashMap<>();

  /**
   * @param cleared what the document at hand resets
   */
  Extends(ComposeLoader loader, List<KeyPath> cleared) {
    this.loader = loader;
    this.cleared = cleared;
  }

  /**
   * The services of a file; those that are asked for are replaced by what they extend.
   *
   * @param folder to which paths in it are relative
   */
  private record Other(
      String path, String folder, Map<String, SpecNode> services, List<KeyPath> cleared) {}

  /** A document without any {@code extends} left. */
  SpecNode applied(SpecNode root, String path, String folder, Variables variables)
      throws InputException, IOException {
    Map<String, SpecNode> top = new LinkedHashMap<>();
    for (String key : root.keys()) {
      SpecNode section = root.get(key);
      if ((key.equals("services") || key.equals("jobs")) && section.object() != null) {
        Other own = new Other(path, folder, members(section), cleared);
        for (String name : section.keys()) {
          resolve(own, name, variables, new ArrayList<>());
        }
        section = section.withMembers(own.services());
      }
      top.put(key, section);
    }
    return root.withMembers(top);
  }

  private static Map<String, SpecNode> members(SpecNode section) throws InputException {
    Map<String, SpecNode> members = new LinkedHashMap<>();
    for (String name : section.keys()) {
      members.put(name, section.get(name));
    }
    return members;
  }

  private SpecNode resolve(Other file, String name, Variables variables, List<String> chain)
      throws InputException, IOException {
    SpecNode service = file.services().get(name);
    if (service == null) {
      throw new IllegalArgumentException("no service " + name);
    }
    SpecNode extended = service.get("extends");
    if (service.object() == null || extended.isAbsent()) {
      return service;
    }
    String here = file.path() + ": " + name;
    boolean seen = chain.contains(here);
    chain.add(here);
    if (seen) {
      throw extended.invalid("services extend each other: " + String.join(" -> ", chain));
    }
    if (chain.size() > MAX_CHAIN) {
      throw extended.invalid("services extend each other over more than " + MAX_CHAIN + " steps");
    }
    SpecNode named = extended.object() == null ? extended : extended.get("service");
    String wanted = named.scalar();
    if (wanted == null || wanted.isEmpty()) {
      throw extended.invalid("it names no service");
    }
    SpecNode fileNode = extended.object() == null ? extended.absent() : extended.get("file");
    Other other = fileNode.isAbsent() ? file : other(fileNode, file, variables);
    if (!other.services().containsKey(wanted)) {
      throw named.invalid("there is no service '" + wanted + "' in " + other.path());
    }
    SpecNode base = resolve(other, wanted, variables, chain);
    loader.budget().again(base);
    SpecNode wrapped = base.withMembers(Map.of("services", base.withMembers(Map.of(name, base))));
    SpecNode kept = ComposeDocument.without(wrapped, file.cleared()).get("services").get(name);
    SpecNode merged =
        kept.isAbsent() ? service : ComposeMerge.merge(kept, service, KeyPath.of("services", name));
    Map<String, SpecNode> rest = new LinkedHashMap<>();
    for (String key : merged.keys()) {
      if (!key.equals("extends")) {
        rest.put(key, merged.get(key));
      }
    }
    SpecNode done = merged.withMembers(rest);
    file.services().put(name, done);
    return done;
  }

  private Other other(SpecNode fileNode, Other from, Variables variables)
      throws InputException, IOException {
    ComposeSource source = loader.source(fileNode, from.folder());
    Other known = others.get(source.path());
    if (known != null) {
      return known;
    }
    String folder = ProjectPath.folder(source.path());
    Map<String, SpecNode> services = new LinkedHashMap<>();
    List<KeyPath> resets = new ArrayList<>();
    @Nullable SpecNode merged = null;
    for (JsonValue value : source.documents()) {
      if (value.isNull()) {
        continue;
      }
      ComposeDocument read =
          ComposeDocument.read(
              SpecNode.root(source.shown(), value), variables.interpolation(), loader.budget());
      resets.addAll(read.cleared());
      merged =
          merged == null
              ? read.root()
              : ComposeMerge.merge(ComposeDocument.without(merged, read.cleared()), read.root());
    }
    if (merged == null || merged.get("services").object() == null) {
      throw fileNode.invalid("there are no services in " + source.path());
    }
    services.putAll(members(RelativePaths.from(folder, merged).get("services")));
    Other other = new Other(source.path(), folder, services, resets);
    others.put(source.path(), other);
    return other;
  }
}
