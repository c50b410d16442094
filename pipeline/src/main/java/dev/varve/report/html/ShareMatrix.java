package dev.varve.report.html;

import dev.varve.report.TerminalText;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Which images have which shared layers. Images with the same ones are one row.
 *
 * @param columns the layers of the most images
 * @param rows the groups of the most images
 * @param moreColumns layers that are not drawn
 * @param moreRows groups that are not drawn
 */
record ShareMatrix(
    List<SharedLayers.Shared> columns, List<Row> rows, int moreColumns, int moreRows) {
  private static final int MOST_COLUMNS = 40;
  private static final int MOST_ROWS = 60;
  private static final int LABEL_COLUMNS = 46;
  private static final double CELL = 16;
  private static final double LABEL_WIDTH = 320;
  private static final double TOP = 34;

  ShareMatrix {
    columns = List.copyOf(columns);
    rows = List.copyOf(rows);
  }

  /**
   * Images with the same shared layers.
   *
   * @param cells one for each layer that they have and that is drawn
   */
  record Row(String label, String names, List<Cell> cells, double y) {
    Row {
      cells = List.copyOf(cells);
    }

    String top() {
      return StrataPicture.number(y);
    }

    String textY() {
      return StrataPicture.number(y + 12);
    }
  }

  /** One layer in one group. */
  record Cell(double x, String colour, String tip) {
    String left() {
      return StrataPicture.number(x);
    }
  }

  static ShareMatrix of(List<ReportSurvey.ImageLine> images, SharedLayers shared) {
    List<SharedLayers.Shared> columns = shared.layers().stream().limit(MOST_COLUMNS).toList();
    Map<List<Integer>, List<String>> groups = new LinkedHashMap<>();
    for (ReportSurvey.ImageLine image : images) {
      TreeSet<Integer> ranks = new TreeSet<>();
      image.layers().forEach(layer -> ranks.add(shared.rank(layer.diffId())));
      ranks.remove(-1);
      if (!ranks.isEmpty() && ranks.first() < MOST_COLUMNS) {
        List<Integer> drawn = List.copyOf(ranks.headSet(MOST_COLUMNS));
        groups.computeIfAbsent(drawn, key -> new ArrayList<>()).add(image.name());
      }
    }
    List<Map.Entry<List<Integer>, List<String>>> sorted = new ArrayList<>(groups.entrySet());
    sorted.sort(
        Comparator.comparingInt(
                (Map.Entry<List<Integer>, List<String>> group) -> group.getValue().size())
            .reversed()
            .thenComparing(group -> group.getValue().get(0)));
    List<Row> rows = new ArrayList<>();
    for (Map.Entry<List<Integer>, List<String>> group :
        sorted.subList(0, Math.min(MOST_ROWS, sorted.size()))) {
      List<Cell> cells = new ArrayList<>();
      for (int rank : group.getKey()) {
        SharedLayers.Shared layer = columns.get(rank);
        cells.add(
            new Cell(
                LABEL_WIDTH + rank * CELL,
                shared.colour(layer.diffId()),
                layer.diffId() + " " + TerminalText.cut(TerminalText.of(layer.createdBy()), 80)));
      }
      rows.add(row(group.getValue(), cells, TOP + rows.size() * (CELL + 2)));
    }
    return new ShareMatrix(
        columns, rows, shared.layers().size() - columns.size(), sorted.size() - rows.size());
  }

  private static Row row(List<String> names, List<Cell> cells, double y) {
    String more = names.size() > 1 ? " and " + (names.size() - 1) + " more" : "";
    String first = TerminalText.of(names.get(0));
    String label = TerminalText.cut(first, LABEL_COLUMNS - more.length()) + more;
    String all = String.join(", ", names.subList(0, Math.min(20, names.size())));
    return new Row(label, all, cells, y);
  }

  boolean isEmpty() {
    return rows.isEmpty();
  }

  String width() {
    return StrataPicture.number(LABEL_WIDTH + columns.size() * CELL + 20);
  }

  String height() {
    return StrataPicture.number(TOP + rows.size() * (CELL + 2) + 8);
  }

  String columnX(int column) {
    return StrataPicture.number(LABEL_WIDTH + column * CELL + 8);
  }
}
