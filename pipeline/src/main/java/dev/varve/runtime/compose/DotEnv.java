package dev.varve.runtime.compose;

import dev.varve.failure.InputException;
import dev.varve.failure.ReasonCode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads files of variables as Compose does: {@code NAME=value} or {@code NAME: value}, with {@code
 * export}, comments, quotes over several lines, and variables in values.
 */
final class DotEnv {
  private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}_.\\-\\[\\]]+");

  /** Protects from values that double each other's length; the files themselves are bounded. */
  private static final long MAX_CHARS = 16L << 20;

  private final String document;
  private final String text;
  private final Function<String, @Nullable String> above;
  private final Map<String, @Nullable String> values = new LinkedHashMap<>();
  private long chars;
  private int at;
  private int line = 1;

  private DotEnv(String document, String text, Function<String, @Nullable String> above) {
    this.document = document;
    this.text = text.startsWith("\uFEFF") ? text.substring(1) : text;
    this.above = above;
  }

  /**
   * The variables of a file in the order in which they first appear; a later line wins. Null for
   * one that has no value here: it hangs on a variable that nothing sets.
   *
   * @param above what values may use besides earlier lines, and before them
   */
  static Map<String, @Nullable String> parse(
      String document, String text, Function<String, @Nullable String> above)
      throws InputException {
    DotEnv reader = new DotEnv(document, text, above);
    reader.statements();
    return reader.values;
  }

  private void statements() throws InputException {
    while (skipBlank()) {
      if (text.charAt(at) == '#') {
        toEndOfLine();
        continue;
      }
      if (text.startsWith("export", at) && at + 6 < text.length() && isSpace(text.charAt(at + 6))) {
        at += 6;
        skipSpaces();
      }
      int start = at;
      while (at < text.length() && "=:\n".indexOf(text.charAt(at)) < 0) {
        at++;
      }
      String name = text.substring(start, at).strip();
      if (!NAME.matcher(name).matches()) {
        throw invalid("'" + shortened(name) + "' is no name of a variable");
      }
      if (at >= text.length() || text.charAt(at) == '\n') {
        // A name alone takes over the value from outside, if there is one.
        String inherited = above.apply(name);
        if (inherited != null) {
          put(name, inherited);
        }
        continue;
      }
      at++;
      skipSpaces();
      put(name, value());
    }
  }

  private void put(String name, @Nullable String value) throws InputException {
    chars += value == null ? 0 : value.length();
    if (chars > MAX_CHARS) {
      throw new InputException(
          ReasonCode.JSON_TOO_LARGE, document, "its values are longer than " + MAX_CHARS);
    }
    values.put(name, value);
  }

  private @Nullable String value() throws InputException {
    char quote = at < text.length() ? text.charAt(at) : 0;
    if (quote != '"' && quote != '\'') {
      String raw = toEndOfLine();
      int comment = raw.indexOf(" #");
      return expanded((comment < 0 ? raw : raw.substring(0, comment)).stripTrailing());
    }
    int opened = line;
    StringBuilder inner = new StringBuilder();
    for (at++; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c == '\n') {
        line++;
      }
      if (c == quote) {
        at++;
        return quote == '\'' ? inner.toString() : expanded(unescaped(inner));
      }
      if (c == '\\' && at + 1 < text.length() && text.charAt(at + 1) == quote) {
        at++;
        inner.append(quote);
      } else if (c == '\\' && at + 1 < text.length()) {
        at++;
        line += text.charAt(at) == '\n' ? 1 : 0;
        inner.append(c).append(text.charAt(at));
      } else {
        inner.append(c);
      }
    }
    line = opened;
    throw invalid("a quote in it is left open");
  }

  /** What backslashes mean between double quotes. */
  private static String unescaped(CharSequence inner) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < inner.length(); i++) {
      char c = inner.charAt(i);
      if (c != '\\' || i + 1 == inner.length()) {
        out.append(c);
        continue;
      }
      char next = inner.charAt(++i);
      switch (next) {
        case 'a' -> out.append('\u0007');
        case 'b' -> out.append('\b');
        case 'f' -> out.append('\f');
        case 'n' -> out.append('\n');
        case 'r' -> out.append('\r');
        case 't' -> out.append('\t');
        case 'v' -> out.append('\u000B');
        case '\\', '"' -> out.append(next);
        // A sign that starts no variable, in the spelling of templates.
        case '$' -> out.append("$$");
        default -> out.append(c).append(next);
      }
    }
    return out.toString();
  }

  private @Nullable String expanded(String raw) throws InputException {
    try {
      Interpolation.Result result =
          new Interpolation(
                  name -> {
                    String outer = above.apply(name);
                    return outer != null ? outer : values.get(name);
                  })
              .apply(raw);
      return result.isKnown() ? result.text() : null;
    } catch (Interpolation.Malformed e) {
      InputException invalid = invalid(e.getMessage() + ": '" + Interpolation.sign(raw) + "'");
      invalid.initCause(e);
      throw invalid;
    }
  }

  /** Values may be secrets, and a message needs no more than the start of one. */
  private static String shortened(String text) {
    String first = text.lines().findFirst().orElse("");
    return first.length() <= 12 ? first : first.substring(0, 12) + "…";
  }

  private InputException invalid(String detail) {
    return new InputException(
        ReasonCode.RUN_SPEC_INVALID, document, "line " + line + ": " + detail);
  }

  private boolean skipBlank() {
    while (at < text.length() && (isSpace(text.charAt(at)) || text.charAt(at) == '\n')) {
      line += text.charAt(at) == '\n' ? 1 : 0;
      at++;
    }
    return at < text.length();
  }

  private void skipSpaces() {
    while (at < text.length() && isSpace(text.charAt(at))) {
      at++;
    }
  }

  private String toEndOfLine() {
    int end = text.indexOf('\n', at);
    String rest = text.substring(at, end < 0 ? text.length() : end);
    at = end < 0 ? text.length() : end;
    return rest;
  }

  private static boolean isSpace(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == '\u000B' || c == '\u00A0';
  }
}
