package dev.varve.diff;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import dev.varve.blob.Bytes;
import java.util.ArrayList;
import java.util.List;

/** The unified text diff of one file in two images. */
public final class TextDiff {
  private static final int CONTEXT_LINES = 3;

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
    return UnifiedDiffUtils.generateUnifiedDiff(
        nameA, nameB, left, DiffUtils.diff(left, lines(b)), CONTEXT_LINES);
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
      lines.add("\\ No newline at end of file");
    }
    return lines;
  }
}
