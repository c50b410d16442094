package dev.varve.json;

/** {@code null}: written down, unlike a member that is absent. */
public enum JsonNull implements JsonValue {
  NULL;

  @Override
  public String kind() {
    return "null";
  }
}
