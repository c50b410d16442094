package dev.varve.runtime.compose;

import dev.varve.failure.InputException;
import dev.varve.runtime.SpecNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Puts two documents of a project together as the compose specification says ("Merge and
 * override"): mappings key by key, lists appended, and the exceptions to both.
 */
final class ComposeMerge {
  /** Replaced as a whole, also by nothing. */
  private static final Set<String> REPLACED = Set.of("command", "entrypoint", "healthcheck.test");

  /** Named texts, as a mapping or a list of {@code NAME=value}: merged by name. */
  private static final Set<String> PAIRS =
      Set.of(
          "annotations",
          "build.args",
          "build.additional_contexts",
          "build.labels",
          "deploy.labels",
          "environment",
          "labels",
          "sysctls",
          "configs.*.labels",
          "networks.*.labels",
          "secrets.*.labels",
          "volumes.*.labels");

  /** One text or a list of them: appended. */
  private static final Set<String> SEQUENCES =
      Set.of(
          "build.extra_hosts",
          "dns",
          "dns_opt",
          "dns_search",
          "env_file",
          "extra_hosts",
          "label_file",
          "tmpfs");

  /** A list of names that stands for a mapping. */
  private static final Set<String> NAMES = Set.of("depends_on", "models", "networks");

  private ComposeMerge() {}

  /** Two documents, the second of which wins. */
  static SpecNode merge(SpecNode base, SpecNode over) throws InputException {
    return merge(base, over, KeyPath.ROOT);
  }

  /** Two values at the same place, the second of which wins. */
  static SpecNode merge(SpecNode base, SpecNode over, KeyPath path) throws InputException {
    String place = path.place();
    if (REPLACED.contains(place)) {
      return over;
    }
    if (over.isAbsent()) {
      return base;
    }
    if (base.isAbsent()) {
      return over;
    }
    if (PAIRS.contains(place)) {
      return members(pairs(base), pairs(over), path);
    }
    if (SEQUENCES.contains(place)) {
      return appended(list(base), list(over));
    }
    if (NAMES.contains(place)) {
      return members(named(base), named(over), path);
    }
    if (place.equals("build")) {
      return members(context(base), context(over), path);
    }
    if (place.equals("logging") && !sameDriver(base, over)) {
      return over;
    }
    boolean ulimit = place.startsWith("ulimits.");
    if (base.object() != null) {
      if (over.object() == null) {
        return ulimit ? over : refuse(base, over, "a mapping");
      }
      return members(base, over, path);
    }
    if (base.array() != null) {
      return over.array() == null ? refuse(base, over, "a list") : appended(base, over);
    }
    return over;
  }

  private static SpecNode refuse(SpecNode base, SpecNode over, String what) throws InputException {
    throw over.invalid(
        "it cannot override what is " + what + " at " + base.document() + ":" + base.line());
  }

  private static SpecNode members(SpecNode base, SpecNode over, KeyPath path)
      throws InputException {
    Map<String, SpecNode> members = new LinkedHashMap<>();
    for (String key : base.keys()) {
      members.put(key, base.get(key));
    }
    for (String key : over.keys()) {
      SpecNode earlier = members.get(key);
      SpecNode later = over.get(key);
      members.put(key, earlier == null ? later : merge(earlier, later, path.then(key)));
    }
    return over.withMembers(members);
  }

  private static SpecNode appended(SpecNode base, SpecNode over) throws InputException {
    List<SpecNode> items = new ArrayList<>(base.items());
    Set<String> values = new HashSet<>();
    items.forEach(item -> values.add(String.valueOf(item.value())));
    for (SpecNode item : over.items()) {
      if (values.add(String.valueOf(item.value()))) {
        items.add(item);
      }
    }
    return over.withItems(items);
  }

  private static SpecNode list(SpecNode node) {
    return node.array() == null && node.object() == null ? node.withItems(List.of(node)) : node;
  }

  /** A list of {@code NAME=value} as a mapping; the last of equal names wins. */
  static SpecNode pairs(SpecNode node) throws InputException {
    if (node.array() == null) {
      return node;
    }
    Map<String, SpecNode> members = new LinkedHashMap<>();
    for (SpecNode item : node.items()) {
      String text = item.scalar();
      if (text == null) {
        continue;
      }
      int equals = text.indexOf('=');
      String name = equals < 0 ? text : text.substring(0, equals);
      String value = equals < 0 ? "" : text.substring(equals + 1);
      Interpolation.Result result = new Interpolation.Result(text, item.openVariables());
      members.put(
          name,
          equals < 0
              ? item.withNull()
              : item.withText(value, result.isKnown(value) ? Set.of() : item.openVariables()));
    }
    return node.withMembers(members);
  }

  /** A list of names as a mapping to nothing. */
  static SpecNode named(SpecNode node) throws InputException {
    if (node.object() != null) {
      return node;
    }
    Map<String, SpecNode> members = new LinkedHashMap<>();
    for (SpecNode item : list(node).items()) {
      String name = item.scalar();
      if (name != null) {
        members.put(name, item.withNull());
      }
    }
    return node.withMembers(members);
  }

  /**
   * An init container of a service: what it says itself over what the service's container is.
   * Mounts are taken over from the running container, not from here.
   */
  static SpecNode hook(SpecNode service, SpecNode hook) throws InputException {
    Map<String, SpecNode> inherited = new LinkedHashMap<>();
    for (String key : service.keys()) {
      if (!ComposeKeys.OF_SERVICE_ONLY.contains(key) && !key.equals("volumes")) {
        inherited.put(key, service.get(key));
      }
    }
    SpecNode base = service.withMembers(inherited);
    Map<String, SpecNode> own = new LinkedHashMap<>();
    for (String key : hook.keys()) {
      if (!key.equals("per_replica")) {
        own.put(key, hook.get(key));
      }
    }
    return uniqueLists(merge(base, hook.withMembers(own), KeyPath.of("services", "hook")));
  }

  private static SpecNode context(SpecNode build) {
    return build.object() == null ? build.withMembers(Map.of("context", build)) : build;
  }

  private static boolean sameDriver(SpecNode base, SpecNode over) throws InputException {
    String one = base.get("driver").scalar();
    String other = over.get("driver").scalar();
    return one == null || other == null || one.equals(other);
  }

  /** The project with one entry for each target, port and name: the last, at the first's place. */
  static SpecNode unique(SpecNode root) throws InputException {
    Map<String, SpecNode> top = new LinkedHashMap<>();
    for (String key : root.keys()) {
      SpecNode section = root.get(key);
      boolean containers = key.equals("services") || key.equals("jobs");
      top.put(key, containers && section.object() != null ? uniqueServices(section) : section);
    }
    return root.withMembers(top);
  }

  private static SpecNode uniqueServices(SpecNode services) throws InputException {
    Map<String, SpecNode> unique = new LinkedHashMap<>();
    for (String name : services.keys()) {
      SpecNode service = services.get(name);
      unique.put(name, service.object() == null ? service : uniqueLists(service));
    }
    return services.withMembers(unique);
  }

  private static SpecNode uniqueLists(SpecNode service) throws InputException {
    Map<String, SpecNode> members = new LinkedHashMap<>();
    for (String key : service.keys()) {
      SpecNode value = service.get(key);
      members.put(
          key, value.array() == null || !EntryKey.has(key) ? value : uniqueItems(key, value));
    }
    return service.withMembers(members);
  }

  private static SpecNode uniqueItems(String key, SpecNode list) throws InputException {
    Map<String, SpecNode> items = new LinkedHashMap<>();
    for (SpecNode item : list.items()) {
      items.put(EntryKey.of(key, item), item);
    }
    return items.size() == list.items().size() ? list : list.withItems(List.copyOf(items.values()));
  }
}
