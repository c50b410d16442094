package dev.varve.json;

/** {@code true} or {@code false}. */
public record JsonBool(boolean value) implements JsonValue {
  @Override
  public String scalarTextOrNull() {
    return Boolean.toString(value);
  }

  @Override
  public String kind() {
    return "a truth value";
  }
}
