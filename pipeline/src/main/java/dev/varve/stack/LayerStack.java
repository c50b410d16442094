package dev.varve.stack;

import dev.varve.blob.StructureFinding;
import dev.varve.image.Image;
import dev.varve.image.LayerDescriptor;
import dev.varve.layer.BlobFacts;
import dev.varve.layer.LayerListing;
import java.util.List;

/**
 * An image whose layers are all expanded, lowest first.
 *
 * @param findings of the image and of its layers' blobs and tars, each with the layer's index here;
 *     what applying the layers shows comes on top
 */
public record LayerStack(Image image, List<Layer> layers, List<StructureFinding> findings) {
  public LayerStack {
    layers = List.copyOf(layers);
    findings = List.copyOf(findings);
  }

  /** One layer of the stack: what the image claims, what the blob is, what is in it. */
  public record Layer(LayerDescriptor descriptor, BlobFacts blob, LayerListing listing) {}

  /** The listings alone, lowest first. */
  public List<LayerListing> listings() {
    return layers.stream().map(Layer::listing).toList();
  }
}
