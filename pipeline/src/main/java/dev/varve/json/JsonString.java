package dev.varve.json;

import org.jspecify.annotations.Nullable;

/** A string. */
public record JsonString(String value) implements JsonValue {
  // Written out: what a record gets by itself is put together anew, slowly, by each run.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof JsonString string && value.equals(string.value);
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }

  @Override
  public String scalarTextOrNull() {
    return value;
  }

  @Override
  public String kind() {
    return "a string";
  }
}
