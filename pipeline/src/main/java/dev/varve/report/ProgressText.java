package dev.varve.report;

import dev.varve.json.JsonLineWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How far a scan is, for people and for programs. Progress bars of libraries show one quantity by a
 * clock of their own; here are two, with what is left computed from both.
 */
public final class ProgressText {
  private ProgressText() {}

  /**
   * On one line, the most important first.
   *
   * @param columns the line is cut to
   */
  public static String line(ScanProgress progress, ScanPace.Moment pace, int columns) {
    List<String> parts = new ArrayList<>();
    if (progress.layers() == 0 && progress.imagesDone() == 0) {
      parts.add(SizeText.count(progress.images(), "image") + " found");
    } else {
      parts.add("images " + share(progress.imagesDone(), progress.images()));
      parts.add("layers " + share(progress.layersDone(), progress.layers()));
      parts.add(bytes(progress));
    }
    if (progress.failures() > 0) {
      parts.add(SizeText.count(progress.failures()) + " failed");
    }
    if (pace.bytesPerSecond() > 0) {
      parts.add(SizeText.of(pace.bytesPerSecond()) + "/s");
    } else if (pace.imagesPerSecond() > 0) {
      parts.add(String.format(Locale.ROOT, "%.1f images/s", pace.imagesPerSecond()));
    }
    if (progress.isJudging() && progress.imagesDone() >= progress.images()) {
      parts.add("finishing");
    } else if (pace.secondsLeft() >= 0) {
      parts.add(duration(pace.secondsLeft()) + " left");
    }
    String line = String.join("  ", parts);
    return line.length() <= columns ? line : line.substring(0, Math.max(0, columns));
  }

  /** As a log message in JSON, without a line break; the names are those of Beam's counters. */
  public static String json(ScanProgress progress, ScanPace.Moment pace) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    JsonLineWriter json = new JsonLineWriter(out);
    json.begin()
        .put("level", "info")
        .put("message", "progress")
        .put("images", progress.images())
        .put("imagesDone", progress.imagesDone())
        .put("layers", progress.layers())
        .put("layersDone", progress.layersDone())
        .put("layerBytes", progress.layerBytes())
        .put("layerBytesDone", progress.layerBytesDone())
        .put("failures", progress.failures())
        .put("elapsedSeconds", pace.elapsedSeconds())
        .put("bytesPerSecond", pace.bytesPerSecond());
    if (pace.secondsLeft() >= 0) {
      json.put("secondsLeft", pace.secondsLeft());
    }
    try {
      json.end();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail
    }
    return out.toString(StandardCharsets.UTF_8).strip();
  }

  private static String bytes(ScanProgress progress) {
    String all = SizeText.of(progress.layerBytes());
    return progress.isJudging() ? all : SizeText.of(progress.layerBytesDone()) + " of " + all;
  }

  private static String share(long done, long all) {
    return SizeText.count(done) + "/" + SizeText.count(all);
  }

  /** Minutes and seconds, and hours if there are any: 0:05, 1:02:03. */
  private static String duration(long seconds) {
    long hours = seconds / 3600;
    long minutes = seconds / 60 % 60;
    return hours > 0
        ? String.format(Locale.ROOT, "%d:%02d:%02d", hours, minutes, seconds % 60)
        : String.format(Locale.ROOT, "%d:%02d", minutes, seconds % 60);
  }
}
