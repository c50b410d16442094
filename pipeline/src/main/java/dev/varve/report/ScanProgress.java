package dev.varve.report;

/**
 * How far a scan is. Totals grow while sources are opened and are complete when the first layer is
 * read; the counters of a cluster's own pages have the same names.
 *
 * @param images found so far
 * @param imagesDone of them judged, or known to be unusable
 * @param layers distinct ones to read, as far as known
 * @param layersDone of them expanded, found in the store, or known to be unusable
 * @param layerBytes stored bytes of the distinct layers, as far as known without reading them
 * @param layerBytesDone of them read
 * @param failures images, sources and containers that could not be analysed
 */
public record ScanProgress(
    long images,
    long imagesDone,
    long layers,
    long layersDone,
    long layerBytes,
    long layerBytesDone,
    long failures) {
  /** Before anything is known. */
  public static final ScanProgress NONE = new ScanProgress(0, 0, 0, 0, 0, 0, 0);

  /** Whether every layer that there is has been read, so that only judging is left. */
  boolean isJudging() {
    return images > 0 && layersDone >= layers && (layers > 0 || imagesDone > 0);
  }
}
