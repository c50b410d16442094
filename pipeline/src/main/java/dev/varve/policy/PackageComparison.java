package dev.varve.policy;

import dev.varve.json.JsonArray;
import dev.varve.json.JsonObject;
import dev.varve.json.JsonValue;
import dev.varve.packages.InstalledPackage;
import dev.varve.packages.PackageVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which packages differ between two images, by manager and name (policy-catalogue.md section 1.5,
 * {@code packages}). Architectures of one version are one; several versions side by side, as
 * kernels have them, are written one after the other and have no order.
 */
final class PackageComparison {
  private record Key(String manager, String name) implements Comparable<Key> {
    @Override
    public int compareTo(Key other) {
      int byManager = manager.compareTo(other.manager);
      return byManager != 0 ? byManager : name.compareTo(other.name);
    }
  }

  private PackageComparison() {}

  static JsonArray rows(List<InstalledPackage> a, List<InstalledPackage> b) {
    Map<Key, TreeSet<String>> before = versions(a);
    Map<Key, TreeSet<String>> after = versions(b);
    TreeSet<Key> keys = new TreeSet<>(before.keySet());
    keys.addAll(after.keySet());
    List<JsonValue> rows = new ArrayList<>();
    for (Key key : keys) {
      TreeSet<String> from = before.get(key);
      TreeSet<String> to = after.get(key);
      if (from == null || !from.equals(to)) {
        rows.add(
            JsonObject.builder()
                .put("manager", key.manager())
                .put("name", key.name())
                .put("from", FactsJson.text(from == null ? null : String.join(" ", from)))
                .put("to", FactsJson.text(to == null ? null : String.join(" ", to)))
                .put("direction", direction(key.manager(), from, to))
                .build());
      }
    }
    return JsonArray.of(rows);
  }

  private static Map<Key, TreeSet<String>> versions(List<InstalledPackage> packages) {
    Map<Key, TreeSet<String>> versions = new TreeMap<>();
    for (InstalledPackage one : packages) {
      versions
          .computeIfAbsent(new Key(one.manager(), one.name()), key -> new TreeSet<>())
          .add(one.version());
    }
    return versions;
  }

  private static String direction(
      String manager, @Nullable TreeSet<String> from, @Nullable TreeSet<String> to) {
    if (from == null) {
      return "added";
    }
    if (to == null) {
      return "removed";
    }
    if (from.size() > 1 || to.size() > 1 || !PackageVersion.isOrdered(manager)) {
      return "other";
    }
    int order = PackageVersion.order(manager).compare(from.first(), to.first());
    return order == 0 ? "other" : order < 0 ? "up" : "down";
  }
}
