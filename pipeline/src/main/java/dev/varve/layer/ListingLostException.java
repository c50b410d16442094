package dev.varve.layer;

import dev.varve.blob.Digest;
import java.io.IOException;

/**
 * A listing that {@link FactsStore#find} had returned can no longer be read, because a clean-up
 * deleted it or something damaged it meanwhile. The layer can be expanded again.
 */
public final class ListingLostException extends IOException {
  private static final long serialVersionUID = 1L;

  private final Digest diffId;

  ListingLostException(Digest diffId, String why, Throwable cause) {
    super(
        "the stored listing of layer "
            + diffId
            + " was lost while in use: "
            + why
            + "; expand the layer again",
        cause);
    this.diffId = diffId;
  }

  /** The layer to expand again. */
  public Digest diffId() {
    return diffId;
  }
}
