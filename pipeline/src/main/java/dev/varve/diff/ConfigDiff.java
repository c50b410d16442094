package dev.varve.diff;

import dev.varve.image.ImageConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Compares two image configs field by field; variables and labels by name. */
public final class ConfigDiff {
  private final List<ConfigChange> changes = new ArrayList<>();

  private ConfigDiff() {}

  /** The fields that differ, in the order of the config, names within a field in byte order. */
  public static List<ConfigChange> compare(ImageConfig a, ImageConfig b) {
    ConfigDiff diff = new ConfigDiff();
    diff.field("os", a.os(), b.os());
    diff.field("architecture", a.architecture(), b.architecture());
    diff.field("variant", a.variant(), b.variant());
    diff.field("created", a.created(), b.created());
    diff.field("user", a.user(), b.user());
    diff.names("env", variables(a), variables(b));
    diff.words("entrypoint", a.entrypoint(), b.entrypoint());
    diff.words("cmd", a.cmd(), b.cmd());
    diff.words("shell", a.shell(), b.shell());
    diff.field("workingDir", a.workingDir(), b.workingDir());
    diff.words("volumes", a.volumes(), b.volumes());
    diff.words("exposedPorts", a.exposedPorts(), b.exposedPorts());
    diff.names("labels", a.labels(), b.labels());
    diff.words("healthcheck", a.healthcheck(), b.healthcheck());
    diff.field("stopSignal", a.stopSignal(), b.stopSignal());
    diff.words("onBuild", a.onBuild(), b.onBuild());
    return diff.changes;
  }

  private void field(String field, String a, String b) {
    if (!a.equals(b)) {
      changes.add(new ConfigChange(field, a, b));
    }
  }

  private void words(String field, @Nullable List<String> a, @Nullable List<String> b) {
    field(field, text(a), text(b));
  }

  private static String text(@Nullable List<String> words) {
    return words == null || words.isEmpty() ? "" : words.toString();
  }

  private void names(String field, Map<String, String> a, Map<String, String> b) {
    SortedSet<String> names = new TreeSet<>(a.keySet());
    names.addAll(b.keySet());
    for (String name : names) {
      field(field + "." + name, a.getOrDefault(name, ""), b.getOrDefault(name, ""));
    }
  }

  private static Map<String, String> variables(ImageConfig config) {
    Map<String, String> out = new TreeMap<>();
    for (String line : config.env()) {
      int equals = line.indexOf('=');
      out.put(equals < 0 ? line : line.substring(0, equals), line.substring(equals + 1));
    }
    return out;
  }
}
