package dev.varve.json;

/** A string. */
public record JsonString(String value) implements JsonValue {
  @Override
  public String scalarTextOrNull() {
    return value;
  }

  @Override
  public String kind() {
    return "a string";
  }
}
