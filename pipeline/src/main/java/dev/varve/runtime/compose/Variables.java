package dev.varve.runtime.compose;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The variables that a project's documents may use. Those that its user sets win over those of
 * files; the process's own environment is among them only if the user says so.
 *
 * @param values null for a variable that a file names but whose value is open
 */
record Variables(Map<String, @Nullable String> values) {
  Variables {
    values = new LinkedHashMap<>(values);
  }

  @Nullable String get(String name) {
    return values.get(name);
  }

  /** These, and those of a file below them. */
  Variables over(Map<String, @Nullable String> file) {
    Map<String, @Nullable String> all = new LinkedHashMap<>(file);
    all.putAll(values);
    return new Variables(all);
  }

  Interpolation interpolation() {
    return new Interpolation(this::get);
  }
}
