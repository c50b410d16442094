package dev.varve.rego;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What Go's {@code regexp/syntax} has and RE2/J has not: names of groups as {@code (?<name>…)}, and
 * the rule that repetitions, multiplied where they nest, stay within 1000, without which a short
 * pattern fills the memory.
 */
final class RegexSyntax {
  private static final int MOST_REPEATS = 1000;
  private static final Pattern REPEAT = Pattern.compile("\\{([0-9]{1,9})(,([0-9]{0,9}))?\\}");

  private final String regex;
  private final StringBuilder out = new StringBuilder();
  private int at;

  /** For each open group the largest repetition within it so far. */
  private final Deque<Integer> groups = new ArrayDeque<>();

  /** For each open group how many instructions there are in it so far, about. */
  private final Deque<Long> sizes = new ArrayDeque<>();

  /** The largest repetition within what was read last. */
  private int last = 1;

  /** About how many instructions that is. */
  private long lastSize;

  private RegexSyntax(String regex) {
    this.regex = regex;
  }

  /**
   * An expression as RE2/J reads it.
   *
   * @param size about how many instructions it becomes
   */
  record Translated(String regex, long size) {}

  static Translated forRe2j(String regex) {
    if (regex.indexOf('{') < 0 && !regex.contains("(?<")) {
      return new Translated(regex, regex.length());
    }
    RegexSyntax syntax = new RegexSyntax(regex);
    String translated = syntax.run();
    return new Translated(translated, syntax.sizes.stream().mapToLong(Long::longValue).sum());
  }

  private String run() {
    groups.push(1);
    sizes.push(0L);
    while (at < regex.length()) {
      char c = regex.charAt(at);
      switch (c) {
        case '\\' -> escape();
        case '[' -> characterClass();
        case '(' -> {
          groups.push(1);
          sizes.push(0L);
          if (regex.startsWith("(?<", at)
              && !regex.startsWith("(?<=", at)
              && !regex.startsWith("(?<!", at)) {
            out.append("(?P<");
            at += 3;
          } else {
            copy(1);
          }
          last = 1;
        }
        case ')' -> {
          copy(1);
          boolean open = groups.size() > 1;
          last = open ? groups.pop() : 1;
          note(last);
          atom(open ? sizes.pop() + 2 : 1);
        }
        case '{' -> repeat();
        default -> {
          copy(1);
          last = "*+?".indexOf(c) >= 0 ? last : 1;
          atom(1);
        }
      }
    }
    return out.toString();
  }

  private void copy(int count) {
    int end = Math.min(regex.length(), at + count);
    out.append(regex, at, end);
    at = end;
  }

  private void note(int repeats) {
    groups.push(Math.max(groups.pop(), repeats));
  }

  private void atom(long size) {
    lastSize = size;
    sizes.push(sizes.pop() + size);
  }

  private void escape() {
    if (regex.startsWith("\\Q", at)) {
      int end = regex.indexOf("\\E", at);
      copy(end < 0 ? regex.length() : end + 2 - at);
    } else {
      copy(2);
      if (regex.startsWith("{", at) && "pPx".indexOf(regex.charAt(at - 1)) >= 0) {
        int end = regex.indexOf('}', at);
        copy(end < 0 ? regex.length() : end + 1 - at);
      }
    }
    last = 1;
    atom(1);
  }

  private void characterClass() {
    copy(1);
    if (regex.startsWith("^", at)) {
      copy(1);
    }
    if (regex.startsWith("]", at)) {
      copy(1);
    }
    while (at < regex.length() && regex.charAt(at) != ']') {
      if (regex.startsWith("[:", at) && regex.indexOf(":]", at) > 0) {
        copy(regex.indexOf(":]", at) + 2 - at);
      } else {
        copy(regex.charAt(at) == '\\' ? 2 : 1);
      }
    }
    copy(1);
    last = 1;
    atom(1);
  }

  private void repeat() {
    Matcher repeat = REPEAT.matcher(regex);
    if (!repeat.find(at) || repeat.start() != at) {
      copy(1); // a brace like any character
      last = 1;
      atom(1);
      return;
    }
    int least = Integer.parseInt(repeat.group(1));
    String upper = repeat.group(3);
    int most =
        repeat.group(2) == null || upper == null || upper.isEmpty()
            ? least
            : Integer.parseInt(upper);
    long product = (long) Math.max(1, most) * last;
    if (product > MOST_REPEATS && most > 0) {
      throw new BuiltinError(
          "error parsing regexp: invalid repeat count: `" + repeat.group() + "`");
    }
    last = (int) product;
    note(last);
    atom(lastSize * Math.max(1, most));
    copy(repeat.end() - at);
  }
}
