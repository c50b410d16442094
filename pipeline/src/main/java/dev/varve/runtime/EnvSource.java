package dev.varve.runtime;

/**
 * An object whose every key becomes an environment variable; its keys are not known.
 *
 * @param kind {@code configmap} or {@code secret}
 * @param prefix put before every key; may be empty
 */
public record EnvSource(String kind, String name, String prefix) implements java.io.Serializable {}
