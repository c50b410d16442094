package dev.varve.failure;

/**
 * Bounds that protect a run from hostile images (design.md section 9). Exceeding one fails that
 * image with the code of the same name, never the run.
 *
 * @param maxEntries tar members per layer; protects disk and time
 * @param maxPathBytes bytes of one path or link target; checked before anything else
 * @param maxPathDepth components of one path; protects stacks and sort keys
 * @param maxLayerBytes decompressed bytes of one layer
 * @param maxCompressionRatio decompressed per compressed byte, judged only after {@link
 *     #RATIO_GRACE_BYTES} of output, because zeros compress 1028:1
 * @param maxJsonBytes bytes of one JSON or YAML document
 * @param maxJsonDepth nesting of one JSON or YAML document
 * @param maxLayers layers of one image
 * @param maxManifests manifests of one archive or layout, nested indexes included
 * @param maxXattrBytes bytes of all extended attributes of one entry
 */
public record Limits(
    long maxEntries,
    int maxPathBytes,
    int maxPathDepth,
    long maxLayerBytes,
    int maxCompressionRatio,
    int maxJsonBytes,
    int maxJsonDepth,
    int maxLayers,
    int maxManifests,
    int maxXattrBytes)
    implements java.io.Serializable {

  /** Output below which the compression ratio is not judged: honest small layers compress well. */
  public static final long RATIO_GRACE_BYTES = 1L << 30;

  /** Links followed inside an archive, and symlinks followed in one path (semantics.md). */
  public static final int MAX_LINK_STEPS = 40;

  /** Indexes inside indexes (semantics.md section 1). */
  public static final int MAX_INDEX_DEPTH = 8;

  /** What an array may hold, less a few bytes by which readers find out that there is more. */
  public static final int HIGHEST_JSON_BYTES = Integer.MAX_VALUE - 16;

  public static final Limits DEFAULT =
      new Limits(10_000_000, 4096, 256, 64L << 30, 200, 16 << 20, 64, 512, 4096, 1 << 20);

  /**
   * For lines that this very run has written, from documents that were within the limits asked for:
   * they were in memory once, and to refuse them now would fail all images for one.
   */
  public static final Limits OWN_LINES = DEFAULT.withJson(HIGHEST_JSON_BYTES, Integer.MAX_VALUE);

  public Limits {
    maxJsonBytes = Math.min(maxJsonBytes, HIGHEST_JSON_BYTES);
  }

  /** The same with other bounds on documents. */
  public Limits withJson(int bytes, int depth) {
    return new Limits(
        maxEntries,
        maxPathBytes,
        maxPathDepth,
        maxLayerBytes,
        maxCompressionRatio,
        bytes,
        depth,
        maxLayers,
        maxManifests,
        maxXattrBytes);
  }
}
