package dev.varve.image;

import dev.varve.blob.Digest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Joins the layers of a manifest to what the config says about them: diffIDs by position, commands
 * by the history steps that made a layer (semantics.md section 1). Where the numbers differ nothing
 * is paired.
 */
final class LayerPairing {
  private LayerPairing() {}

  /** A layer as a manifest names it. */
  record Named(String label, @Nullable Digest digest, long bytes, String mediaType) {}

  static List<LayerDescriptor> pair(List<Named> layers, ImageConfig config) {
    List<Digest> diffIds = config.diffIds();
    if (diffIds != null && diffIds.size() != layers.size()) {
      diffIds = null;
    }
    List<HistoryItem> steps = config.history().stream().filter(step -> !step.emptyLayer()).toList();
    boolean commanded = steps.size() == layers.size();
    List<LayerDescriptor> paired = new ArrayList<>();
    for (int i = 0; i < layers.size(); i++) {
      Named layer = layers.get(i);
      String command = commanded ? steps.get(i).createdBy() : "";
      paired.add(
          new LayerDescriptor(
              layer.label(),
              layer.digest(),
              layer.bytes(),
              diffIds == null ? null : diffIds.get(i),
              command.isEmpty() ? null : command,
              layer.mediaType()));
    }
    return paired;
  }
}
