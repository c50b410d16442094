package dev.varve.policy;

import dev.varve.blob.Bytes;
import dev.varve.json.JsonArray;
import dev.varve.json.JsonObject;
import dev.varve.json.JsonValue;
import dev.varve.layer.PackageFile;
import dev.varve.layer.PathOrder;
import dev.varve.packages.Ownership;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Counts the entries of an image by what they are for, live and hidden, while its layers are merged
 * (policy-catalogue.md section 1.1, {@code classes}). Memory is bounded by the samples.
 */
final class ClassCensus {
  /** Paths that a class shows; rules over files see all of them. */
  private static final int MAX_SAMPLE = 50;

  private final Map<FileClass, Tally> classes = new EnumMap<>(FileClass.class);
  private final Map<CacheKind, CacheTally> caches = new EnumMap<>(CacheKind.class);

  private final BitSet packageLayers = new BitSet();

  /** Classes of files that matter by whether a package brought them. */
  private static final Set<FileClass> OWNED = EnumSet.of(FileClass.SETUID, FileClass.SETGID);

  /**
   * @param ownership as in {@link Ownership.Kind#label}; null if its class does not ask
   */
  private record Sample(
      Bytes path, boolean hidden, int layer, long bytes, @Nullable String ownership) {}

  private static final Comparator<Sample> BY_PATH =
      Comparator.comparing(Sample::path, PathOrder.TREE)
          .thenComparing(Sample::hidden)
          .thenComparingInt(Sample::layer);

  private static final class Tally {
    private long live;
    private long hidden;
    private long liveBytes;
    private long hiddenBytes;
    private final TreeSet<Sample> sample = new TreeSet<>(BY_PATH);
  }

  private static final class CacheTally {
    private long files;
    private long liveBytes;
    private long hiddenBytes;
    private final Map<Integer, Long> bytesByLayer = new java.util.TreeMap<>();

    /** The layer that ships most of it, the lowest if several do. */
    int largest() {
      int largest = 0;
      long most = -1;
      for (Map.Entry<Integer, Long> layer : bytesByLayer.entrySet()) {
        if (layer.getValue() > most) {
          most = layer.getValue();
          largest = layer.getKey();
        }
      }
      return largest;
    }
  }

  void offer(FileFacts.Candidate entry) {
    if (PackageFile.of(entry.path()) != null) {
      packageLayers.set(entry.contentLayer());
    }
    for (FileClass kind : FileClass.of(entry)) {
      String ownership = OWNED.contains(kind) ? entry.ownership().kind().label() : null;
      add(classes.computeIfAbsent(kind, k -> new Tally()), entry, ownership);
    }
    CacheKind cache = entry.isRegularFile() ? CacheKind.of(entry.path()) : null;
    if (cache != null) {
      add(classes.computeIfAbsent(FileClass.CACHE, k -> new Tally()), entry, null);
      CacheTally tally = caches.computeIfAbsent(cache, k -> new CacheTally());
      tally.files++;
      tally.liveBytes += entry.isHidden() ? 0 : entry.size();
      tally.hiddenBytes += entry.hiddenBytes();
      long shipped = entry.isHidden() ? entry.hiddenBytes() : entry.size();
      tally.bytesByLayer.merge(entry.contentLayer(), shipped, Long::sum);
    }
  }

  private static void add(Tally tally, FileFacts.Candidate entry, @Nullable String ownership) {
    if (entry.isHidden()) {
      tally.hidden++;
      tally.hiddenBytes += entry.hiddenBytes();
    } else {
      tally.live++;
      tally.liveBytes += entry.size();
    }
    tally.sample.add(
        new Sample(entry.path(), entry.isHidden(), entry.contentLayer(), entry.size(), ownership));
    if (tally.sample.size() > MAX_SAMPLE) {
      tally.sample.pollLast();
    }
  }

  /** Whether a layer ships a package database, and so may have installed or changed packages. */
  boolean changesPackages(int layer) {
    return packageLayers.get(layer);
  }

  /** All classes by name, also those without entries. */
  JsonObject classFacts() {
    JsonObject.Builder json = JsonObject.builder();
    Tally none = new Tally();
    for (FileClass kind : FileClass.values()) {
      Tally tally = classes.getOrDefault(kind, none);
      List<JsonValue> sample = new ArrayList<>();
      for (Sample entry : tally.sample) {
        JsonObject.Builder shown =
            JsonObject.builder()
                .put("state", entry.hidden() ? "hidden" : "live")
                .put("layer", entry.layer())
                .put("bytes", entry.bytes());
        FactsJson.path(shown, "path", entry.path());
        if (entry.ownership() != null) {
          shown.put("ownership", entry.ownership());
        }
        sample.add(shown.build());
      }
      json.put(
          kind.label(),
          JsonObject.builder()
              .put("live", tally.live)
              .put("hidden", tally.hidden)
              .put("live_bytes", tally.liveBytes)
              .put("hidden_bytes", tally.hiddenBytes)
              .put("sample", JsonArray.of(sample))
              .build());
    }
    return json.build();
  }

  /** The caches that the image ships, by kind. */
  JsonArray cacheFacts() {
    List<JsonValue> all = new ArrayList<>();
    caches.forEach(
        (kind, tally) ->
            all.add(
                JsonObject.builder()
                    .put("kind", kind.label())
                    .put("files", tally.files)
                    .put("live_bytes", tally.liveBytes)
                    .put("hidden_bytes", tally.hiddenBytes)
                    .put("layer", tally.largest())
                    .build()));
    return JsonArray.of(all);
  }
}
