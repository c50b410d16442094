package dev.varve.runtime;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;

/**
 * Docker's security options ({@code --security-opt}), which separate name and value with {@code =}
 * or, as in old files, with a colon.
 *
 * @param noNewPrivs null if not said
 * @param seccomp null if not said
 * @param apparmor null if not said
 * @param selinux null if not said
 * @param maskedPaths null if not said
 * @param writableCgroups whether the cgroup tree is asked to be writable
 * @param unknown options that mean nothing here, as written
 */
public record SecurityOptions(
    @org.jspecify.annotations.Nullable Boolean noNewPrivs,
    @org.jspecify.annotations.Nullable String seccomp,
    @org.jspecify.annotations.Nullable String apparmor,
    @org.jspecify.annotations.Nullable String selinux,
    @org.jspecify.annotations.Nullable String maskedPaths,
    boolean writableCgroups,
    List<String> unknown) {

  /** Reads options; a later one of the same name wins, labels add up. */
  public static SecurityOptions parse(List<String> options) {
    Boolean noNewPrivs = null;
    TreeMap<String, String> values = new TreeMap<>();
    boolean writableCgroups = false;
    List<String> labels = new ArrayList<>();
    List<String> unknown = new ArrayList<>();
    for (String option : options) {
      int equals = option.indexOf('=');
      int cut = equals >= 0 ? equals : option.indexOf(':');
      String name = (cut < 0 ? option : option.substring(0, cut)).strip().toLowerCase(Locale.ROOT);
      String value = cut < 0 ? "" : option.substring(cut + 1).strip();
      switch (name) {
        case "no-new-privileges" -> noNewPrivs = !value.equalsIgnoreCase("false");
        case "seccomp", "apparmor" -> values.put(name, seccompName(value));
        case "label" -> labels.add(value);
        case "systempaths" -> values.put(name, value.equals("unconfined") ? "none" : "default");
        case "writable-cgroups" -> writableCgroups = !value.equalsIgnoreCase("false");
        default -> unknown.add(option);
      }
    }
    String selinux = null;
    if (!labels.isEmpty()) {
      selinux = labels.contains("disable") ? "disable" : String.join(",", labels);
    }
    return new SecurityOptions(
        noNewPrivs,
        values.get("seccomp"),
        values.get("apparmor"),
        selinux,
        values.get("systempaths"),
        writableCgroups,
        List.copyOf(unknown));
  }

  /** Inspected containers hold the whole profile in the place of its name. */
  private static String seccompName(String value) {
    if (value.startsWith("{")) {
      return "custom";
    }
    return value.equals("builtin") || value.equals("docker-default") || value.isEmpty()
        ? "default"
        : value;
  }
}
