package dev.varve.rego;

/** Rego's {@code null}, which is a value, unlike undefined. */
public enum RegoNull {
  NULL;

  @Override
  public String toString() {
    return "null";
  }
}
