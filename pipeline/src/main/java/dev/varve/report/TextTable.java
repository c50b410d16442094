package dev.varve.report;

import dev.varve.report.Ink.Tone;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A table for people: each column as wide as what is in it, columns in which nothing is left out,
 * and the last column with what room is left. Holds its rows until it is written.
 */
final class TextTable {
  private static final String GAP = "  ";

  private final List<Column> columns = new ArrayList<>();
  private final List<List<Cell>> rows = new ArrayList<>();
  private boolean wraps;

  /** How a cell stands in its column. */
  enum Side {
    LEFT,
    RIGHT
  }

  private record Column(String title, Side side) {}

  /**
   * What stands in a row and a column.
   *
   * @param safe text, without colours
   * @param shown the same with its colours
   */
  record Cell(String safe, String shown) {
    static Cell of(String safe) {
      return new Cell(safe, safe);
    }

    static Cell of(String safe, Tone tone, Ink ink) {
      return new Cell(safe, ink.paint(tone, safe));
    }
  }

  /** Adds a column; an empty title for columns that need none. */
  TextTable column(String title, Side side) {
    columns.add(new Column(title, side));
    return this;
  }

  /** Lets the last column take several lines, instead of being cut where the page ends. */
  TextTable wrapping() {
    wraps = true;
    return this;
  }

  /** Adds a row with a cell for each column. */
  void row(List<Cell> cells) {
    if (cells.size() != columns.size()) {
      throw new IllegalArgumentException(cells.size() + " cells for " + columns.size());
    }
    rows.add(List.copyOf(cells));
  }

  /**
   * Writes all rows below the titles.
   *
   * @param indent columns in front
   */
  void write(int indent, TextPage page) throws IOException {
    int last = columns.size() - 1;
    int[] widths = new int[last];
    int used = indent;
    for (int i = 0; i < last; i++) {
      int index = i;
      int widest =
          rows.stream()
              .mapToInt(row -> TerminalText.columns(row.get(index).safe()))
              .max()
              .orElse(0);
      if (widest > 0) {
        widths[i] = Math.max(widest, columns.get(i).title().length());
        used += widths[i] + GAP.length();
      }
    }
    List<Cell> titles = columns.stream().map(column -> Cell.of(column.title())).toList();
    String heading = start(indent, titles, widths) + columns.get(last).title();
    if (!heading.isBlank()) {
      page.line(page.ink().paint(Tone.HEADING, heading.stripTrailing()));
    }
    for (List<Cell> row : rows) {
      String start = start(indent, row, widths);
      Cell end = row.get(last);
      if (wraps) {
        page.wrapped(start, used, end.shown());
      } else {
        String cut = page.cut(end.safe(), page.columns() - used);
        page.line((start + (cut.equals(end.safe()) ? end.shown() : cut)).stripTrailing());
      }
    }
  }

  /** All but the last column. */
  private String start(int indent, List<Cell> cells, int[] widths) {
    StringBuilder out = new StringBuilder(" ".repeat(indent));
    for (int i = 0; i < widths.length; i++) {
      if (widths[i] > 0) {
        Cell cell = cells.get(i);
        String room = " ".repeat(widths[i] - TerminalText.columns(cell.safe()));
        boolean left = columns.get(i).side() == Side.LEFT;
        out.append(left ? cell.shown() + room : room + cell.shown()).append(GAP);
      }
    }
    return out.toString();
  }
}
