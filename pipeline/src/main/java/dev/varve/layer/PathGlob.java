package dev.varve.layer;

import dev.varve.blob.Bytes;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A glob over paths in normal form: {@code *} and {@code ?} stay within a component, {@code **}
 * spans any number of components (also none), {@code [a-z]} and {@code [!a-z]} are classes, {@code
 * {a,b}} are choices. A leading slash is ignored. Paths that are not UTF-8 are matched in their
 * escaped text form.
 */
public final class PathGlob {
  private final String glob;
  private final Pattern pattern;

  private PathGlob(String glob, Pattern pattern) {
    this.glob = glob;
    this.pattern = pattern;
  }

  /**
   * Compiles a glob; every text is one: unclosed classes and choices are taken literally, and so is
   * a glob with a class that runs backwards, such as {@code [z-a]}.
   */
  public static PathGlob of(String glob) {
    String text = glob.startsWith("/") ? glob.substring(1) : glob;
    try {
      return new PathGlob(glob, Pattern.compile(regex(text), Pattern.DOTALL));
    } catch (PatternSyntaxException e) {
      return new PathGlob(glob, Pattern.compile(Pattern.quote(text)));
    }
  }

  public boolean matches(Bytes path) {
    return matches(path.text());
  }

  public boolean matches(String path) {
    return pattern.matcher(path).matches();
  }

  @Override
  public String toString() {
    return glob;
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
