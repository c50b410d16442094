package dev.varve.diff;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import com.github.difflib.patch.AbstractDelta;
import com.github.difflib.patch.ChangeDelta;
import com.github.difflib.patch.Chunk;
import com.github.difflib.patch.Patch;
import dev.varve.blob.Bytes;
import java.util.ArrayList;
import java.util.List;

/** The text diff of one file in two images, unified or side by side. */
public final class TextDiff {
  private static final int CONTEXT_LINES = 3;

  /**
   * Lines of both files together that are compared; time grows with the square of those that
   * differ. Of longer files only what lies between the first and the last difference is compared,
   * and if that is too long, it is replaced as a whole.
   */
  private static final int MAX_COMPARED_LINES = 20_000;

  /** Follows a last line that does not end, within the same element of a list of lines. */
  private static final String UNENDED = "\n\\ No newline at end of file";

  private static final String UNENDED_WORDS = "  (no newline at end of file)";

  private TextDiff() {}

  /**
   * The lines of a unified diff, empty if the contents are equal. A file that is absent is given as
   * empty with {@code /dev/null} as its name; contents that are not text give one line that says
   * so.
   */
  public static List<String> unified(String nameA, Bytes a, String nameB, Bytes b) {
    if (a.equals(b)) {
      return List.of();
    }
    if (isBinary(a) || isBinary(b)) {
      return List.of(
          "Binary files "
              + nameA
              + " ("
              + a.length()
              + " bytes) and "
              + nameB
              + " ("
              + b.length()
              + " bytes) differ");
    }
    List<String> left = lines(a);
    List<String> written =
        UnifiedDiffUtils.generateUnifiedDiff(
            nameA, nameB, left, compare(left, lines(b)), CONTEXT_LINES);
    List<String> out = new ArrayList<>(written.size() + 2);
    for (String line : written) {
      if (line.endsWith(UNENDED)) {
        out.add(line.substring(0, line.length() - UNENDED.length()));
        out.add(UNENDED.substring(1));
      } else {
        out.add(line);
      }
    }
    return out;
  }

  /**
   * Two texts side by side: the lines that differ with some of those around them, changed lines
   * beside each other. Empty if either is no text, or if they are equal.
   */
  public static List<TextRow> sideBySide(Bytes a, Bytes b) {
    if (a.equals(b) || isBinary(a) || isBinary(b)) {
      return List.of();
    }
    List<String> left = endsInWords(lines(a));
    List<String> right = endsInWords(lines(b));
    List<TextRow> rows = new ArrayList<>();
    int shownA = 0;
    int shownB = 0;
    List<AbstractDelta<String>> deltas = compare(left, right).getDeltas();
    for (int d = 0; d < deltas.size(); d++) {
      Chunk<String> source = deltas.get(d).getSource();
      Chunk<String> target = deltas.get(d).getTarget();
      int before = Math.min(source.getPosition() - shownA, CONTEXT_LINES);
      if (source.getPosition() - before > shownA) {
        shownA = source.getPosition() - before;
        shownB = target.getPosition() - before;
        rows.add(TextRow.gap(shownA + 1, shownB + 1));
      }
      while (shownA < source.getPosition()) {
        rows.add(same(left, shownA++, shownB++));
      }
      for (int i = 0; i < Math.max(source.size(), target.size()); i++) {
        boolean inA = i < source.size();
        boolean inB = i < target.size();
        rows.add(
            new TextRow(
                TextRow.Kind.CHANGED,
                inA ? shownA + 1 : 0,
                inA ? left.get(shownA) : null,
                inB ? shownB + 1 : 0,
                inB ? right.get(shownB) : null));
        shownA += inA ? 1 : 0;
        shownB += inB ? 1 : 0;
      }
      int next = d + 1 < deltas.size() ? deltas.get(d + 1).getSource().getPosition() : left.size();
      for (int i = 0; i < CONTEXT_LINES && shownA < next; i++) {
        rows.add(same(left, shownA++, shownB++));
      }
    }
    if (shownA < left.size()) {
      rows.add(TextRow.gap(shownA + 1, shownB + 1));
    }
    return rows;
  }

  /** Other than in a unified diff, what is said about the end has no line of its own. */
  private static List<String> endsInWords(List<String> lines) {
    return lines.stream().map(line -> line.replace(UNENDED, UNENDED_WORDS)).toList();
  }

  private static TextRow same(List<String> left, int a, int b) {
    return new TextRow(TextRow.Kind.SAME, a + 1, left.get(a), b + 1, left.get(a));
  }

  private static Patch<String> compare(List<String> left, List<String> right) {
    if (left.size() + right.size() <= MAX_COMPARED_LINES) {
      return DiffUtils.diff(left, right);
    }
    int shorter = Math.min(left.size(), right.size());
    int before = 0;
    while (before < shorter && left.get(before).equals(right.get(before))) {
      before++;
    }
    int after = 0;
    while (after < shorter - before
        && left.get(left.size() - 1 - after).equals(right.get(right.size() - 1 - after))) {
      after++;
    }
    List<String> leftRest = left.subList(before, left.size() - after);
    List<String> rightRest = right.subList(before, right.size() - after);
    Patch<String> patch = new Patch<>();
    if (leftRest.size() + rightRest.size() > MAX_COMPARED_LINES) {
      patch.addDelta(
          new ChangeDelta<>(new Chunk<>(before, leftRest), new Chunk<>(before, rightRest)));
      return patch;
    }
    for (AbstractDelta<String> delta : DiffUtils.diff(leftRest, rightRest).getDeltas()) {
      patch.addDelta(
          delta.withChunks(moved(delta.getSource(), before), moved(delta.getTarget(), before)));
    }
    return patch;
  }

  private static Chunk<String> moved(Chunk<String> chunk, int by) {
    return new Chunk<>(chunk.getPosition() + by, chunk.getLines());
  }

  /** A NUL in the first 8,000 bytes, as git decides it. */
  private static boolean isBinary(Bytes content) {
    int zero = content.indexOf((byte) 0, 0);
    return zero >= 0 && zero < 8000;
  }

  private static List<String> lines(Bytes content) {
    String text = content.text();
    List<String> lines = new ArrayList<>(List.of(text.split("\n", -1)));
    if (lines.get(lines.size() - 1).isEmpty()) {
      lines.remove(lines.size() - 1);
    } else {
      lines.set(lines.size() - 1, lines.get(lines.size() - 1) + UNENDED);
    }
    return lines;
  }
}
