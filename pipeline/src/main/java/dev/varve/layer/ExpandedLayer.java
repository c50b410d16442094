package dev.varve.layer;

/**
 * What came of expanding one layer.
 *
 * @param listing as published in the facts store
 */
public record ExpandedLayer(IdentifiedBlob identified, LayerListing listing) {
  /** The blob as it really is. */
  public BlobFacts blob() {
    return identified.blob();
  }
}
