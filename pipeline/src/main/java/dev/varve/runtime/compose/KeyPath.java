package dev.varve.runtime.compose;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where a value stands in a project: its keys from the top; items of lists are {@code []}. */
record KeyPath(List<String> keys) {
  static final KeyPath ROOT = new KeyPath(List.of());

  KeyPath {
    keys = List.copyOf(keys);
  }

  static KeyPath of(String... keys) {
    return new KeyPath(List.of(keys));
  }

  KeyPath then(String key) {
    List<String> longer = new ArrayList<>(keys);
    longer.add(key);
    return new KeyPath(longer);
  }

  int length() {
    return keys.size();
  }

  /** The key at a depth; null past the end. */
  @Nullable String key(int depth) {
    return depth < keys.size() ? keys.get(depth) : null;
  }

  /** Whether {@code x-} keys here are extensions rather than names that users chose. */
  boolean takesExtensions() {
    return keys.isEmpty() || keys.size() == 2;
  }

  /**
   * The place in the terms of the specification: below a service or job its keys joined by dots,
   * below anything else {@code networks.*.labels} and the like.
   */
  String place() {
    if (keys.size() < 2) {
      return String.join(".", keys);
    }
    boolean container = keys.get(0).equals("services") || keys.get(0).equals("jobs");
    String rest = String.join(".", keys.subList(2, keys.size()));
    return container ? rest : keys.get(0) + ".*" + (rest.isEmpty() ? "" : "." + rest);
  }
}
