package dev.varve.runtime;

import org.jspecify.annotations.Nullable;

/**
 * One environment variable of a run spec. Values may be secrets: facts documents show them only
 * redacted.
 *
 * @param value null if it comes from where the run spec is used (the caller's environment, a
 *     secret, a variable that nothing sets)
 * @param from what the value is taken from: {@code secret:NAME/KEY}, {@code configmap:NAME/KEY},
 *     {@code field:PATH}, {@code resource:NAME}, {@code file:PATH}; null if it is written down or
 *     left to the caller
 */
public record EnvVar(String name, @Nullable String value, @Nullable String from)
    implements java.io.Serializable {

  /** A variable that is written down, or whose value is the caller's. */
  public EnvVar(String name, @Nullable String value) {
    this(name, value, null);
  }
}
