package dev.varve.rego;

import com.google.re2j.Pattern;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A glob as {@code glob.match} has it: {@code *} and {@code ?} stop at the delimiters, {@code **}
 * does not, {@code [a-z]}, {@code [!abc]}, {@code {a,b*}}, and a backslash takes away a meaning.
 * Translated to a regular expression whose time is linear in the text.
 */
final class GlobPattern {
  private static final String SPECIAL = "*?\\[]{}";

  private final int[] text;
  private final String delimiters;
  private final StringBuilder regex = new StringBuilder();
  private int at;

  private GlobPattern(String pattern, String delimiters) {
    this.text = pattern.codePoints().toArray();
    this.delimiters = delimiters;
  }

  /** The expression that matches what the glob matches. */
  static Pattern compile(String pattern, String delimiters) {
    GlobPattern glob = new GlobPattern(pattern, delimiters);
    glob.sequence();
    return Pattern.compile(glob.regex.toString(), Pattern.DOTALL);
  }

  static String quoteMeta(String text) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      if (SPECIAL.indexOf(text.charAt(i)) >= 0) {
        out.append('\\');
      }
      out.append(text.charAt(i));
    }
    return out.toString();
  }

  private void sequence() {
    int depth = 0;
    for (; at < text.length; at++) {
      int c = text[at];
      switch (c) {
        case '{' -> {
          depth++;
          regex.append("(?:(?:");
        }
        case '}' -> {
          if (depth == 0) {
            literal(c);
          } else {
            depth--;
            regex.append("))");
          }
        }
        case ',' -> {
          if (depth == 0) {
            literal(c);
          } else {
            regex.append(")|(?:");
          }
        }
        case '*' -> {
          if (at + 1 < text.length && text[at + 1] == '*') {
            at++;
            regex.append(".*");
          } else {
            any();
            regex.append('*');
          }
        }
        case '?' -> any();
        case '[' -> range();
        case '\\' -> {
          if (++at == text.length) {
            throw error("trailing backslash");
          }
          literal(text[at]);
        }
        default -> literal(c);
      }
    }
    if (depth > 0) {
      throw error("unclosed `{`");
    }
  }

  private void any() {
    if (delimiters.isEmpty()) {
      regex.append('.');
      return;
    }
    regex.append("[^");
    delimiters.codePoints().forEach(this::literal);
    regex.append(']');
  }

  /** From the bracket to the closing one: a range, or one or more characters. */
  private void range() {
    at++;
    boolean not = at < text.length && text[at] == '!';
    if (not) {
      at++;
    }
    List<Integer> characters = new ArrayList<>();
    if (at + 1 < text.length && text[at + 1] == '-') {
      if (at + 3 >= text.length) {
        throw error("unexpected end of input");
      }
      int low = text[at];
      int high = text[at + 2];
      at += 3;
      if (text[at] != ']') {
        throw error("expected close range character");
      }
      if (high < low) {
        throw error("range hi character is less than lo");
      }
      regex.append(not ? "[^" : "[");
      literal(low);
      regex.append('-');
      literal(high);
      regex.append(']');
      return;
    }
    for (; at < text.length && text[at] != ']'; at++) {
      if (text[at] == '\\' && ++at == text.length) {
        throw error("trailing backslash");
      }
      characters.add(text[at]);
    }
    if (at == text.length) {
      throw error("unexpected end of input");
    }
    if (characters.isEmpty()) {
      throw error("could not parse range");
    }
    regex.append(not ? "[^" : "[");
    characters.forEach(this::literal);
    regex.append(']');
  }

  private void literal(int c) {
    boolean plain = Character.isLetterOrDigit(c) || c > 127 || c == '_';
    regex.append(plain ? "" : c < ' ' || c == 127 ? "\\x" : "\\");
    if (c < ' ' || c == 127) {
      regex.append(String.format(Locale.ROOT, "%02x", c));
    } else {
      regex.appendCodePoint(c);
    }
  }

  private BuiltinError error(String reason) {
    int offset =
        new String(text, 0, Math.min(at, text.length)).getBytes(StandardCharsets.UTF_8).length;
    return new BuiltinError("glob: syntax error at " + offset + ": " + reason);
  }
}
