package dev.varve.runtime;

import dev.varve.layer.ContentFact;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What an image says that it is, in its {@code os-release} (os-release(5)). Fields that it does not
 * give are empty.
 *
 * @param version as written, such as {@code 12 (bookworm)}
 * @param versionId such as {@code 12} or {@code 3.20.1}
 * @param family id of the nearest ancestor that is known by name; empty if none is
 */
public record OsRelease(
    String id, String version, String versionId, String codename, String name, String family)
    implements java.io.Serializable {
  private static final List<String> PLACES = List.of("etc/os-release", "usr/lib/os-release");

  /** Distributions that others are made from, and which tool they install packages with. */
  private static final List<String> FAMILIES =
      List.of("alpine", "arch", "debian", "fedora", "gentoo", "rhel", "suse", "wolfi");

  private static final Map<String, String> DESCENDANTS =
      Map.of(
          "ubuntu", "debian",
          "amzn", "fedora",
          "centos", "rhel",
          "ol", "rhel",
          "chainguard", "wolfi",
          "sles", "suse",
          "opensuse-leap", "suse",
          "opensuse-tumbleweed", "suse");

  /** Of a squashed tree; null if it has no such file. */
  static @Nullable OsRelease of(ImagePaths paths) {
    for (String place : PLACES) {
      ContentFact content = paths.content(place);
      if (content != null) {
        return parse(content.head().text());
      }
    }
    return null;
  }

  static OsRelease parse(String text) {
    Map<String, String> values = new TreeMap<>();
    for (String line : text.lines().toList()) {
      int equals = line.indexOf('=');
      if (equals > 0 && line.charAt(0) != '#') {
        values.put(line.substring(0, equals).strip(), unquoted(line.substring(equals + 1).strip()));
      }
    }
    String id = values.getOrDefault("ID", "");
    return new OsRelease(
        id,
        values.getOrDefault("VERSION", ""),
        values.getOrDefault("VERSION_ID", ""),
        values.getOrDefault("VERSION_CODENAME", ""),
        values.getOrDefault("NAME", ""),
        family(id, values.getOrDefault("ID_LIKE", "")));
  }

  private static String family(String id, String like) {
    if (FAMILIES.contains(id)) {
      return id;
    }
    for (String parent : like.split("\\s+")) {
      if (FAMILIES.contains(parent)) {
        return parent;
      }
    }
    return DESCENDANTS.getOrDefault(id, "");
  }

  private static String unquoted(String value) {
    int last = value.length() - 1;
    boolean quoted =
        last > 0
            && (value.charAt(0) == '"' || value.charAt(0) == '\'')
            && value.charAt(last) == value.charAt(0);
    return quoted ? value.substring(1, last) : value;
  }

  /** Name and version in few words, such as {@code debian 12}. */
  String brief() {
    return versionId.isEmpty() ? id : id + " " + versionId;
  }
}
