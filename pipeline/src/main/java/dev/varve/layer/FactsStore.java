package dev.varve.layer;

import dev.varve.blob.Digest;
import java.io.IOException;
import java.util.Optional;

/**
 * Listings by diffID and listing format version, shared by any number of concurrent runs (design.md
 * section 3). Nothing is ever stored under a claimed digest.
 */
public interface FactsStore {
  /**
   * The verified listing of a layer, or empty if there is none or it is damaged (a damaged one is
   * reported to the store's log and counts as absent, so that it is expanded again).
   */
  Optional<LayerListing> find(Digest diffId) throws IOException;

  /** Starts a listing; it becomes visible when published. */
  ListingWriter create() throws IOException;

  /** Remembers which diffID a compressed blob really has, so that it need not be inflated again. */
  void rememberBlob(Digest blobDigest, BlobFacts facts) throws IOException;

  /** What an earlier expansion learnt about a blob with exactly these bytes. */
  Optional<BlobFacts> blob(Digest blobDigest) throws IOException;

  /**
   * The secret key of {@link ContentMatch#sha12()}: random, made on first use, the same for all who
   * share the store. Whoever has only what a store or a run holds without this key cannot try out
   * which secret a digest is of.
   *
   * @return 32 bytes, which the caller may keep
   */
  byte[] matchKey() throws IOException;

  /** What was computed from the facts; a store that keeps only facts has none. */
  default ResultStore results() {
    return ResultStore.NONE;
  }
}
