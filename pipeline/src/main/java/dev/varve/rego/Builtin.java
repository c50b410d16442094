package dev.varve.rego;

import org.jspecify.annotations.Nullable;

/** A built-in function of Rego's. Safe for several threads at once. */
@FunctionalInterface
public interface Builtin {
  /**
   * Computes the answer.
   *
   * @param arguments as many as the function takes, all defined; not to be kept or changed
   * @return the answer, or null where OPA leaves it undefined
   * @throws BuiltinError if there is none
   */
  @Nullable Object call(Object[] arguments);
}
