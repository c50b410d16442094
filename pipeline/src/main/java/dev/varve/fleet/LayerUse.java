package dev.varve.fleet;

import java.io.Serializable;

/**
 * One layer of one image, yet to be read.
 *
 * @param layer index from 0
 */
record LayerUse(ImageHandle image, int layer) implements Serializable {
  /** What the layer claims to be: layers that claim the same are read together. */
  String claim() {
    var descriptor = image.image().layers().get(layer);
    if (descriptor.claimedDiffId() != null) {
      return descriptor.claimedDiffId().toString();
    }
    if (descriptor.claimedDigest() != null) {
      return descriptor.claimedDigest().toString();
    }
    return image.path() + "\0" + descriptor.label();
  }
}
