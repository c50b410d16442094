package dev.varve.layer;

import dev.varve.blob.Digest;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A listing that {@link FactsStore#find} had returned can no longer be read, because a clean-up
 * deleted it or something damaged it meanwhile. The layer can be expanded again.
 */
public final class ListingLostException extends IOException {
  private static final long serialVersionUID = 1L;

  private final Digest diffId;

  ListingLostException(Digest diffId, String why, @Nullable Throwable cause) {
    super(
        "the stored listing of layer "
            + diffId
            + " was lost while in use: "
            + why
            + "; expand the layer again",
        cause);
    this.diffId = diffId;
  }

  /** A listing that was there a moment ago and is gone. */
  public static ListingLostException gone(Digest diffId) {
    return new ListingLostException(diffId, "it is no longer in the store", null);
  }

  /** The layer to expand again. */
  public Digest diffId() {
    return diffId;
  }
}
