package dev.varve.layer;

import dev.varve.blob.Bytes;
import java.io.Serializable;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * A glob over paths in normal form: {@code *} and {@code ?} stay within a component, {@code **}
 * spans any number of components (also none), {@code [a-z]} and {@code [!a-z]} are classes, {@code
 * {a,b}} are choices. A leading slash is ignored. Paths that are not UTF-8 are matched in their
 * escaped text form.
 */
public final class PathGlob implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final String SPECIAL = "*?[]{}";

  private final String glob;
  private final Pattern pattern;

  /** What every match begins and ends with: most paths are told by it and never see the pattern. */
  private final String prefix;

  private final String suffix;

  private PathGlob(String glob, String text, Pattern pattern) {
    this.glob = glob;
    this.pattern = pattern;
    this.prefix = literalPrefix(text);
    this.suffix = literalSuffix(text);
  }

  /**
   * Compiles a glob; every text is one: unclosed classes and choices are taken literally, and so is
   * a glob with a class that runs backwards, such as {@code [z-a]}.
   */
  public static PathGlob of(String glob) {
    String text = glob.startsWith("/") ? glob.substring(1) : glob;
    try {
      return new PathGlob(glob, text, Pattern.compile(regex(text), Pattern.DOTALL));
    } catch (PatternSyntaxException e) {
      return new PathGlob(glob, text, Pattern.compile(Pattern.quote(text)));
    }
  }

  /** Position of the first bracket that opens a class which nothing closes, or -1. */
  public static int unclosedClass(String glob) {
    int i = glob.indexOf('[');
    while (i >= 0) {
      int end = classEnd(glob, i);
      if (end < 0) {
        return i;
      }
      i = glob.indexOf('[', end + 1);
    }
    return -1;
  }

  public boolean matches(Bytes path) {
    return matches(path.text());
  }

  public boolean matches(String path) {
    return path.startsWith(prefix) && path.endsWith(suffix) && pattern.matcher(path).matches();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof PathGlob that && glob.equals(that.glob);
  }

  @Override
  public int hashCode() {
    return glob.hashCode();
  }

  /** As written. */
  @Override
  public String toString() {
    return glob;
  }

  private static String literalPrefix(String glob) {
    int end = 0;
    while (end < glob.length() && SPECIAL.indexOf(glob.charAt(end)) < 0) {
      end++;
    }
    return glob.substring(0, end);
  }

  /** Choices may be left open and reach to the end, so a glob with any has no sure suffix. */
  private static String literalSuffix(String glob) {
    if (glob.indexOf('{') >= 0) {
      return "";
    }
    int start = glob.length();
    while (start > 0 && SPECIAL.indexOf(glob.charAt(start - 1)) < 0) {
      start--;
    }
    // The slash of "**/" belongs to it.
    boolean spanning = start >= 2 && glob.startsWith("**/", start - 2);
    return glob.substring(spanning ? start + 1 : start);
  }

  private static String regex(String glob) {
    StringBuilder out = new StringBuilder(glob.length() + 16);
    int choices = 0;
    int i = 0;
    while (i < glob.length()) {
      char c = glob.charAt(i);
      if (glob.startsWith("**/", i) && (i == 0 || glob.charAt(i - 1) == '/')) {
        out.append("(?:.*/)?");
        i += 3;
      } else if (glob.startsWith("**", i)) {
        out.append(".*");
        i += 2;
      } else if (c == '[' && classEnd(glob, i) > 0) {
        int end = classEnd(glob, i);
        String inside = glob.substring(i + 1, end);
        boolean negated = inside.startsWith("!") || inside.startsWith("^");
        String members = (negated ? inside.substring(1) : inside).replace("\\", "\\\\");
        out.append(negated ? "[^/" : "[").append(members.replace("[", "\\[").replace("&&", "&\\&"));
        out.append(']');
        i = end + 1;
      } else {
        if (c == '*') {
          out.append("[^/]*");
        } else if (c == '?') {
          out.append("[^/]");
        } else if (c == '{' && glob.indexOf('}', i) > 0) {
          out.append("(?:");
          choices++;
        } else if (c == '}' && choices > 0) {
          out.append(')');
          choices--;
        } else if (c == ',' && choices > 0) {
          out.append('|');
        } else {
          out.append(Pattern.quote(String.valueOf(c)));
        }
        i++;
      }
    }
    out.append(")".repeat(choices));
    return out.toString();
  }

  /** Position of the bracket that closes the class opened at {@code open}, or -1. */
  private static int classEnd(String glob, int open) {
    int first = open + 1;
    if (first < glob.length() && (glob.charAt(first) == '!' || glob.charAt(first) == '^')) {
      first++;
    }
    return glob.indexOf(']', first + 1);
  }
}
