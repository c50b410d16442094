package dev.varve.runtime;

import org.jspecify.annotations.Nullable;

/**
 * One environment variable of a run spec. Values may be secrets: facts documents show them only
 * redacted.
 *
 * @param value null if it comes from where the run spec is used (the caller's environment, a
 *     secret, a variable that nothing sets)
 */
public record EnvVar(String name, @Nullable String value) implements java.io.Serializable {}
