package dev.varve.layer;

import dev.varve.blob.Digest;
import java.nio.file.Path;
import java.util.Map;

/**
 * Where things lie in a store's folder:
 *
 * <pre>
 * listings-v1.2/sha256/ab/abcd…/{summary,listing,side,content,packages}.avro   one folder for each layer
 * blobs-v1/sha256/ab/abcd….avro                                       one file for each blob
 * results-KIND-v1/sha256/ab/abcd….avro                                one file for each result
 * secrets.key                                                         key of the digests of secrets
 * tmp/run-…/                                                          work in progress
 * </pre>
 *
 * A folder's (for blobs: a file's) time of last modification says when a run last used it, to the
 * day.
 *
 * @param root the store's own folder
 */
record StoreLayout(Path root) {
  static final String LISTINGS_PREFIX = "listings-v";
  static final String BLOBS_PREFIX = "blobs-v";
  static final String RESULTS_PREFIX = "results-";

  /** The form of entries and summaries; a change makes every layer be expanded again. */
  static final int LISTING_VERSION = 1;

  /**
   * What is kept of contents: the detectors and the rules on which heads are kept. A change makes
   * every layer be read once more.
   */
  static final int CONTENT_VERSION = 3;

  static final int BLOB_VERSION = 1;

  /** The form of the files; what is inside has versions of its own, in its keys. */
  static final int RESULT_VERSION = 1;

  private static final String RESULTS_SUFFIX = "-v" + RESULT_VERSION;

  private static final String LISTINGS = LISTINGS_PREFIX + LISTING_VERSION + "." + CONTENT_VERSION;
  private static final String BLOBS = BLOBS_PREFIX + BLOB_VERSION;

  /** {@code $VARVE_STORE}, else {@code $XDG_CACHE_HOME/varve}, else {@code ~/.cache/varve}. */
  static Path defaultRoot(Map<String, String> environment, String home) {
    String chosen = environment.getOrDefault("VARVE_STORE", "");
    if (!chosen.isEmpty()) {
      return Path.of(chosen);
    }
    String cache = environment.getOrDefault("XDG_CACHE_HOME", "");
    // The XDG base directory specification says to ignore a relative path.
    boolean usable = !cache.isEmpty() && Path.of(cache).isAbsolute();
    return (usable ? Path.of(cache) : Path.of(home, ".cache")).resolve("varve");
  }

  Path listing(Digest diffId) {
    return root.resolve(LISTINGS)
        .resolve(diffId.algorithm())
        .resolve(diffId.hex().substring(0, 2))
        .resolve(diffId.hex());
  }

  Path blob(Digest digest) {
    return root.resolve(BLOBS)
        .resolve(digest.algorithm())
        .resolve(digest.hex().substring(0, 2))
        .resolve(digest.hex() + ".avro");
  }

  /**
   * @param kind of result, in small letters
   */
  Path result(String kind, Digest key) {
    if (!kind.matches("[a-z]+")) {
      throw new IllegalArgumentException("no kind of result: " + kind);
    }
    return root.resolve(RESULTS_PREFIX + kind + RESULTS_SUFFIX)
        .resolve(key.algorithm())
        .resolve(key.hex().substring(0, 2))
        .resolve(key.hex() + ".avro");
  }

  /** Never cleaned up: digests made with different keys cannot be compared. */
  Path matchKey() {
    return root.resolve("secrets.key");
  }

  Path temporary() {
    return root.resolve("tmp");
  }

  boolean isCurrent(Path listingFolder) {
    return listingFolder.startsWith(root.resolve(LISTINGS));
  }
}
