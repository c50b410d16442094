package dev.varve.image;

import dev.varve.blob.Bytes;
import dev.varve.blob.Digest;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An image config (OCI image specification, config.md), read leniently: absent texts are empty,
 * absent lists are empty, and {@link #raw} keeps the document verbatim.
 *
 * @param diffIds of {@code rootfs}, or null if the config has none
 * @param entrypoint null if absent, which differs from an empty list
 * @param cmd null if absent
 * @param healthcheck its {@code Test} words, or null if there is none
 */
public record ImageConfig(
    String os,
    String architecture,
    String variant,
    String created,
    String user,
    List<String> env,
    @Nullable List<String> entrypoint,
    @Nullable List<String> cmd,
    List<String> shell,
    String workingDir,
    List<String> volumes,
    List<String> exposedPorts,
    SortedMap<String, String> labels,
    @Nullable List<String> healthcheck,
    String stopSignal,
    List<String> onBuild,
    @Nullable List<Digest> diffIds,
    List<HistoryItem> history,
    Bytes raw)
    implements java.io.Serializable {
  /** A config that says nothing. */
  public static final ImageConfig EMPTY =
      new ImageConfig(
          "",
          "",
          "",
          "",
          "",
          List.of(),
          null,
          null,
          List.of(),
          "",
          List.of(),
          List.of(),
          new TreeMap<>(),
          null,
          "",
          List.of(),
          null,
          List.of(),
          Bytes.EMPTY);

  public ImageConfig {
    env = List.copyOf(env);
    entrypoint = entrypoint == null ? null : List.copyOf(entrypoint);
    cmd = cmd == null ? null : List.copyOf(cmd);
    shell = List.copyOf(shell);
    volumes = List.copyOf(volumes);
    exposedPorts = List.copyOf(exposedPorts);
    labels = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(labels));
    healthcheck = healthcheck == null ? null : List.copyOf(healthcheck);
    onBuild = List.copyOf(onBuild);
    diffIds = diffIds == null ? null : List.copyOf(diffIds);
    history = List.copyOf(history);
  }

  /** The value of an environment variable, the last one winning, or null. */
  public @Nullable String env(String name) {
    String value = null;
    for (String line : env) {
      int equals = line.indexOf('=');
      if (equals == name.length() && line.startsWith(name)) {
        value = line.substring(equals + 1);
      }
    }
    return value;
  }
}
