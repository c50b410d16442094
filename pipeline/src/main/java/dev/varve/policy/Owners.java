package dev.varve.policy;

import dev.varve.blob.Bytes;
import dev.varve.json.JsonArray;
import dev.varve.json.JsonNull;
import dev.varve.json.JsonObject;
import dev.varve.json.JsonValue;
import dev.varve.layer.ContentFact;
import dev.varve.layer.Entry;
import dev.varve.layer.PackageDigests;
import dev.varve.packages.InstalledPackage;
import dev.varve.packages.Ownership;
import dev.varve.packages.PackageDatabase;
import dev.varve.packages.PackageIndex;
import dev.varve.runtime.ChainLink;
import dev.varve.runtime.Effective;
import dev.varve.runtime.Escalator;
import dev.varve.runtime.Gap;
import dev.varve.runtime.Preload;
import dev.varve.runtime.Start;
import dev.varve.tree.TreeEntry;
import dev.varve.tree.TreeLookup;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The packages of an image, and whose the files are that facts about it and its containers name one
 * by one.
 *
 * @param byPath of real paths
 */
record Owners(PackageIndex packages, Map<Bytes, Ownership> byPath) {
  /** The word of gaps that a package database leaves. */
  static final String GAP = "package-database";

  Owners {
    byPath = Map.copyOf(byPath);
  }

  /**
   * Looks up the owners of all files that the facts name.
   *
   * @param effectives of all containers of the image
   */
  static Owners of(
      PackageIndex packages,
      Start start,
      List<Preload> preloads,
      List<Effective> effectives,
      TreeLookup tree) {
    Set<Bytes> paths = new HashSet<>();
    addLinks(start, paths);
    addPreloads(preloads, paths);
    for (Effective effective : effectives) {
      addLinks(effective.start(), paths);
      addPreloads(effective.reach().preloads(), paths);
      addPreloads(effective.reach().hostHooks().preloads(), paths);
      effective.reach().escalators().stream().map(Escalator::path).forEach(paths::add);
    }
    Map<Bytes, Ownership> byPath = new HashMap<>();
    for (Bytes path : paths) {
      TreeEntry found = tree.find(path);
      Entry entry = found == null ? null : found.inode().entry();
      if (found != null && entry != null) {
        ContentFact content = entry.size() == 0 ? null : tree.content(found);
        PackageDigests digests = content == null ? PackageDigests.NONE : content.digests();
        byPath.put(path, packages.of(path, entry, digests));
      }
    }
    return new Owners(packages, byPath);
  }

  private static void addLinks(Start start, Set<Bytes> paths) {
    for (ChainLink link : start.links()) {
      Bytes path = link.path();
      if (path != null) {
        paths.add(path);
      }
    }
  }

  private static void addPreloads(List<Preload> preloads, Set<Bytes> paths) {
    for (Preload preload : preloads) {
      Bytes path = preload.path();
      if (path != null) {
        paths.add(path);
      }
    }
  }

  /** Puts the fields {@code package} and {@code ownership} of a file that may not be there. */
  JsonObject.Builder put(JsonObject.Builder json, @Nullable Bytes path) {
    return put(
        json, path == null ? Ownership.UNKNOWN : byPath.getOrDefault(path, Ownership.UNKNOWN));
  }

  /** Puts the fields {@code package} and {@code ownership}. */
  static JsonObject.Builder put(JsonObject.Builder json, Ownership ownership) {
    InstalledPackage owner = ownership.owner();
    JsonValue shown =
        owner == null
            ? JsonNull.NULL
            : JsonObject.builder()
                .put("name", owner.name())
                .put("version", owner.version())
                .put("digest_matches", FactsJson.bool(ownership.digestMatches()))
                .build();
    return json.put("package", shown).put("ownership", ownership.kind().label());
  }

  /** What is not known since a database could not be read. */
  List<Gap> gaps() {
    List<Gap> gaps = new ArrayList<>();
    for (PackageDatabase database : packages.databases()) {
      if (database.status() != PackageDatabase.Status.READ) {
        String why = database.manager() + ": " + database.trouble();
        gaps.add(new Gap(GAP, why, "/" + database.path().text()));
      }
    }
    return gaps;
  }

  JsonArray databaseFacts() {
    List<JsonValue> all = new ArrayList<>();
    for (PackageDatabase database : packages.databases()) {
      all.add(
          JsonObject.builder()
              .put("manager", database.manager())
              .put("path", "/" + database.path().text())
              .put("status", database.status().label())
              .put("packages", database.packages())
              .build());
    }
    return JsonArray.of(all);
  }

  JsonArray packageFacts() {
    List<JsonValue> all = new ArrayList<>();
    for (InstalledPackage installed : packages.packages()) {
      all.add(
          JsonObject.builder()
              .put("manager", installed.manager())
              .put("name", installed.name())
              .put("version", installed.version())
              .put("arch", installed.arch())
              .put("source", installed.source())
              .build());
    }
    return JsonArray.of(all);
  }
}
