package dev.varve.report.html;

import dev.varve.report.SizeText;
import dev.varve.report.TerminalText;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * Images side by side like drill cores: layers from the lowest at the bottom, as high as what they
 * ship is large, shared ones in one colour.
 *
 * @param columns the largest images, by name
 * @param more images that are not drawn
 * @param toOneScale whether columns can be compared with each other; where some would be too small
 *     to see, each is drawn to a scale of its own
 */
record StrataPicture(List<Column> columns, long more, boolean toOneScale) {
  private static final int MOST_COLUMNS = 40;
  private static final double HEIGHT = 220;
  private static final double TOP = 18;
  private static final double STEP = 34;
  private static final double LEFT = 8;
  private static final double BELOW = 150;
  private static final int LABEL_COLUMNS = 26;

  /** Columns that differ more than this are not drawn to one scale. */
  private static final double MOST_CONTRAST = 20;

  StrataPicture {
    columns = List.copyOf(columns);
  }

  /**
   * One image.
   *
   * @param x left edge in units of the picture
   */
  record Column(double x, String label, String name, String size, List<Band> bands) {
    Column {
      bands = List.copyOf(bands);
    }

    String left() {
      return number(x);
    }

    String middle() {
      return number(x + 13);
    }
  }

  /** One layer. */
  record Band(double top, double high, String colour, String tip) {
    String y() {
      return number(top);
    }

    String height() {
      return number(high);
    }
  }

  static StrataPicture of(List<ReportSurvey.ImageLine> images, SharedLayers shared) {
    List<ReportSurvey.ImageLine> drawn =
        images.stream()
            .filter(image -> bytes(image) > 0)
            .sorted(
                Comparator.comparingLong(StrataPicture::bytes)
                    .reversed()
                    .thenComparing(ReportSurvey.ImageLine::name))
            .limit(MOST_COLUMNS)
            .toList();
    long most = drawn.stream().mapToLong(StrataPicture::bytes).max().orElse(1);
    long least = drawn.stream().mapToLong(StrataPicture::bytes).min().orElse(1);
    boolean oneScale = most <= least * MOST_CONTRAST;
    List<Column> columns = new ArrayList<>();
    for (ReportSurvey.ImageLine image :
        drawn.stream().sorted(Comparator.comparing(ReportSurvey.ImageLine::name)).toList()) {
      double scale = HEIGHT / (oneScale ? most : bytes(image));
      double bottom = TOP + HEIGHT;
      List<Band> bands = new ArrayList<>();
      int index = 0;
      for (ReportSurvey.LayerLine layer : image.layers()) {
        double high = layer.shipped() * scale;
        bottom -= high;
        if (high > 0) {
          bands.add(
              new Band(bottom, high, shared.colour(layer.diffId()), tip(index, layer, shared)));
        }
        index++;
      }
      columns.add(
          new Column(
              LEFT + columns.size() * STEP,
              TerminalText.cut(TerminalText.of(image.name()), LABEL_COLUMNS),
              image.name(),
              SizeText.of(bytes(image)),
              bands));
    }
    return new StrataPicture(columns, images.size() - drawn.size(), oneScale);
  }

  private static long bytes(ReportSurvey.ImageLine image) {
    return image.layers().stream().mapToLong(ReportSurvey.LayerLine::shipped).sum();
  }

  private static String tip(int index, ReportSurvey.LayerLine layer, SharedLayers shared) {
    int rank = shared.rank(layer.diffId());
    String reach = rank < 0 ? "this image alone" : shared.layers().get(rank).reach() + " images";
    return "layer "
        + index
        + ": "
        + SizeText.of(layer.shipped())
        + ", "
        + reach
        + (layer.createdBy().isEmpty()
            ? ""
            : ", " + TerminalText.cut(TerminalText.of(layer.createdBy()), 100));
  }

  String width() {
    return number(LEFT * 2 + columns.size() * STEP + 60);
  }

  String height() {
    return number(TOP + HEIGHT + BELOW);
  }

  String labelY() {
    return number(TOP + HEIGHT + 14);
  }

  /** Coordinates to a hundredth, the same on every machine. */
  static String number(double value) {
    String text = String.format(Locale.ROOT, "%.2f", value);
    return text.endsWith(".00") ? text.substring(0, text.length() - 3) : text;
  }
}
