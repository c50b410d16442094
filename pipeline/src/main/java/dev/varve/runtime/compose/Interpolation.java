package dev.varve.runtime.compose;

import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Compose's variables: {@code $X}, <code>${X}</code>, <code>${X:-d}</code>, <code>${X-d}</code>,
 * <code>${X:?e}</code>, <code>${X?e}</code>, <code>${X:+a}</code>, <code>${X+a}</code> and {@code
 * $$}. What stays open is said to be unknown rather than guessed to be empty.
 */
final class Interpolation {
  private static final int MAX_NESTING = 16;

  /** Protects from variables that double each other's length. */
  private static final int MAX_LENGTH = 1 << 20;

  private final Function<String, @Nullable String> variables;

  /**
   * @param variables the value of a variable; null if it has none
   */
  Interpolation(Function<String, @Nullable String> variables) {
    this.variables = variables;
  }

  /**
   * A text with its variables replaced.
   *
   * @param open names of variables without a value; they stand as <code>${NAME}</code> in the text
   */
  record Result(String text, Set<String> open) {
    boolean isKnown() {
      return open.isEmpty();
    }

    /** Whether a part of the text holds none of the open variables. */
    boolean isKnown(String part) {
      return open.stream().noneMatch(name -> part.contains("${" + name + "}"));
    }
  }

  /** Signals a text that is no valid template; the caller knows its place. */
  static final class Malformed extends Exception {
    private static final long serialVersionUID = 1L;

    Malformed(String message) {
      super(message);
    }
  }

  /**
   * The first sign of a text and what follows it: a message needs no more, and values are secret.
   */
  static String sign(String text) {
    int from = Math.max(0, text.indexOf('$'));
    return text.substring(from, Math.min(text.length(), from + 2));
  }

  Result apply(String template) throws Malformed {
    if (template.indexOf('$') < 0) {
      return new Result(template, Set.of());
    }
    Reader reader = new Reader(template);
    StringBuilder out = new StringBuilder();
    reader.text(out, false, 0);
    return new Result(out.toString(), reader.open);
  }

  private final class Reader {
    private final String in;
    private final Set<String> open = new TreeSet<>();
    private int at;

    Reader(String in) {
      this.in = in;
    }

    /** Copies text, to the end or to the brace that closes the expression around it. */
    void text(StringBuilder out, boolean nested, int depth) throws Malformed {
      while (at < in.length()) {
        char c = in.charAt(at);
        if (nested && c == '}') {
          return;
        }
        if (c == '$') {
          at++;
          variable(out, depth);
        } else {
          out.append(c);
          at++;
        }
        if (out.length() > MAX_LENGTH) {
          throw new Malformed("the variables in it make it longer than " + MAX_LENGTH);
        }
      }
      if (nested) {
        throw new Malformed("a '${' is not closed");
      }
    }

    private void variable(StringBuilder out, int depth) throws Malformed {
      if (at < in.length() && in.charAt(at) == '$') {
        out.append('$');
        at++;
        return;
      }
      boolean braced = at < in.length() && in.charAt(at) == '{';
      if (braced) {
        at++;
      }
      String name = name();
      if (name.isEmpty()) {
        throw new Malformed("a '$' that starts no variable; write '$$' for the sign itself");
      }
      if (!braced) {
        plain(name, out);
        return;
      }
      if (depth == MAX_NESTING) {
        throw new Malformed("variables are nested deeper than " + MAX_NESTING);
      }
      String operator = operator();
      StringBuilder word = new StringBuilder();
      Set<String> before = new TreeSet<>(open);
      if (!operator.isEmpty()) {
        text(word, true, depth + 1);
      }
      Set<String> inWord = new TreeSet<>(open);
      if (at >= in.length() || in.charAt(at) != '}') {
        throw new Malformed("'${" + name + "' is not closed or followed by something unknown");
      }
      at++;
      // Variables of a word that is not used do not count.
      open.clear();
      open.addAll(before);
      String value = variables.apply(name);
      boolean empty = operator.startsWith(":") && value != null && value.isEmpty();
      boolean set = value != null && !empty;
      switch (operator.isEmpty() ? ' ' : operator.charAt(operator.length() - 1)) {
        case '-' -> choose(out, set, value, word.toString(), inWord);
        case '+' -> choose(out, !set, "", word.toString(), inWord);
        case '?' -> {
          if (set) {
            out.append(value);
          } else {
            unknown(name, out);
          }
        }
        default -> plain(name, out);
      }
    }

    private void choose(
        StringBuilder out, boolean first, @Nullable String value, String word, Set<String> inWord) {
      if (first) {
        out.append(value == null ? "" : value);
      } else {
        out.append(word);
        open.addAll(inWord);
      }
    }

    private void plain(String name, StringBuilder out) {
      String value = variables.apply(name);
      if (value == null) {
        unknown(name, out);
      } else {
        out.append(value);
      }
    }

    private void unknown(String name, StringBuilder out) {
      open.add(name);
      out.append("${").append(name).append('}');
    }

    private String name() {
      int start = at;
      while (at < in.length() && isNamePart(in.charAt(at), at > start)) {
        at++;
      }
      return in.substring(start, at);
    }

    private static boolean isNamePart(char c, boolean inside) {
      return c == '_'
          || (c >= 'a' && c <= 'z')
          || (c >= 'A' && c <= 'Z')
          || (inside && c >= '0' && c <= '9');
    }

    private String operator() {
      for (String operator : new String[] {":-", ":?", ":+", "-", "?", "+"}) {
        if (in.startsWith(operator, at)) {
          at += operator.length();
          return operator;
        }
      }
      return "";
    }
  }
}
