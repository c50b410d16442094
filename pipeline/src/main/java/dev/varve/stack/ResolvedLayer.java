package dev.varve.stack;

import dev.varve.layer.BlobFacts;
import dev.varve.layer.IdentifiedBlob;

/**
 * One layer of one image after its bytes were read: what they really are. The listing lies in the
 * facts store under {@code blob().diffId()}.
 *
 * @param expanded whether the layer had to be expanded; false if a listing was there
 */
public record ResolvedLayer(IdentifiedBlob identified, boolean expanded)
    implements java.io.Serializable {
  /** The blob as it really is. */
  public BlobFacts blob() {
    return identified.blob();
  }
}
