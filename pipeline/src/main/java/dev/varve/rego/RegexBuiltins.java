package dev.varve.rego;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Regular expressions of RE2's, in time linear in the text, and globs. OPA: topdown/regex.go,
 * regex_template.go, glob.go; Go's package {@code regexp}.
 */
final class RegexBuiltins {
  /** Compiled patterns that are kept; patterns may come from inputs. */
  private static final int KEPT = 500;

  /** Instructions of all patterns that are kept, at some fifty bytes each. */
  private static final long KEPT_INSTRUCTIONS = 200_000;

  /** Instructions of one pattern; Go refuses more than some three million. */
  private static final long MOST_INSTRUCTIONS = 500_000;

  /** Longer patterns are refused: what they compile to is larger by far. */
  private static final int MOST_PATTERN_CHARS = 64 << 10;

  /**
   * Instructions of a pattern times characters of a text: some seconds of work, during which nobody
   * can stop it.
   */
  private static final long MOST_STEPS = 2_000_000_000L;

  private static final Kept<String> PATTERNS = new Kept<>();
  private static final Kept<List<String>> GLOBS = new Kept<>();

  /**
   * A pattern.
   *
   * @param size about how many instructions it has
   */
  private record Compiled(Pattern pattern, long size) {
    Matcher matcher(String text) {
      if (size * text.length() > MOST_STEPS) {
        throw new BuiltinError("the pattern and the text are too large for each other");
      }
      return pattern.matcher(text);
    }
  }

  /** Compiled patterns by how they are written; when they are too many, it begins anew. */
  private static final class Kept<K> {
    private final Map<K, Compiled> patterns = new ConcurrentHashMap<>();
    private final AtomicLong instructions = new AtomicLong();

    @Nullable Compiled get(K key) {
      return patterns.get(key);
    }

    void put(K key, Compiled pattern) {
      if (pattern.size > KEPT_INSTRUCTIONS) {
        return;
      }
      if (instructions.addAndGet(pattern.size) > KEPT_INSTRUCTIONS || patterns.size() >= KEPT) {
        patterns.clear();
        instructions.set(pattern.size);
      }
      patterns.put(key, pattern);
    }
  }

  private RegexBuiltins() {}

  static void register(Map<String, Builtin> all) {
    all.put("regex.is_valid", RegexBuiltins::isValid);
    all.put("regex.match", RegexBuiltins::match);
    all.put("re_match", RegexBuiltins::match);
    all.put("regex.split", RegexBuiltins::split);
    all.put("regex.find_n", RegexBuiltins::findAll);
    all.put("regex.find_all_string_submatch_n", RegexBuiltins::findAllGroups);
    all.put("regex.replace", RegexBuiltins::replace);
    all.put("regex.template_match", RegexBuiltins::matchTemplate);
    all.put("glob.match", RegexBuiltins::matchGlob);
    all.put("glob.quote_meta", a -> GlobPattern.quoteMeta(Operands.text(a, 0)));
  }

  private static Compiled compile(String regex) {
    Compiled known = PATTERNS.get(regex);
    if (known != null) {
      return known;
    }
    if (regex.length() > MOST_PATTERN_CHARS) {
      throw new BuiltinError("the pattern is longer than " + MOST_PATTERN_CHARS + " characters");
    }
    try {
      RegexSyntax.Translated translated = RegexSyntax.forRe2j(regex);
      if (translated.size() > MOST_INSTRUCTIONS) {
        throw new BuiltinError("error parsing regexp: expression too large");
      }
      Compiled pattern = new Compiled(Pattern.compile(translated.regex()), translated.size());
      PATTERNS.put(regex, pattern);
      return pattern;
    } catch (PatternSyntaxException e) {
      throw new BuiltinError(String.valueOf(e.getMessage()));
    } catch (StackOverflowError e) {
      throw new BuiltinError("error parsing regexp: expression nests too deeply");
    }
  }

  private static Object isValid(Object[] arguments) {
    if (!(arguments[0] instanceof String regex)) {
      return false;
    }
    try {
      compile(regex);
      return true;
    } catch (BuiltinError e) {
      return false;
    }
  }

  private static Object match(Object[] arguments) {
    String regex = Operands.text(arguments, 0);
    String text = Operands.text(arguments, 1);
    return compile(regex).matcher(text).find();
  }

  /** Start and end of each group of a match, -1 for one that took no part. */
  private static int[] groups(Matcher matcher) {
    int[] places = new int[2 * (matcher.groupCount() + 1)];
    for (int i = 0; i <= matcher.groupCount(); i++) {
      places[2 * i] = matcher.start(i);
      places[2 * i + 1] = matcher.end(i);
    }
    return places;
  }

  /**
   * Go's {@code FindAll}: without overlaps, and an empty match does not follow directly upon
   * another.
   *
   * @param most negative for all
   */
  private static List<int[]> matches(Compiled pattern, String text, long most) {
    List<int[]> found = new ArrayList<>();
    Matcher matcher = pattern.matcher(text);
    int at = 0;
    int lastEnd = -1;
    while ((most < 0 || found.size() < most) && at <= text.length() && matcher.find(at)) {
      Bounds.step(found.size());
      Bounds.look();
      boolean accepted = true;
      if (matcher.end() == at) {
        accepted = matcher.start() != lastEnd;
        at += at < text.length() ? Character.charCount(text.codePointAt(at)) : 1;
      } else {
        at = matcher.end();
      }
      lastEnd = matcher.end();
      if (accepted) {
        found.add(groups(matcher));
      }
    }
    return found;
  }

  private static Object split(Object[] arguments) {
    String regex = Operands.text(arguments, 0);
    String text = Operands.text(arguments, 1);
    Compiled pattern = compile(regex);
    RegoArray parts = new RegoArray();
    if (!regex.isEmpty() && text.isEmpty()) {
      return parts.add("");
    }
    int begin = 0;
    int end = 0;
    for (int[] match : matches(pattern, text, -1)) {
      end = match[0];
      if (match[1] != 0) {
        parts.add(text.substring(begin, end));
      }
      begin = match[1];
    }
    if (end != text.length()) {
      parts.add(text.substring(begin));
    }
    return parts;
  }

  private static Object findAll(Object[] arguments) {
    String regex = Operands.text(arguments, 0);
    String text = Operands.text(arguments, 1);
    long most = Operands.integer(arguments, 2);
    RegoArray found = new RegoArray();
    for (int[] match : matches(compile(regex), text, most)) {
      found.add(text.substring(match[0], match[1]));
    }
    return found;
  }

  private static Object findAllGroups(Object[] arguments) {
    String regex = Operands.text(arguments, 0);
    String text = Operands.text(arguments, 1);
    long most = Operands.integer(arguments, 2);
    RegoArray found = new RegoArray();
    for (int[] match : matches(compile(regex), text, most)) {
      RegoArray groups = new RegoArray(match.length / 2);
      for (int i = 0; i < match.length; i += 2) {
        groups.add(group(text, match, i / 2));
      }
      found.add(groups);
    }
    return found;
  }

  private static String group(String text, int[] match, int group) {
    boolean took = 2 * group < match.length && match[2 * group] >= 0;
    return took ? text.substring(match[2 * group], match[2 * group + 1]) : "";
  }

  private static Object replace(Object[] arguments) {
    String text = Operands.text(arguments, 0);
    Compiled pattern = compile(Operands.text(arguments, 1));
    String template = Operands.text(arguments, 2);
    StringBuilder out = new StringBuilder();
    int end = 0;
    for (int[] match : matches(pattern, text, -1)) {
      out.append(text, end, match[0]);
      expand(template, pattern.pattern, text, match, out);
      end = match[1];
      Bounds.chars(out.length());
    }
    return out.append(text, end, text.length()).toString();
  }

  /** {@code $1}, {@code ${1}}, {@code $name}, {@code ${name}}, {@code $$}. */
  private static void expand(
      String template, Pattern pattern, String text, int[] match, StringBuilder out) {
    int at = 0;
    while (at < template.length()) {
      int dollar = template.indexOf('$', at);
      if (dollar < 0) {
        break;
      }
      out.append(template, at, dollar);
      at = dollar + 1;
      if (template.startsWith("$", at)) {
        out.append('$');
        at++;
        continue;
      }
      boolean brace = template.startsWith("{", at);
      int start = brace ? at + 1 : at;
      int end = start;
      while (end < template.length() && isWord(template.codePointAt(end))) {
        end += Character.charCount(template.codePointAt(end));
      }
      if (end == start || (brace && !template.startsWith("}", end))) {
        out.append('$'); // malformed: it stands for itself
        continue;
      }
      out.append(reference(template.substring(start, end), pattern, text, match));
      at = brace ? end + 1 : end;
    }
    out.append(template, at, template.length());
  }

  private static boolean isWord(int point) {
    return Character.isLetter(point) || Character.isDigit(point) || point == '_';
  }

  private static String reference(String name, Pattern pattern, String text, int[] match) {
    if (name.matches("[0-9]{1,8}")) {
      boolean number = name.length() == 1 || name.charAt(0) != '0';
      return number ? group(text, match, Integer.parseInt(name)) : "";
    }
    Integer group = pattern.namedGroups().get(name);
    return group == null ? "" : group(text, match, group);
  }

  private static Object matchTemplate(Object[] arguments) {
    String template = Operands.text(arguments, 0);
    String text = Operands.text(arguments, 1);
    String start = Operands.text(arguments, 2);
    String end = Operands.text(arguments, 3);
    if (GoText.length(start) != 1) {
      throw new BuiltinError(
          "start delimiter has to be exactly one character long but is "
              + GoText.length(start)
              + " long");
    }
    if (GoText.length(end) != 1) {
      throw new BuiltinError(
          "end delimiter has to be exactly one character long but is "
              + GoText.length(start)
              + " long");
    }
    return compile(fromTemplate(template, start.charAt(0), end.charAt(0))).matcher(text).find();
  }

  /** What stands between the delimiters is a pattern, everything else stands for itself. */
  private static String fromTemplate(String template, char start, char end) {
    StringBuilder regex = new StringBuilder("^");
    int level = 0;
    int begin = 0;
    for (int i = 0; i < template.length(); i++) {
      char c = template.charAt(i);
      if (c == start) {
        if (++level == 1) {
          regex.append(Pattern.quote(template.substring(begin, i)));
          begin = i + 1;
        }
      } else if (c == end) {
        if (--level == 0) {
          String inner = template.substring(begin, i);
          compile("^" + inner + "$");
          regex.append('(').append(inner).append(')');
          begin = i + 1;
        } else if (level < 0) {
          break;
        }
      }
    }
    if (level != 0) {
      throw new BuiltinError("unbalanced braces in " + GoQuote.text(template, false));
    }
    return regex.append(Pattern.quote(template.substring(begin))).append('$').toString();
  }

  private static Object matchGlob(Object[] arguments) {
    String glob = Operands.text(arguments, 0);
    StringBuilder delimiters = new StringBuilder();
    if (arguments[1] instanceof RegoArray array) {
      for (int i = 0; i < array.size(); i++) {
        if (!(array.get(i) instanceof String text)) {
          throw Operands.wrongElement(1, array, array.get(i), "string");
        }
        if (text.codePointCount(0, text.length()) != 1) {
          throw Operands.wrongElement(1, array, text, "rune");
        }
        delimiters.append(text);
      }
      if (array.size() == 0) {
        delimiters.append('.');
      }
    } else if (!(arguments[1] instanceof RegoNull)) {
      throw Operands.wrongType(1, arguments[1], "array", "null");
    }
    String text = Operands.text(arguments, 2);
    return glob(glob, delimiters.toString()).matcher(text).matches();
  }

  private static Compiled glob(String glob, String delimiters) {
    List<String> key = List.of(glob, delimiters);
    Compiled known = GLOBS.get(key);
    if (known != null) {
      return known;
    }
    // Every star is written out with all delimiters.
    if (glob.length() * (delimiters.length() / 4L + 1) > MOST_PATTERN_CHARS) {
      throw new BuiltinError("the pattern is longer than " + MOST_PATTERN_CHARS + " characters");
    }
    Compiled pattern;
    try {
      pattern = new Compiled(GlobPattern.compile(glob, delimiters), glob.length());
    } catch (StackOverflowError e) {
      throw new BuiltinError("the pattern nests too deeply");
    }
    GLOBS.put(key, pattern);
    return pattern;
  }
}
