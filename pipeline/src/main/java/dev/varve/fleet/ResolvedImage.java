package dev.varve.fleet;

import dev.varve.blob.Digest;
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

  /** Names the stack of layers: images with the same stack have the same tree. */
  String stackKey() {
    StringBuilder key = new StringBuilder();
    for (ResolvedLayer layer : layers) {
      key.append(layer.blob().diffId()).append('\n');
    }
    return Digest.sha256Of(key.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8))
        .toString();
  }

  /** Opens the listings. */
  LayerStack open(FactsStore store) throws IOException {
    return LayerStack.join(handle.image(), layers, store);
  }
}
