package dev.varve.layer;

import java.io.Closeable;
import java.io.IOException;

/**
 * Takes the members of one layer in tar order, sorts them (on disk beyond a bound) and publishes
 * listing, side table and content sidecar at once. Closing without publishing leaves nothing.
 */
public interface ListingWriter extends Closeable {
  void add(Entry entry) throws IOException;

  void add(ContentFact fact) throws IOException;

  /** Makes the listing visible under {@code summary.diffId()} and returns it. */
  LayerListing publish(LayerSummary summary) throws IOException;
}
