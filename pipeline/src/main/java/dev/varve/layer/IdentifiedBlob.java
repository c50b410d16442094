package dev.varve.layer;

import dev.varve.blob.Digest;
import java.util.List;

/**
 * What a stored layer turned out to be when its bytes were read.
 *
 * @param blob the blob as it really is
 * @param blobDigests of the stored bytes, one for each algorithm asked for
 * @param diffIds of the decompressed stream, one for each algorithm asked for
 */
public record IdentifiedBlob(BlobFacts blob, List<Digest> blobDigests, List<Digest> diffIds)
    implements java.io.Serializable {
  public IdentifiedBlob {
    blobDigests = List.copyOf(blobDigests);
    diffIds = List.copyOf(diffIds);
  }

  /** The digest the stored bytes really have, in the algorithm of {@code claimed}. */
  public Digest blobDigestLike(Digest claimed) {
    return actual(blobDigests, claimed);
  }

  /** The diffID the layer really has, in the algorithm of {@code claimed}. */
  public Digest diffIdLike(Digest claimed) {
    return actual(diffIds, claimed);
  }

  private static Digest actual(List<Digest> computed, Digest claimed) {
    for (Digest digest : computed) {
      if (digest.algorithm().equals(claimed.algorithm())) {
        return digest;
      }
    }
    throw new IllegalArgumentException(claimed.algorithm() + " was not asked for");
  }
}
