package dev.varve.report;

import dev.varve.report.Ink.Tone;
import dev.varve.runtime.Boundary;
import dev.varve.runtime.Origin;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Borders of containers for people, one block each (policy-catalogue.md section 4): what is opened
 * line by line with its grade in brackets, then what is as usual, then what to change. Grades are
 * always written, colours only repeat them.
 */
public final class BoundaryText {
  private static final int LABEL_COLUMNS = 14;

  /** Below the names of findings in the same text. */
  private static final int SUMMARY_INDENT = 18;

  private BoundaryText() {}

  /** All borders, an empty line between them. */
  public static void write(List<Boundary> boundaries, TextPage page) throws IOException {
    boolean first = true;
    for (Boundary boundary : boundaries) {
      if (!first) {
        page.blank();
      }
      first = false;
      block(boundary, page);
    }
    page.flush();
  }

  /**
   * The grade of each border, and the lines that are beyond usual; alike ones on one line.
   *
   * @param everySingle whether each border has a line of its own
   */
  static void summary(List<Boundary> boundaries, boolean everySingle, TextPage page)
      throws IOException {
    Map<String, List<Boundary>> alike = new LinkedHashMap<>();
    for (Boundary boundary : boundaries) {
      String key = everySingle ? "" + alike.size() : boundary.overall() + wide(boundary);
      alike.computeIfAbsent(key, k -> new ArrayList<>()).add(boundary);
    }
    List<List<Boundary>> widestFirst = new ArrayList<>(alike.values());
    widestFirst.sort(Comparator.comparing(same -> -same.get(0).overall()));
    for (List<Boundary> same : widestFirst) {
      Boundary first = same.get(0);
      List<String> names = same.stream().map(each -> TerminalText.of(each.name())).toList();
      String start = page.ink().paint(tone(first.overall()), "boundary  " + grade(first));
      int columns = page.columns();
      int room = columns - "boundary  ".length() - TerminalText.columns(grade(first)) - 2;
      String beside = FindingGroups.fitting(names, room);
      if (TerminalText.columns(beside) <= room) {
        page.line(start + "  " + beside);
      } else {
        page.line(start);
        String below = FindingGroups.fitting(names, columns - SUMMARY_INDENT);
        page.line(" ".repeat(SUMMARY_INDENT) + page.cut(below, columns - SUMMARY_INDENT));
      }
      if (!wide(first).isEmpty()) {
        for (String line : page.wrap(wide(first), columns - SUMMARY_INDENT)) {
          page.line(" ".repeat(SUMMARY_INDENT) + page.ink().paint(Tone.DIM, line));
        }
      }
    }
  }

  private static String wide(Boundary boundary) {
    List<String> wide = new ArrayList<>();
    for (Boundary.Line line : boundary.lines()) {
      if (line.grade() > Boundary.USUAL) {
        wide.add(line.id() + " " + line.grade() + (line.isCertain() ? "" : "?"));
      }
    }
    return String.join(", ", wide);
  }

  private static void block(Boundary boundary, TextPage page) throws IOException {
    int columns = page.columns();
    header(boundary, columns, page);
    if (!boundary.inside().isEmpty()) {
      labelled("inside", TerminalText.of(boundary.inside()), "", columns, Tone.DIM, page);
    }
    List<String> usual = new ArrayList<>();
    List<String> closed = new ArrayList<>();
    for (Boundary.Line line : boundary.lines()) {
      boolean said = line.items().stream().anyMatch(BoundaryText::isSaid);
      if (line.grade() <= Boundary.USUAL && !said) {
        String text = line.id() + ": " + TerminalText.of(parts(line));
        (line.grade() == Boundary.CLOSED ? closed : usual)
            .add(line.isCertain() ? text : text + " ?");
        continue;
      }
      String label = line.id();
      for (Boundary.Item item : line.items()) {
        if (line.grade() > Boundary.USUAL && item.grade() <= Boundary.USUAL && !isSaid(item)) {
          continue;
        }
        item(label, item, columns, page);
        label = "";
      }
    }
    if (!closed.isEmpty()) {
      labelled("closed", String.join("; ", closed), "[0]", columns, Tone.GOOD, page);
    }
    if (!usual.isEmpty()) {
      labelled("default", String.join("; ", usual), "[1]", columns, Tone.DIM, page);
    }
    List<Boundary.Remedy> advice = boundary.advice();
    if (!advice.isEmpty()) {
      labelled("to reach 1:", TerminalText.of(advice(advice)), "", columns, Tone.HEADING, page);
    }
  }

  /** As {@link Boundary.Line#opened}, within a list that has semicolons itself. */
  private static String parts(Boundary.Line line) {
    return String.join(", ", line.items().stream().map(Boundary.Item::text).toList());
  }

  private static boolean isSaid(Boundary.Item item) {
    Origin origin = item.origin();
    return origin != null
        && (origin.how() == Origin.How.SET || origin.how() == Origin.How.HOST_PROFILE);
  }

  private static void header(Boundary boundary, int columns, TextPage page) throws IOException {
    String place = place(boundary.place());
    String left =
        TerminalText.of(boundary.name())
            + (boundary.image().isEmpty() ? "" : "  " + TerminalText.of(boundary.image()))
            + (place.isEmpty() ? "" : "  " + place);
    String overall =
        "OVERALL "
            + grade(boundary)
            + (boundary.lowered().isEmpty() ? "" : " (one less: " + boundary.lowered() + ")");
    int room = columns - TerminalText.columns(overall) - 2;
    String painted = page.ink().paint(tone(boundary.overall()), overall);
    if (TerminalText.columns(left) <= room) {
      page.line(
          page.ink().paint(Tone.HEADING, left)
              + " ".repeat(room - TerminalText.columns(left) + 2)
              + painted);
    } else {
      page.line(page.ink().paint(Tone.HEADING, page.cut(left, columns)));
      page.line(" " + painted);
    }
  }

  private static String grade(Boundary boundary) {
    return boundary.overall() + "  " + Boundary.meaning(boundary.overall());
  }

  private static void item(String label, Boundary.Item item, int columns, TextPage page)
      throws IOException {
    String place = place(item.origin());
    String text = TerminalText.of(item.text()) + (place.isEmpty() ? "" : " (" + place + ")");
    String mark =
        "["
            + item.grade()
            + (item.certain() ? "]" : "?]")
            + (item.rules().isEmpty() || item.grade() <= Boundary.USUAL
                ? ""
                : " " + String.join(" ", item.rules()));
    labelled(label, text, mark, columns, tone(item.grade()), page);
  }

  /** A label, text in as many lines as it needs, and a mark behind the last of them. */
  private static void labelled(
      String label, String text, String mark, int columns, Tone tone, TextPage page)
      throws IOException {
    int indent = LABEL_COLUMNS + 2;
    int room = columns - indent;
    List<String> lines = page.wrap(text, room);
    String last = lines.get(lines.size() - 1);
    boolean fits =
        TerminalText.columns(last) + 2 + TerminalText.columns(mark) <= room || mark.isEmpty();
    for (int i = 0; i < lines.size(); i++) {
      boolean end = i == lines.size() - 1;
      String start = " " + TerminalText.left(i == 0 ? label : "", LABEL_COLUMNS) + " ";
      String behind = end && fits && !mark.isEmpty() ? "  " + page.ink().paint(tone, mark) : "";
      page.line(start + lines.get(i) + behind);
    }
    if (!fits) {
      page.wrapped(" ".repeat(indent), indent, page.ink().paint(tone, mark));
    }
  }

  private static String advice(List<Boundary.Remedy> advice) {
    List<String> parts = new ArrayList<>();
    String verb = "";
    for (Boundary.Remedy remedy : advice) {
      if (remedy.verb().equals(verb)) {
        int end = parts.size() - 1;
        parts.set(end, parts.get(end) + ", " + remedy.what());
      } else {
        verb = remedy.verb();
        parts.add(verb + " " + remedy.what());
      }
    }
    return String.join("; ", parts);
  }

  private static String place(@Nullable Origin origin) {
    if (origin == null || origin.file() == null) {
      return "";
    }
    return TerminalText.of(origin.file()) + (origin.line() > 0 ? ":" + origin.line() : "");
  }

  private static Tone tone(int grade) {
    return switch (grade) {
      case Boundary.CLOSED -> Tone.GOOD;
      case Boundary.USUAL -> Tone.DIM;
      case Boundary.WIDENED -> Tone.WARNING;
      default -> Tone.BAD;
    };
  }
}
