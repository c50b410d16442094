package dev.varve.policy;

import dev.varve.failure.InputException;
import dev.varve.failure.ReasonCode;
import dev.varve.json.JsonArray;
import dev.varve.json.JsonObject;
import dev.varve.json.JsonValue;
import dev.varve.stack.LayerStack;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Images that others are built on, by the diffIDs of their layers, from the parameter {@code
 * known_bases}:
 *
 * <pre>{@code
 * known_bases:
 *   - {name: "debian:12.5", diff_ids: ["sha256:…"]}
 * }</pre>
 *
 * A base is in an image if all its layers begin the image's stack.
 */
final class KnownBases {
  /** Nobody says which images are bases. */
  static final KnownBases NONE = new KnownBases(List.of());

  private record Base(String name, List<String> diffIds) {}

  private final List<Base> bases;

  private KnownBases(List<Base> bases) {
    this.bases = bases;
  }

  /**
   * @param params the parameters that rules read
   */
  static KnownBases of(JsonObject params) throws InputException {
    JsonValue written = params.get("known_bases");
    JsonArray items = written == null ? JsonArray.EMPTY : written.arrayOrNull();
    if (items == null) {
      throw invalid("known_bases is no list");
    }
    List<Base> bases = new ArrayList<>();
    for (JsonValue item : items) {
      JsonObject base = item.objectOrNull();
      JsonArray ids = base == null ? null : base.optionalArrayIn("known_bases", "diff_ids");
      String name = base == null ? "" : base.textIn("known_bases", "name");
      List<String> diffIds = new ArrayList<>();
      for (JsonValue id : ids == null ? JsonArray.EMPTY : ids) {
        String text = id.textOrNull();
        diffIds.add(text == null ? "" : text);
      }
      if (name.isEmpty() || diffIds.isEmpty() || diffIds.contains("")) {
        throw invalid("an item of known_bases needs a name and a list of diff_ids: " + item);
      }
      bases.add(new Base(name, List.copyOf(diffIds)));
    }
    bases.sort(
        java.util.Comparator.<Base>comparingInt(base -> base.diffIds().size())
            .thenComparing(Base::name));
    return new KnownBases(List.copyOf(bases));
  }

  /** Whether there is anything to compare with. */
  boolean isEmpty() {
    return bases.isEmpty();
  }

  /**
   * For each layer of a stack, lowest first, the smallest base that it belongs to, or null. Of two
   * bases with the same layers the first by name counts.
   */
  List<@Nullable String> of(LayerStack stack) {
    List<@Nullable String> names = new ArrayList<>();
    List<String> diffIds =
        stack.layers().stream().map(layer -> layer.blob().diffId().toString()).toList();
    for (Base base : bases) {
      int size = base.diffIds().size();
      if (size <= diffIds.size() && diffIds.subList(0, size).equals(base.diffIds())) {
        while (names.size() < size) {
          names.add(base.name());
        }
      }
    }
    while (names.size() < diffIds.size()) {
      names.add(null);
    }
    return names;
  }

  private static InputException invalid(String detail) {
    return new InputException(ReasonCode.PARAMS_INVALID, "the parameters", detail);
  }
}
