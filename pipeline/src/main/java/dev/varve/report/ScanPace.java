package dev.varve.report;

import java.util.concurrent.TimeUnit;

/**
 * How fast a scan gets on, and how long it will still take: the bytes of layers yet to be read at
 * the speed of those before, then the images yet to be judged at theirs. One scan's; not for
 * several threads.
 */
public final class ScanPace {
  /** What an image takes is not known before the first is judged, after the last layer. */
  private static final double ASSUMED_IMAGES_PER_SECOND = 20;

  private static final double NANOS = TimeUnit.SECONDS.toNanos(1);

  private final long startedNanos;
  private long readingSince = -1;
  private double bytesPerSecond;
  private long judgingSince = -1;
  private long doneBeforeJudging;
  private double imagesPerSecond;

  /**
   * @param startedNanos any clock's reading, in nanoseconds
   */
  public ScanPace(long startedNanos) {
    this.startedNanos = startedNanos;
  }

  /**
   * The pace at one moment.
   *
   * @param elapsedSeconds since the start
   * @param bytesPerSecond stored bytes of layers; 0 if not known
   * @param imagesPerSecond judged; 0 if not known
   * @param secondsLeft -1 if not known
   */
  public record Moment(
      long elapsedSeconds, long bytesPerSecond, double imagesPerSecond, long secondsLeft) {}

  /** Takes note of how far the scan is now. */
  public Moment at(long nanos, ScanProgress progress) {
    if (progress.isJudging()) {
      if (judgingSince < 0) {
        judgingSince = nanos;
        doneBeforeJudging = progress.imagesDone();
      }
      long judged = progress.imagesDone() - doneBeforeJudging;
      imagesPerSecond = rate(judged, nanos - judgingSince);
    } else if (progress.layers() > 0) {
      if (readingSince < 0) {
        readingSince = nanos;
      }
      bytesPerSecond = rate(progress.layerBytesDone(), nanos - readingSince);
    }
    return new Moment(
        (nanos - startedNanos) / TimeUnit.SECONDS.toNanos(1),
        progress.isJudging() ? 0 : Math.round(bytesPerSecond),
        imagesPerSecond,
        left(progress));
  }

  private long left(ScanProgress progress) {
    double seconds = 0;
    if (!progress.isJudging()) {
      long bytes = progress.layerBytes() - progress.layerBytesDone();
      if (bytesPerSecond <= 0) {
        return -1;
      }
      seconds += Math.max(0, bytes) / bytesPerSecond;
    }
    long images = Math.max(0, progress.images() - progress.imagesDone());
    seconds += images / (imagesPerSecond > 0 ? imagesPerSecond : ASSUMED_IMAGES_PER_SECOND);
    return (long) Math.ceil(seconds);
  }

  private static double rate(long amount, long nanos) {
    return nanos <= 0 ? 0 : amount / (nanos / NANOS);
  }
}
