package dev.varve.runtime.docker;

import dev.varve.failure.InputException;
import dev.varve.json.JsonArray;
import dev.varve.json.JsonObject;
import dev.varve.json.JsonValue;
import dev.varve.runtime.RunSpec;
import dev.varve.runtime.SpecNode;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads what {@code docker inspect CONTAINER…} or {@code podman inspect CONTAINER…} prints: an
 * array with one object per container.
 */
public final class DockerInspectReader {
  private DockerInspectReader() {}

  /** Whether a document is of this kind: an array of objects with a host configuration. */
  public static boolean recognizes(JsonValue document) {
    JsonArray items = document.arrayOrNull();
    JsonObject first = items == null || items.isEmpty() ? null : items.get(0).objectOrNull();
    return first != null
        && (first.has("HostConfig") || first.has("RootFS") || first.has("GraphDriver"));
  }

  /** The containers, in document order. */
  public static List<RunSpec> read(JsonValue document, String name) throws InputException {
    List<RunSpec> specs = new ArrayList<>();
    for (SpecNode item : SpecNode.root(name, document).items()) {
      if (item.object() == null) {
        throw item.expected("an object that describes a container");
      }
      if (item.get("HostConfig").isAbsent()) {
        throw item.invalid(
            "no HostConfig: this is not a container; inspect containers rather than images");
      }
      specs.add(new InspectedContainer(item).read());
    }
    return specs;
  }
}
