package dev.varve.packages;

import dev.varve.blob.Bytes;
import dev.varve.layer.LayerListing;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The files of package managers that the layers of an image ship, whether or not they are in the
 * squashed tree.
 *
 * @param byLayer paths as shipped, lowest layer first
 */
public record ShippedDatabases(List<Set<Bytes>> byLayer) {
  /** Directories that systems have turned into links, so that databases name files through them. */
  static final List<Bytes> LINKED =
      Stream.of(
              "bin",
              "sbin",
              "lib",
              "lib32",
              "lib64",
              "libx32",
              "usr/sbin",
              "usr/lib64",
              "usr/tmp",
              "var/run",
              "var/lock")
          .map(Bytes::utf8)
          .toList();

  public ShippedDatabases {
    byLayer = byLayer.stream().map(Set::copyOf).toList();
  }

  /** Reads the sidecars of all layers. */
  public static ShippedDatabases of(List<LayerListing> layers) throws IOException {
    List<Set<Bytes>> byLayer = new ArrayList<>();
    for (LayerListing layer : layers) {
      Set<Bytes> paths = new HashSet<>();
      layer.eachPackageFile(fact -> paths.add(fact.path()));
      byLayer.add(paths);
    }
    return new ShippedDatabases(byLayer);
  }

  /** Whether a layer adds to or changes a package database. */
  public boolean changes(int layer) {
    return !byLayer.get(layer).isEmpty();
  }

  /**
   * The paths of which a merge must know beforehand what becomes of them; none if no layer ships a
   * database.
   */
  public Set<Bytes> places() {
    Set<Bytes> places = new HashSet<>();
    byLayer.forEach(places::addAll);
    if (!places.isEmpty()) {
      places.addAll(LINKED);
    }
    return places;
  }
}
