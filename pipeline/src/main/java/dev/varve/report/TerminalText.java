package dev.varve.report;

import dev.varve.blob.Bytes;
import java.util.ArrayList;
import java.util.List;

/**
 * Text from images made safe for terminals and logs: nothing in it can move the cursor, start a
 * line, change colours or reverse the reading direction. The only place that escapes such text.
 */
public final class TerminalText {
  /** Of a column that is cut off to: more marks than any script puts on a letter. */
  private static final int MAX_CHARS_OF_A_COLUMN = 8;

  private TerminalText() {}

  /** A path or another byte string. */
  public static String of(Bytes bytes) {
    return of(bytes.text());
  }

  /** The text with every character that a terminal acts upon written as an escape. */
  public static String of(String text) {
    int i = 0;
    while (i < text.length() && isPlain(text.charAt(i))) {
      i++;
    }
    if (i == text.length()) {
      return text;
    }
    StringBuilder out = new StringBuilder(text.length() + 16).append(text, 0, i);
    while (i < text.length()) {
      int c = text.codePointAt(i);
      append(c, out);
      i += Character.charCount(c);
    }
    return out.toString();
  }

  /**
   * At most {@code columns} columns of a safe text, an ellipsis in place of what is cut off. Marks
   * take no column, and still make no text longer than a few characters for each.
   */
  public static String cut(String safe, int columns) {
    long most = (long) MAX_CHARS_OF_A_COLUMN * columns;
    if (safe.length() <= most && columns(safe) <= columns) {
      return safe;
    }
    StringBuilder out = new StringBuilder();
    int used = 1;
    for (int i = 0; i < safe.length(); ) {
      int c = safe.codePointAt(i);
      used += CharacterColumns.of(c);
      if (used > columns || out.length() + Character.charCount(c) >= most) {
        break;
      }
      out.appendCodePoint(c);
      i += Character.charCount(c);
    }
    return out.append('…').toString();
  }

  /**
   * At most {@code columns} columns of a safe path, an ellipsis in place of its middle: where it
   * begins and what it ends in tell it from others.
   */
  public static String cutMiddle(String safe, int columns) {
    if (columns(safe) <= columns) {
      return safe;
    }
    // The end has the file's name and gets two thirds.
    int head = (columns - 1) / 3;
    int tail = Math.max(0, columns - 1 - head);
    int start = safe.length();
    int begin = start;
    int used = 0;
    while (start > 0) {
      int c = safe.codePointBefore(start);
      used += CharacterColumns.of(c);
      if (used > tail) {
        break;
      }
      start -= Character.charCount(c);
      if (CharacterColumns.of(c) > 0) {
        begin = start; // a mark never stands without what it is on
      }
    }
    return cut(safe, head + 1) + safe.substring(begin);
  }

  /** Columns that a safe text takes on a terminal, whatever {@link Ink} has painted in it. */
  public static int columns(String safe) {
    int used = 0;
    int i = 0;
    while (i < safe.length()) {
      int next = afterInk(safe, i);
      if (next == i) {
        int c = safe.codePointAt(i);
        used += CharacterColumns.of(c);
        next += Character.charCount(c);
      }
      i = next;
    }
    return used;
  }

  /** Where a colour that is set or reset at {@code i} ends; {@code i} itself if none is. */
  private static int afterInk(String safe, int i) {
    if (safe.charAt(i) != Ink.ESCAPE) {
      return i;
    }
    int end = safe.indexOf(Ink.END, i);
    return end < 0 ? safe.length() : end + 1;
  }

  /**
   * The words of a safe text on lines of at most {@code room} columns.
   *
   * @param breaks whether longer words are broken, or else stand out
   * @return one line at least
   */
  public static List<String> wrap(String safe, int room, boolean breaks) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : safe.split(" ")) {
      String rest = word;
      if (!line.isEmpty() && columns(line.toString()) + 1 + columns(rest) > room) {
        lines.add(line.toString());
        line.setLength(0);
      }
      if (!line.isEmpty()) {
        line.append(' ');
      }
      while (breaks && columns(rest) > room) {
        int cut = fitting(rest, room);
        lines.add(rest.substring(0, cut));
        rest = rest.substring(cut);
      }
      line.append(rest);
    }
    lines.add(line.toString());
    return lines;
  }

  /** How many chars of a text fit into some columns; one character at least. */
  private static int fitting(String safe, int columns) {
    int used = 0;
    int i = 0;
    while (i < safe.length()) {
      int next = afterInk(safe, i);
      if (next == i) {
        int c = safe.codePointAt(i);
        boolean first = used == 0;
        used += CharacterColumns.of(c);
        if (used > columns && !first) {
          break;
        }
        next += Character.charCount(c);
      }
      i = next;
    }
    return i;
  }

  /** A safe text with spaces behind it up to a width. */
  public static String left(String safe, int columns) {
    return safe + " ".repeat(Math.max(0, columns - columns(safe)));
  }

  /** A safe text with spaces before it up to a width. */
  public static String right(String safe, int columns) {
    return " ".repeat(Math.max(0, columns - columns(safe))) + safe;
  }

  private static boolean isPlain(char c) {
    return c >= 0x20 && c < 0x7F;
  }

  private static void append(int c, StringBuilder out) {
    switch (c) {
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      default -> {
        if (isUnsafe(c)) {
          out.append(
              c < 0x100 ? "\\x" + hex(c, 2) : c < 0x10000 ? "\\u" + hex(c, 4) : "\\U" + hex(c, 8));
        } else {
          out.appendCodePoint(c);
        }
      }
    }
  }

  private static String hex(int c, int digits) {
    String hex = Integer.toHexString(c);
    return "0".repeat(Math.max(0, digits - hex.length())) + hex;
  }

  /** Controls, formats (bidirectional overrides, zero widths), line separators, half pairs. */
  private static boolean isUnsafe(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED ->
          true;
      default -> false;
    };
  }
}
