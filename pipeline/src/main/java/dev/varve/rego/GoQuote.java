package dev.varve.rego;

import java.util.Locale;

/** Go's quoted texts ({@code strconv.Quote}), which OPA prints strings in. */
public final class GoQuote {
  private GoQuote() {}

  /**
   * @param ascii whether everything beyond ASCII is escaped too
   */
  public static String text(String value, boolean ascii) {
    StringBuilder out = new StringBuilder("\"");
    value.codePoints().forEach(c -> escape(c, '"', ascii, out));
    return out.append('"').toString();
  }

  static String character(int codePoint, boolean ascii) {
    StringBuilder out = new StringBuilder("'");
    escape(codePoint, '\'', ascii, out);
    return out.append('\'').toString();
  }

  /** Whether a text can stand between backquotes, where nothing is escaped. */
  static boolean canBeRaw(String value) {
    return value
        .codePoints()
        .noneMatch(c -> (c < ' ' && c != '\t') || c == '`' || c == 0x7F || c == 0xFEFF);
  }

  /** Go's {@code IsPrint}: letters, marks, numbers, punctuation, symbols, and the plain blank. */
  static boolean isPrintable(int codePoint) {
    if (codePoint == ' ') {
      return true;
    }
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SPACE_SEPARATOR ->
          false;
      default -> true;
    };
  }

  private static void escape(int codePoint, char quote, boolean ascii, StringBuilder out) {
    switch (codePoint) {
      case 0x07 -> out.append("\\a");
      case '\b' -> out.append("\\b");
      case '\f' -> out.append("\\f");
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      case 0x0B -> out.append("\\v");
      case '\\' -> out.append("\\\\");
      default -> {
        if (codePoint == quote) {
          out.append('\\').append(quote);
        } else if (codePoint < 128
            ? codePoint >= ' ' && codePoint < 127
            : !ascii && isPrintable(codePoint)) {
          out.appendCodePoint(codePoint);
        } else if (codePoint < ' ' || codePoint == 0x7F) {
          out.append(String.format(Locale.ROOT, "\\x%02x", codePoint));
        } else if (GoText.isByte(codePoint)) {
          out.append(String.format(Locale.ROOT, "\\x%02x", codePoint & 0xFF));
        } else if (codePoint < 0x10000) {
          out.append(String.format(Locale.ROOT, "\\u%04x", codePoint));
        } else {
          out.append(String.format(Locale.ROOT, "\\U%08x", codePoint));
        }
      }
    }
  }
}
