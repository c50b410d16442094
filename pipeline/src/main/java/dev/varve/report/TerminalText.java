package dev.varve.report;

import dev.varve.blob.Bytes;
import java.util.ArrayList;
import java.util.List;

/**
 * Text from images made safe for terminals and logs: nothing in it can move the cursor, start a
 * line, change colours or reverse the reading direction. The only place that escapes such text.
 */
public final class TerminalText {
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

  /** At most {@code columns} columns of a safe text, an ellipsis in place of what is cut off. */
  public static String cut(String safe, int columns) {
    if (columns(safe) <= columns) {
      return safe;
    }
    StringBuilder out = new StringBuilder();
    int used = 1;
    for (int i = 0; i < safe.length(); ) {
      int c = safe.codePointAt(i);
      used += columns(c);
      if (used > columns) {
        break;
      }
      out.appendCodePoint(c);
      i += Character.charCount(c);
    }
    return out.append('…').toString();
  }

  /** Columns that a safe text takes on a terminal. */
  public static int columns(String safe) {
    return safe.codePoints().map(TerminalText::columns).sum();
  }

  /**
   * The words of a safe text on lines of at most {@code room} columns; longer words are broken.
   *
   * @return one line at least
   */
  static List<String> wrap(String safe, int room) {
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
      while (columns(rest) > room) {
        int cut =
            rest.offsetByCodePoints(0, Math.min(room / 2, rest.codePointCount(0, rest.length())));
        lines.add(rest.substring(0, cut));
        rest = rest.substring(cut);
      }
      line.append(rest);
    }
    lines.add(line.toString());
    return lines;
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

  private static int columns(int c) {
    if (c < 0x300) {
      return 1;
    }
    return switch (Character.getType(c)) {
      case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK -> 0;
      default -> isWide(c) ? 2 : 1;
    };
  }

  /** The East Asian blocks and pictographs that terminals draw two columns wide. */
  private static boolean isWide(int c) {
    return (c >= 0x1100 && c <= 0x115F)
        || (c >= 0x2E80 && c <= 0xA4CF)
        || (c >= 0xAC00 && c <= 0xD7A3)
        || (c >= 0xF900 && c <= 0xFAFF)
        || (c >= 0xFE30 && c <= 0xFE6F)
        || (c >= 0xFF00 && c <= 0xFF60)
        || (c >= 0xFFE0 && c <= 0xFFE6)
        || (c >= 0x1F300 && c <= 0x1FAFF)
        || (c >= 0x20000 && c <= 0x3FFFD);
  }
}
