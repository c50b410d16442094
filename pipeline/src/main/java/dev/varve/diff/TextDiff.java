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

/** The unified text diff of one file in two images. */
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
