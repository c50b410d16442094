package dev.varve.policy;

import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import dev.varve.failure.ReasonCode;
import dev.varve.json.DocumentFile;
import dev.varve.json.Json;
import dev.varve.json.JsonObject;
import dev.varve.json.JsonValue;
import dev.varve.json.Yaml;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What rules see as {@code data}: documents laid over each other. */
public final class PolicyData {
  private PolicyData() {}

  /** Objects are merged, key by key; of anything else the upper one is taken. */
  static JsonObject over(JsonObject lower, JsonObject upper) {
    JsonObject.Builder merged = JsonObject.builder();
    Set<String> keys = new LinkedHashSet<>(lower.keys());
    keys.addAll(upper.keys());
    for (String key : keys) {
      JsonValue below = lower.get(key);
      JsonValue above = upper.get(key);
      if (below instanceof JsonObject a && above instanceof JsonObject b) {
        merged.put(key, over(a, b));
      } else if (above != null) {
        merged.put(key, above);
      } else if (below != null) {
        merged.put(key, below);
      }
    }
    return merged.build();
  }

  /** Reads data files, JSON or YAML; each is laid over the ones before it. */
  public static JsonObject read(List<Path> files, Limits limits)
      throws InputException, IOException {
    JsonObject data = JsonObject.EMPTY;
    for (Path file : files) {
      String name = file.toString();
      byte[] content = DocumentFile.read(file, name, limits);
      JsonValue value = parse(content, name, limits);
      JsonObject object = value.objectOrNull();
      if (object == null) {
        throw new InputException(
            ReasonCode.POLICY_FAILED, name, "data for policies is " + value.kind());
      }
      data = over(data, object);
    }
    return data;
  }

  /** What stands in the file may be secret, so a refusal tells the place alone. */
  private static JsonValue parse(byte[] content, String name, Limits limits) throws InputException {
    boolean json = name.endsWith(".json");
    try {
      return json ? Json.parse(content, name, limits) : Yaml.parse(content, name, limits);
    } catch (InputException e) {
      if (e.reason() != ReasonCode.JSON_MALFORMED) {
        throw e;
      }
      int place = e.detail().lastIndexOf("(line ");
      throw new InputException(
          ReasonCode.POLICY_FAILED,
          name,
          "is no "
              + (json ? "JSON" : "YAML")
              + (place < 0 ? "" : " " + e.detail().substring(place)));
    }
  }
}
