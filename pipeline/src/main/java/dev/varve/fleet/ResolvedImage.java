package dev.varve.fleet;

import dev.varve.layer.FactsStore;
import dev.varve.stack.LayerStack;
import dev.varve.stack.ResolvedLayer;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;

/** An image all of whose layers have listings in the facts store. */
record ResolvedImage(ImageHandle handle, List<ResolvedLayer> layers) implements Serializable {
  ResolvedImage {
    layers = List.copyOf(layers);
  }

  /** Opens the listings. */
  LayerStack open(FactsStore store) throws IOException {
    return LayerStack.join(handle.image(), layers, store);
  }
}
