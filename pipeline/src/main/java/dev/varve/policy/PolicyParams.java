package dev.varve.policy;

import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import dev.varve.failure.ReasonCode;
import dev.varve.json.JsonObject;
import dev.varve.json.JsonValue;
import dev.varve.json.NearestKey;
import dev.varve.json.Yaml;
import java.util.Set;
import java.util.TreeSet;

/**
 * Lists and thresholds that rules read as {@code data.varve.params}: those of a pack, with single
 * ones replaced by a file of the user's.
 */
public final class PolicyParams {
  private PolicyParams() {}

  /**
   * The parameters of a file: a mapping from names that the pack has to new values of the same
   * kind. Whatever is wrong is {@code params-invalid} with its line.
   *
   * @param known the parameters of the pack
   */
  public static JsonObject read(byte[] content, String document, JsonObject known, Limits limits)
      throws InputException {
    JsonValue root;
    try {
      root = Yaml.parse(content, document, limits);
    } catch (InputException e) {
      if (e.reason() != ReasonCode.JSON_MALFORMED) {
        throw e;
      }
      throw e.as(ReasonCode.PARAMS_INVALID);
    }
    JsonObject params = root.objectOrNull();
    if (params == null) {
      throw invalid(document, 1, "it is " + root.kind() + ", not a mapping of parameters");
    }
    Set<String> valid = known.keys();
    for (String name : params.keys()) {
      JsonValue usual = known.get(name);
      if (usual == null) {
        String nearest = NearestKey.of(name, valid);
        throw invalid(
            document,
            params.line(name),
            "no parameter is called '"
                + name
                + "'; "
                + (nearest == null
                    ? "there are " + String.join(", ", new TreeSet<>(valid))
                    : "did you mean '" + nearest + "'?"));
      }
      JsonValue given = params.members().get(name);
      if (given != null && !given.kind().equals(usual.kind())) {
        throw invalid(
            document,
            params.line(name),
            "'" + name + "' is " + given.kind() + ", and has to be " + usual.kind());
      }
    }
    return params;
  }

  /** The parameters in what rules read as {@code data}; empty if there are none. */
  public static JsonObject of(JsonObject data) {
    JsonValue varve = data.get("varve");
    JsonObject inside = varve == null ? null : varve.objectOrNull();
    JsonValue params = inside == null ? null : inside.get("params");
    JsonObject found = params == null ? null : params.objectOrNull();
    return found == null ? JsonObject.EMPTY : found;
  }

  /** Parameters where rules read them: {@code data.varve.params}. */
  static JsonObject inData(JsonObject params) {
    return JsonObject.builder()
        .put("varve", JsonObject.builder().put("params", params).build())
        .build();
  }

  private static InputException invalid(String document, int line, String detail) {
    return new InputException(
        ReasonCode.PARAMS_INVALID, line > 0 ? document + " line " + line : document, detail);
  }
}
