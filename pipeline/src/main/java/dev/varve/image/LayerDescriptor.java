package dev.varve.image;

import dev.varve.blob.Digest;
import org.jspecify.annotations.Nullable;

/**
 * A layer as an image claims it; nothing here has been verified.
 *
 * @param label how the image's documents name it: a digest or a member name
 * @param claimedDigest of the stored bytes, or null if the document names none
 * @param claimedBytes length of the stored bytes, or -1 if not claimed
 * @param claimedDiffId of the decompressed stream, or null if the config has none
 * @param createdBy the command of the history step that made it, or null if history and layers do
 *     not pair (semantics.md section 1)
 * @param mediaType as claimed; empty if not claimed
 */
public record LayerDescriptor(
    String label,
    @Nullable Digest claimedDigest,
    long claimedBytes,
    @Nullable Digest claimedDiffId,
    @Nullable String createdBy,
    String mediaType)
    implements java.io.Serializable {
  /** The same claims without the command, which only people read. */
  public LayerDescriptor withoutCommand() {
    return new LayerDescriptor(label, claimedDigest, claimedBytes, claimedDiffId, null, mediaType);
  }
}
