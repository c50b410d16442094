package dev.varve.report;

import dev.varve.report.Ink.Tone;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The images of a comparison for people, of which those that are as they were are counted only, and
 * of many more the first.
 */
final class ComparedImagesText {
  private static final int IMAGE_COLUMNS = 8;
  private static final int MAX_IMAGES = 30;

  private final TextPage page;
  private final boolean every;
  private int written;
  private int leftOut;

  /**
   * @param every whether none is left out
   */
  ComparedImagesText(TextPage page, boolean every) {
    this.page = page;
    this.every = every;
  }

  /** Writes one, if it is not as it was. */
  void image(ImageComparison image) throws IOException {
    if (image.state() == ImageComparison.State.UNCHANGED) {
      return;
    }
    if (written == MAX_IMAGES && !every) {
      leftOut++;
      return;
    }
    written++;
    String platform = image.platform().isEmpty() ? "" : "  " + TerminalText.of(image.platform());
    page.wrapped(
        page.ink().paint(tone(image.state()), sign(image.state()) + " image "),
        IMAGE_COLUMNS,
        TerminalText.of(image.name()) + platform + "  " + said(image));
  }

  private static String sign(ImageComparison.State state) {
    return switch (state) {
      case NEW -> "+";
      case GONE -> "-";
      case REBUILT -> "~";
      case UNCHANGED -> "=";
      case FAILED_NOW, FAILED_BEFORE, FAILED_BOTH -> "?";
    };
  }

  private static Tone tone(ImageComparison.State state) {
    return switch (state) {
      case NEW -> Tone.ADDED;
      case GONE -> Tone.REMOVED;
      case REBUILT -> Tone.CHANGED;
      case UNCHANGED -> Tone.DIM;
      case FAILED_NOW, FAILED_BEFORE, FAILED_BOTH -> Tone.BAD;
    };
  }

  private static String said(ImageComparison image) {
    return switch (image.state()) {
      case NEW -> "new";
      case GONE -> "gone";
      case UNCHANGED -> "unchanged";
      case FAILED_NOW -> "not analysed now: " + TerminalText.of(image.failure());
      case FAILED_BEFORE -> "not analysed before: " + TerminalText.of(image.failure());
      case FAILED_BOTH -> "not analysed, now as before: " + TerminalText.of(image.failure());
      case REBUILT -> rebuilt(image);
    };
  }

  private static String rebuilt(ImageComparison image) {
    ImageComparison.Layers layers = image.layers();
    StringBuilder out = new StringBuilder("rebuilt: ");
    out.append(SizeText.count(layers.kept().size(), "layer")).append(" kept");
    if (!layers.dropped().isEmpty()) {
      out.append(", ").append(layers.dropped().size()).append(" dropped");
      out.append(bytes(layers.dropped()));
    }
    if (!layers.added().isEmpty()) {
      out.append(", ").append(layers.added().size()).append(" added").append(bytes(layers.added()));
    }
    ImageRecord before = image.before();
    ImageRecord now = image.now();
    if (before != null && now != null) {
      if (before.liveBytes() >= 0 && now.liveBytes() >= 0) {
        out.append("; ").append(SizeText.of(before.liveBytes())).append(" -> ");
        out.append(SizeText.of(now.liveBytes()));
      }
      if (before.verified() != now.verified()) {
        out.append(now.verified() ? "; verified now" : "; NOT VERIFIED any more");
      }
    }
    return out.toString();
  }

  private static String bytes(List<ImageRecord.Layer> layers) {
    if (layers.stream().anyMatch(layer -> layer.blobBytes() < 0)) {
      return "";
    }
    long bytes = layers.stream().mapToLong(ImageRecord.Layer::blobBytes).sum();
    return " (" + SizeText.of(bytes) + ")";
  }

  boolean isAnyWritten() {
    return written > 0;
  }

  /** Says how many are not written. */
  void end() throws IOException {
    if (leftOut > 0) {
      page.line("  … and " + SizeText.count(leftOut, "image") + " more (--verbose)");
    }
  }

  /** How many there are of each kind. */
  void totals(ComparisonTotals totals) throws IOException {
    List<String> parts = new ArrayList<>();
    for (ImageComparison.State state : ImageComparison.State.values()) {
      if (totals.count(state) > 0) {
        String word =
            switch (state) {
              case FAILED_NOW -> "not analysed now";
              case FAILED_BEFORE -> "not analysed before";
              case FAILED_BOTH -> "not analysed in either";
              case NEW, GONE, REBUILT, UNCHANGED -> state.label();
            };
        parts.add(SizeText.count(totals.count(state)) + " " + word);
      }
    }
    if (!parts.isEmpty()) {
      page.wrapped("images: ", 8, String.join(", ", parts));
    }
  }
}
