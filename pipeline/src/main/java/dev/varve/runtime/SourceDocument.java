package dev.varve.runtime;

import dev.varve.json.JsonValue;

/**
 * A run spec as it was written: one document of a file, as parsed, before anything is merged or put
 * in. It may hold secrets in the clear, so it is shown to policies and goes nowhere else.
 *
 * @param file as the user names it
 * @param number from 1 on in the file
 * @param single whether the file holds no other document
 */
public record SourceDocument(String file, int number, boolean single, JsonValue content)
    implements java.io.Serializable {
  /** What messages and reports call it: {@code pod.yaml}, {@code pods.yaml#2}. */
  public String name() {
    return single ? file : file + "#" + number;
  }

  /** Tells where it comes from, but not what it says. */
  @Override
  public String toString() {
    return name();
  }
}
