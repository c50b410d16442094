package dev.varve.tree;

import dev.varve.blob.Bytes;
import dev.varve.layer.LayerListing;
import java.io.IOException;
import java.util.List;

/**
 * The numbers dive reports, reproduced so that thresholds carry over; not the truth of hidden bytes
 * (semantics.md section 9).
 *
 * @param efficiency minimumBytes / discoveredBytes, 1 if there are none
 * @param minimumBytes for each path met, the smallest size noted; summed
 * @param discoveredBytes all sizes noted
 * @param wastedBytes all sizes noted of paths met at least twice, the live copy included
 * @param sizeBytes member sizes of all layers
 * @param userBytes member sizes of all layers but the first
 */
public record DiveFigures(
    double efficiency,
    long minimumBytes,
    long discoveredBytes,
    long wastedBytes,
    long sizeBytes,
    long userBytes)
    implements java.io.Serializable {

  /**
   * Wasted bytes in relation to what comes on top of the first layer; may be infinite, or no
   * number.
   */
  public double wastedUserShare() {
    return (double) wastedBytes / userBytes;
  }

  /** Takes the paths that dive holds for wasteful, in no order. */
  @FunctionalInterface
  public interface RepeatedPaths {
    /**
     * @param references how often the path was met, at least twice
     * @param bytes all sizes noted, summed
     */
    void path(Bytes path, int references, long bytes) throws IOException;
  }

  /** Reads the listings once or twice, lowest layer first. */
  public static DiveFigures of(List<LayerListing> listings) throws IOException {
    return of(listings, (path, references, bytes) -> {});
  }

  /** As {@link #of(List)}, telling what {@link #wastedBytes} consists of. */
  public static DiveFigures of(List<LayerListing> listings, RepeatedPaths repeated)
      throws IOException {
    if (listings.size() == 1 && listings.get(0).summary().sideEntries() == 0) {
      // Without markers and repeated names every size is that of a leaf, noted once.
      long bytes = listings.get(0).summary().shippedBytes();
      return new DiveFigures(1.0, bytes, bytes, 0, bytes, 0);
    }
    return new DiveWalk(listings, repeated).figures();
  }
}
