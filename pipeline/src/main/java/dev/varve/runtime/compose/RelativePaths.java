package dev.varve.runtime.compose;

import dev.varve.failure.InputException;
import dev.varve.runtime.BindWords;
import dev.varve.runtime.SpecNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes the relative paths of a document that lies in another folder relative to the project's:
 * those of mounts, of files with variables and labels, of secrets, configs and bound volumes.
 */
final class RelativePaths {
  private final String folder;

  private RelativePaths(String folder) {
    this.folder = folder;
  }

  /**
   * A document as seen from the project's folder.
   *
   * @param folder in which it lies; empty for the project's own
   */
  static SpecNode from(String folder, SpecNode root) throws InputException {
    return folder.isEmpty() ? root : new RelativePaths(folder).root(root);
  }

  private SpecNode root(SpecNode root) throws InputException {
    Map<String, SpecNode> top = members(root);
    for (String key : List.of("services", "jobs")) {
      replace(top, key, services -> each(services, this::service));
    }
    for (String key : List.of("secrets", "configs")) {
      replace(top, key, all -> each(all, one -> with(one, "file", this::path)));
    }
    replace(top, "volumes", all -> each(all, this::volume));
    return root.withMembers(top);
  }

  private interface Change {
    SpecNode apply(SpecNode node) throws InputException;
  }

  private static Map<String, SpecNode> members(SpecNode node) throws InputException {
    Map<String, SpecNode> members = new LinkedHashMap<>();
    for (String key : node.keys()) {
      members.put(key, node.get(key));
    }
    return members;
  }

  private static void replace(Map<String, SpecNode> members, String key, Change change)
      throws InputException {
    SpecNode node = members.get(key);
    if (node != null && !node.isAbsent()) {
      members.put(key, change.apply(node));
    }
  }

  private static SpecNode with(SpecNode node, String key, Change change) throws InputException {
    if (node.object() == null) {
      return node;
    }
    Map<String, SpecNode> members = members(node);
    replace(members, key, change);
    return node.withMembers(members);
  }

  private static SpecNode each(SpecNode node, Change change) throws InputException {
    if (node.object() != null) {
      Map<String, SpecNode> changed = new LinkedHashMap<>();
      for (String key : node.keys()) {
        changed.put(key, change.apply(node.get(key)));
      }
      return node.withMembers(changed);
    }
    if (node.array() == null) {
      return change.apply(node);
    }
    List<SpecNode> items = new ArrayList<>();
    for (SpecNode item : node.items()) {
      items.add(change.apply(item));
    }
    return node.withItems(items);
  }

  private SpecNode service(SpecNode service) throws InputException {
    if (service.object() == null) {
      return service;
    }
    Map<String, SpecNode> members = members(service);
    replace(members, "volumes", list -> each(list, this::mount));
    replace(members, "env_file", list -> each(list, this::file));
    replace(members, "label_file", list -> each(list, this::file));
    replace(members, "pre_start", list -> each(list, this::service));
    return service.withMembers(members);
  }

  private SpecNode file(SpecNode item) throws InputException {
    return item.object() == null ? path(item) : with(item, "path", this::path);
  }

  private SpecNode mount(SpecNode item) throws InputException {
    if (item.object() != null) {
      return "bind".equals(item.get("type").scalar()) ? with(item, "source", this::path) : item;
    }
    String text = item.scalar();
    if (text == null) {
      return item;
    }
    List<String> parts = new ArrayList<>(BindWords.split(text));
    if (parts.size() < 2 || !parts.get(0).startsWith(".")) {
      return item;
    }
    parts.set(0, moved(parts.get(0)));
    return item.withText(String.join(":", parts), item.openVariables());
  }

  private SpecNode volume(SpecNode volume) throws InputException {
    String options = volume.get("driver_opts").get("o").scalar();
    boolean bind = options != null && List.of(options.split("\\s*,\\s*")).contains("bind");
    return bind ? with(volume, "driver_opts", o -> with(o, "device", this::path)) : volume;
  }

  private SpecNode path(SpecNode node) throws InputException {
    String text = node.scalar();
    boolean relative = text != null && !text.isEmpty() && !text.matches("(?s)[/~\\\\].*|\\$\\{.*");
    return relative && text != null && !text.matches("[A-Za-z]:[/\\\\].*")
        ? node.withText(moved(text), node.openVariables())
        : node;
  }

  private String moved(String path) {
    String moved = ProjectPath.join(folder, path);
    return moved.startsWith("/") || moved.startsWith("../") ? moved : "./" + moved;
  }
}
