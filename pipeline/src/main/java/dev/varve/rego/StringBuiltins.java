package dev.varve.rego;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.function.IntPredicate;

/**
 * Strings, counted in code points. OPA: topdown/strings.go, template_string.go; Go's package {@code
 * strings}.
 */
final class StringBuiltins {
  private static final String EMPTY_SEARCH = "empty search character";
  private static final String[] TEXTS = {"string", "set", "array"};
  private static final long MOST_PARTS = Integer.MAX_VALUE;

  private StringBuiltins() {}

  static void register(Map<String, Builtin> all) {
    all.put("concat", StringBuiltins::concat);
    all.put("contains", a -> Operands.text(a, 0).contains(Operands.text(a, 1)));
    all.put("startswith", a -> Operands.text(a, 0).startsWith(Operands.text(a, 1)));
    all.put("endswith", a -> Operands.text(a, 0).endsWith(Operands.text(a, 1)));
    all.put("format_int", StringBuiltins::formatInt);
    all.put("indexof", StringBuiltins::indexOf);
    all.put("indexof_n", StringBuiltins::allIndexes);
    all.put("lower", a -> mapped(Operands.text(a, 0), false));
    all.put("upper", a -> mapped(Operands.text(a, 0), true));
    all.put("replace", StringBuiltins::replace);
    all.put("split", StringBuiltins::split);
    all.put("sprintf", StringBuiltins::sprintf);
    all.put("strings.any_prefix_match", a -> anyMatch(a, String::startsWith));
    all.put("strings.any_suffix_match", a -> anyMatch(a, String::endsWith));
    all.put("strings.count", StringBuiltins::count);
    all.put("strings.replace_n", StringBuiltins::replaceAll);
    all.put("strings.reverse", StringBuiltins::reverse);
    all.put("strings.split_n", StringBuiltins::splitLimited);
    all.put("substring", StringBuiltins::substring);
    all.put("trim", a -> trim(Operands.text(a, 0), inside(Operands.text(a, 1)), true, true));
    all.put("trim_left", a -> trim(Operands.text(a, 0), inside(Operands.text(a, 1)), true, false));
    all.put("trim_right", a -> trim(Operands.text(a, 0), inside(Operands.text(a, 1)), false, true));
    all.put("trim_space", a -> trim(Operands.text(a, 0), GoText::isSpace, true, true));
    all.put("trim_prefix", StringBuiltins::trimPrefix);
    all.put("trim_suffix", StringBuiltins::trimSuffix);
    all.put("internal.template_string", StringBuiltins::template);
    // What rules print is for whoever writes them, and no result.
    all.put("internal.print", a -> Boolean.TRUE);
    all.put("print", a -> Boolean.TRUE);
    all.put("trace", a -> Operands.text(a, 0) != null);
  }

  private static Object concat(Object[] arguments) {
    String separator = Operands.text(arguments, 0);
    List<String> parts = Operands.texts(arguments, 1, "set", "array");
    long length = 0;
    for (String part : parts) {
      length += part.length() + (long) separator.length();
    }
    Bounds.chars(length);
    return String.join(separator, parts);
  }

  private static Object formatInt(Object[] arguments) {
    Object number = Operands.number(arguments, 0);
    Object base = Operands.number(arguments, 1);
    int radix =
        switch (base.toString()) {
          case "2" -> 2;
          case "8" -> 8;
          case "10" -> 10;
          case "16" -> 16;
          default -> throw Operands.error(1, "must be one of {2, 8, 10, 16}");
        };
    if (number instanceof Long whole) {
      return Long.toString(whole, radix);
    }
    String text = number.toString();
    BigInteger whole =
        text.indexOf('.') < 0 && text.indexOf('e') < 0 && text.indexOf('E') < 0
            ? new BigInteger(text)
            : NumberBuiltins.binary(number).truncated();
    return whole.toString(radix);
  }

  private static Object indexOf(Object[] arguments) {
    String text = Operands.text(arguments, 0);
    String search = Operands.text(arguments, 1);
    if (search.isEmpty()) {
      throw new BuiltinError(EMPTY_SEARCH);
    }
    int index = text.indexOf(search);
    return (long) (index < 0 ? -1 : text.codePointCount(0, index));
  }

  private static Object allIndexes(Object[] arguments) {
    String text = Operands.text(arguments, 0);
    String search = Operands.text(arguments, 1);
    if (search.isEmpty()) {
      throw new BuiltinError(EMPTY_SEARCH);
    }
    RegoArray indexes = new RegoArray();
    int counted = 0;
    long points = 0;
    for (int at = text.indexOf(search); at >= 0; at = text.indexOf(search, at + 1)) {
      points += text.codePointCount(counted, at);
      counted = at;
      Bounds.step(indexes.size());
      indexes.add(points);
    }
    return indexes;
  }

  /** Each code point for itself, as Go does: no final sigma, no letter that becomes two. */
  private static String mapped(String text, boolean upper) {
    if (GoText.isAscii(text)) {
      return upper ? text.toUpperCase(Locale.ROOT) : text.toLowerCase(Locale.ROOT);
    }
    StringBuilder out = new StringBuilder(text.length());
    text.codePoints()
        .map(point -> upper ? Character.toUpperCase(point) : Character.toLowerCase(point))
        .forEach(out::appendCodePoint);
    return out.toString();
  }

  private static Object replace(Object[] arguments) {
    String text = Operands.text(arguments, 0);
    String old = Operands.text(arguments, 1);
    return new TextReplacer(List.of(old), List.of(Operands.text(arguments, 2))).replace(text);
  }

  private static Object replaceAll(Object[] arguments) {
    RegoObject patterns = Operands.object(arguments, 0);
    String text = Operands.text(arguments, 1);
    List<String> from = new ArrayList<>();
    List<String> to = new ArrayList<>();
    Object[] values = patterns.valueArray();
    Object[] keys = patterns.keyArray();
    for (int i = 0; i < keys.length; i++) {
      if (!(keys[i] instanceof String key)) {
        throw Operands.error(0, "non-string key found in pattern object");
      }
      if (!(values[i] instanceof String value)) {
        throw Operands.error(0, "non-string value found in pattern object");
      }
      from.add(key);
      to.add(value);
    }
    return new TextReplacer(from, to).replace(text);
  }

  /** Go's {@code strings.Split}: an empty separator takes the text apart into its characters. */
  private static List<String> parts(String text, String separator, long limit) {
    List<String> parts = new ArrayList<>();
    if (limit == 0) {
      return parts;
    }
    int at = 0;
    while (limit < 0 || parts.size() < limit - 1) {
      Bounds.step(parts.size());
      int next;
      if (separator.isEmpty()) {
        next = at < text.length() ? text.offsetByCodePoints(at, 1) : -1;
        if (next < 0 || next == text.length()) {
          break;
        }
      } else {
        next = text.indexOf(separator, at);
        if (next < 0) {
          break;
        }
      }
      parts.add(text.substring(at, next));
      at = next + separator.length();
    }
    if (!separator.isEmpty() || at < text.length()) {
      parts.add(text.substring(at));
    }
    return parts;
  }

  private static Object split(Object[] arguments) {
    return RegoArray.copyOf(parts(Operands.text(arguments, 0), Operands.text(arguments, 1), -1));
  }

  private static Object splitLimited(Object[] arguments) {
    String text = Operands.text(arguments, 0);
    String separator = Operands.text(arguments, 1);
    long count = Operands.integer(arguments, 2);
    if (count >= 0) {
      List<String> parts = parts(text, separator, count == Long.MAX_VALUE ? -1 : count + 1);
      return RegoArray.copyOf(parts.subList(0, (int) Math.min(count, parts.size())));
    }
    List<String> parts = parts(text, separator, -1);
    return RegoArray.copyOf(
        parts.subList(
            (int) Math.max(parts.size() + Math.max(count, -MOST_PARTS), 0), parts.size()));
  }

  private static Object count(Object[] arguments) {
    String text = Operands.text(arguments, 0);
    String search = Operands.text(arguments, 1);
    if (search.isEmpty()) {
      return text.codePointCount(0, text.length()) + 1L;
    }
    long count = 0;
    for (int at = text.indexOf(search); at >= 0; at = text.indexOf(search, at + search.length())) {
      count++;
    }
    return count;
  }

  private static Object anyMatch(Object[] arguments, BiPredicate<String, String> matches) {
    List<String> texts = oneOrMore(arguments, 0);
    List<String> affixes = oneOrMore(arguments, 1);
    long steps = 0;
    for (String text : texts) {
      for (String affix : affixes) {
        if ((++steps & 0xFFFF) == 0) {
          Bounds.look();
        }
        if (matches.test(text, affix)) {
          return true;
        }
      }
    }
    return false;
  }

  private static List<String> oneOrMore(Object[] arguments, int position) {
    return arguments[position] instanceof String text
        ? List.of(text)
        : Operands.texts(arguments, position, TEXTS);
  }

  private static Object reverse(Object[] arguments) {
    StringBuilder text = new StringBuilder(Operands.text(arguments, 0));
    return text.reverse().toString();
  }

  private static Object substring(Object[] arguments) {
    String text = Operands.text(arguments, 0);
    long start = Operands.integer(arguments, 1);
    long length = Operands.integer(arguments, 2);
    if (start < 0) {
      throw new BuiltinError("negative offset");
    }
    int points = text.codePointCount(0, text.length());
    if (start >= points) {
      return "";
    }
    int from = text.offsetByCodePoints(0, (int) start);
    return length < 0 || length >= points - start
        ? text.substring(from)
        : text.substring(from, text.offsetByCodePoints(from, (int) length));
  }

  private static IntPredicate inside(String characters) {
    return point -> characters.indexOf(point) >= 0;
  }

  private static String trim(String text, IntPredicate goes, boolean left, boolean right) {
    int from = 0;
    while (left && from < text.length() && goes.test(text.codePointAt(from))) {
      from += Character.charCount(text.codePointAt(from));
    }
    int to = text.length();
    while (right && to > from && goes.test(text.codePointBefore(to))) {
      to -= Character.charCount(text.codePointBefore(to));
    }
    return text.substring(from, to);
  }

  private static Object trimPrefix(Object[] arguments) {
    String text = Operands.text(arguments, 0);
    String prefix = Operands.text(arguments, 1);
    return text.startsWith(prefix) ? text.substring(prefix.length()) : text;
  }

  private static Object trimSuffix(Object[] arguments) {
    String text = Operands.text(arguments, 0);
    String suffix = Operands.text(arguments, 1);
    return text.endsWith(suffix) ? text.substring(0, text.length() - suffix.length()) : text;
  }

  private static Object sprintf(Object[] arguments) {
    String format = Operands.text(arguments, 0);
    RegoArray values = Operands.array(arguments, 1);
    List<Object> printed = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      Object value = values.get(i);
      if (value instanceof Long whole) {
        printed.add(BigInteger.valueOf(whole));
      } else if (value instanceof RegoNumber number) {
        printed.add(printed(number));
      } else {
        printed.add(value instanceof String text ? text : RegoNotation.text(value));
      }
    }
    String text = GoFormat.format(format, printed);
    Bounds.chars(text.length());
    return text;
  }

  /** Written with a fraction or an exponent, it is a fraction to Go; beyond a double, a text. */
  private static Object printed(RegoNumber number) {
    String text = number.toString();
    if (text.indexOf('.') < 0 && text.indexOf('e') < 0 && text.indexOf('E') < 0) {
      return new BigInteger(text);
    }
    double value = Double.parseDouble(text); // which knows -0.0
    return Double.isInfinite(value) ? text : (Object) value;
  }

  /** The parts of {@code $"…"}: scalars as they are, anything else as the only element of a set. */
  private static Object template(Object[] arguments) {
    RegoArray parts = Operands.array(arguments, 0);
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < parts.size(); i++) {
      Object part = parts.get(i);
      if (part instanceof RegoSet set) {
        if (set.size() > 1) {
          throw new BuiltinError("template-strings must not produce multiple outputs");
        }
        part = set.size() == 0 ? "<undefined>" : set.toArray()[0];
      } else if (part instanceof RegoArray || part instanceof RegoObject) {
        throw new BuiltinError("illegal argument type: " + Values.typeName(part));
      }
      out.append(part instanceof String text ? text : RegoNotation.text(part));
      Bounds.chars(out.length());
    }
    return out.toString();
  }
}
