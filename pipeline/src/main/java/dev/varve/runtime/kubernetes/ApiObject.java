package dev.varve.runtime.kubernetes;

import dev.varve.failure.InputException;
import dev.varve.json.JsonObject;
import dev.varve.json.JsonValue;
import dev.varve.runtime.SpecNode;
import java.util.ArrayList;
import java.util.List;

/**
 * One object of the API, with where it stands.
 *
 * @param group of the API, without its version; empty for the core
 * @param namespace empty if the manifest leaves it to whoever applies it
 */
record ApiObject(String kind, String group, String namespace, String name, SpecNode node) {

  /** Whether a document is an object of the API. */
  static boolean recognizes(JsonValue document) {
    JsonObject object = document.objectOrNull();
    return object != null && object.has("apiVersion") && object.has("kind");
  }

  /** The objects of a document; one, unless it is a list. */
  static List<ApiObject> of(SpecNode node) throws InputException {
    List<ApiObject> objects = new ArrayList<>();
    add(node, "", "", objects);
    return objects;
  }

  private static void add(
      SpecNode node, String kindOfList, String versionOfList, List<ApiObject> objects)
      throws InputException {
    if (node.object() == null) {
      throw node.expected("an object with apiVersion and kind");
    }
    String written = node.get("kind").scalar();
    String kind = written == null ? kindOfList : written;
    String version = node.get("apiVersion").scalar();
    if (kind.isEmpty()) {
      throw node.get("kind").invalid("an object without kind");
    }
    if (kind.endsWith("List") && !node.get("items").isAbsent()) {
      String inside = kind.substring(0, kind.length() - "List".length());
      for (SpecNode item : node.get("items").items()) {
        add(item, inside, version == null ? "" : version, objects);
      }
      return;
    }
    String whole = version == null ? versionOfList : version;
    int slash = whole.indexOf('/');
    SpecNode metadata = node.get("metadata");
    String namespace = metadata.get("namespace").scalar();
    objects.add(
        new ApiObject(
            kind,
            slash < 0 ? "" : whole.substring(0, slash),
            namespace == null ? "" : namespace,
            name(metadata),
            node));
  }

  private static String name(SpecNode metadata) throws InputException {
    String name = metadata.get("name").scalar();
    if (name != null && !name.isEmpty()) {
      return name;
    }
    String generated = metadata.get("generateName").scalar();
    return generated == null ? "" : generated;
  }

  /** Whether both may lie in one namespace; one that is not written down may be any. */
  boolean sharesNamespace(String other) {
    return namespace.equals(other) || namespace.isEmpty() || other.isEmpty();
  }
}
