package dev.varve.stack;

import dev.varve.blob.Digest;
import dev.varve.layer.BlobFacts;
import java.util.List;

/**
 * One layer of one image after its bytes were read: what they really are. The listing lies in the
 * facts store under {@code blob.diffId()}.
 *
 * @param blobDigests of the stored bytes, one for each algorithm that the image claims
 * @param diffIds of the decompressed stream, likewise
 * @param expanded whether the layer had to be expanded; false if a listing was there
 */
public record ResolvedLayer(
    BlobFacts blob, List<Digest> blobDigests, List<Digest> diffIds, boolean expanded)
    implements java.io.Serializable {
  public ResolvedLayer {
    blobDigests = List.copyOf(blobDigests);
    diffIds = List.copyOf(diffIds);
  }

  /** The digest that the stored bytes have in the algorithm of a claim. */
  Digest blobDigestLike(Digest claim) {
    return like(blobDigests, claim);
  }

  /** The diffID that the layer has in the algorithm of a claim. */
  Digest diffIdLike(Digest claim) {
    return like(diffIds, claim);
  }

  private static Digest like(List<Digest> actual, Digest claim) {
    for (Digest digest : actual) {
      if (digest.algorithm().equals(claim.algorithm())) {
        return digest;
      }
    }
    throw new IllegalArgumentException(claim.algorithm() + " was not computed");
  }
}
