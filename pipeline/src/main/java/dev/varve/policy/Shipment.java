package dev.varve.policy;

import dev.varve.stack.LayerStack;
import dev.varve.tree.HiddenEntry;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the layers of one image ship, counted while they are merged: the live entries and the hidden
 * ones by what they are for, what is shipped twice, and which layers are a known base's.
 */
final class Shipment {
  private final LayerMarkers markers;
  private final KnownBases knownBases;
  private final ClassCensus classes = new ClassCensus();
  private final ShippedCopies copies = new ShippedCopies();

  /** Nothing is counted yet but what the listings tell by themselves. */
  Shipment(LayerStack stack, KnownBases knownBases) throws IOException {
    this.markers = LayerMarkers.of(stack);
    this.knownBases = knownBases;
  }

  /** Counts a name of the tree; null, for what no rule can be about, is ignored. */
  void live(FileFacts.@Nullable Candidate entry) {
    if (entry != null) {
      classes.offer(entry);
      copies.live(entry);
    }
  }

  /**
   * Counts an entry that the tree does not show.
   *
   * @param hidden the same as {@code entry}, as the merge gave it
   */
  void hidden(FileFacts.Candidate entry, HiddenEntry hidden) {
    classes.offer(entry);
    copies.hidden(hidden);
  }

  ClassCensus classes() {
    return classes;
  }

  ShippedCopies copies() {
    return copies;
  }

  LayerMarkers markers() {
    return markers;
  }

  /** How the image was built, with its known bases. */
  BuildFacts build(LayerStack stack, List<Long> hiddenBytes) {
    return new BuildFacts(stack, knownBases.of(stack), !knownBases.isEmpty(), hiddenBytes, this);
  }
}
