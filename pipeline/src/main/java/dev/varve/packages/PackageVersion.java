package dev.varve.packages;

import java.util.Comparator;
import java.util.List;

/**
 * The order of package versions by the rules of their managers: deb-version(7), {@code rpmvercmp}
 * of rpm (with {@code ~} and {@code ^}), and apk-tools' {@code apk version}. A manager that is not
 * known has no order.
 */
public final class PackageVersion {
  /** apk's suffixes in their order; those before the empty one come before the release. */
  private static final List<String> APK_SUFFIXES =
      List.of("alpha", "beta", "pre", "rc", "", "cvs", "svn", "git", "hg", "p");

  private PackageVersion() {}

  /** Whether versions of this manager have an order. */
  public static boolean isOrdered(String manager) {
    return manager.equals("dpkg") || manager.equals("rpm") || manager.equals("apk");
  }

  /**
   * Orders versions, older first.
   *
   * @throws IllegalArgumentException if the manager's versions have no order
   */
  public static Comparator<String> order(String manager) {
    return switch (manager) {
      case "dpkg" -> PackageVersion::dpkg;
      case "rpm" -> PackageVersion::rpm;
      case "apk" -> PackageVersion::apk;
      default -> throw new IllegalArgumentException(manager);
    };
  }

  private static int dpkg(String a, String b) {
    int byEpoch = number(epoch(a), epoch(b));
    if (byEpoch != 0) {
      return byEpoch;
    }
    int byUpstream = debian(upstream(withoutEpoch(a)), upstream(withoutEpoch(b)));
    return byUpstream != 0 ? byUpstream : debian(revision(a), revision(b));
  }

  private static String epoch(String version) {
    int colon = version.indexOf(':');
    return colon < 0 ? "0" : version.substring(0, colon);
  }

  private static String withoutEpoch(String version) {
    return version.substring(version.indexOf(':') + 1);
  }

  private static String upstream(String version) {
    int dash = version.lastIndexOf('-');
    return dash < 0 ? version : version.substring(0, dash);
  }

  private static String revision(String version) {
    int dash = version.lastIndexOf('-');
    return dash < 0 ? "" : version.substring(dash + 1);
  }

  /** Stretches of other characters and of digits in turn; a tilde comes before the end. */
  private static int debian(String a, String b) {
    int i = 0;
    int j = 0;
    while (i < a.length() || j < b.length()) {
      while ((i < a.length() && !isDigit(a, i)) || (j < b.length() && !isDigit(b, j))) {
        int order = Integer.compare(weight(a, i), weight(b, j));
        if (order != 0) {
          return order;
        }
        i++;
        j++;
      }
      int endA = digits(a, i);
      int endB = digits(b, j);
      int order =
          number(a.substring(Math.min(i, endA), endA), b.substring(Math.min(j, endB), endB));
      if (order != 0) {
        return order;
      }
      i = endA;
      j = endB;
    }
    return 0;
  }

  private static int weight(String text, int at) {
    if (at >= text.length() || isDigit(text, at)) {
      return 0;
    }
    char c = text.charAt(at);
    return c == '~' ? -1 : isLetter(c) ? c : c + 256;
  }

  private static int rpm(String a, String b) {
    int byEpoch = number(epoch(a), epoch(b));
    if (byEpoch != 0) {
      return byEpoch;
    }
    int byVersion = segments(upstream(withoutEpoch(a)), upstream(withoutEpoch(b)));
    return byVersion != 0 ? byVersion : segments(revision(a), revision(b));
  }

  /** Letters and digits in segments; what separates them does not count. */
  private static int segments(String a, String b) {
    int i = 0;
    int j = 0;
    while (i < a.length() || j < b.length()) {
      i = separators(a, i);
      j = separators(b, j);
      char x = i < a.length() ? a.charAt(i) : 0;
      char y = j < b.length() ? b.charAt(j) : 0;
      if (x == '~' || y == '~') {
        if (x != y) {
          return x == '~' ? -1 : 1;
        }
        i++;
        j++;
        continue;
      }
      if (x == '^' || y == '^') {
        if (x != y) {
          // A caret comes after the end and before anything else.
          return x == '^' ? (y == 0 ? 1 : -1) : (x == 0 ? -1 : 1);
        }
        i++;
        j++;
        continue;
      }
      if (x == 0 || y == 0) {
        break;
      }
      boolean numeric = isDigit(a, i);
      int endA = numeric ? digits(a, i) : letters(a, i);
      int endB = numeric ? digits(b, j) : letters(b, j);
      if (endB == j) {
        return numeric ? 1 : -1;
      }
      String one = a.substring(i, endA);
      String other = b.substring(j, endB);
      int order = numeric ? number(one, other) : one.compareTo(other);
      if (order != 0) {
        return order;
      }
      i = endA;
      j = endB;
    }
    return Integer.compare(a.length() - i, b.length() - j);
  }

  private static int separators(String text, int from) {
    int at = from;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (isDigit(text, at) || isLetter(c) || c == '~' || c == '^') {
        break;
      }
      at++;
    }
    return at;
  }

  /** {@code 1.2.3a_rc1-r4}: numbers, a letter, suffixes, the revision. */
  private static int apk(String a, String b) {
    String[] x = apkParts(a);
    String[] y = apkParts(b);
    int order = numbers(x[0].split("\\."), y[0].split("\\."));
    order = order != 0 ? order : x[1].compareTo(y[1]);
    order = order != 0 ? order : suffixes(x[2], y[2]);
    return order != 0 ? order : number(x[3], y[3]);
  }

  private static String[] apkParts(String version) {
    String revision = "0";
    String rest = version;
    int r = rest.lastIndexOf("-r");
    if (r >= 0) {
      revision = rest.substring(r + 2);
      rest = rest.substring(0, r);
    }
    int hash = rest.indexOf('~');
    rest = hash < 0 ? rest : rest.substring(0, hash);
    int underscore = rest.indexOf('_');
    String suffixes = underscore < 0 ? "" : rest.substring(underscore + 1);
    String numbers = underscore < 0 ? rest : rest.substring(0, underscore);
    int last = numbers.length() - 1;
    boolean lettered = last > 0 && isLetter(numbers.charAt(last));
    return new String[] {
      lettered ? numbers.substring(0, last) : numbers,
      lettered ? numbers.substring(last) : "",
      suffixes,
      revision
    };
  }

  private static int numbers(String[] a, String[] b) {
    for (int i = 0; i < Math.max(a.length, b.length); i++) {
      if (i >= a.length || i >= b.length) {
        return Integer.compare(a.length, b.length);
      }
      // After the first, a number with a leading zero is a fraction.
      boolean fraction = i > 0 && (a[i].startsWith("0") || b[i].startsWith("0"));
      int order = fraction ? a[i].compareTo(b[i]) : number(a[i], b[i]);
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  private static int suffixes(String a, String b) {
    String[] x = a.split("_");
    String[] y = b.split("_");
    for (int i = 0; i < Math.max(x.length, y.length); i++) {
      String one = i < x.length ? x[i] : "";
      String other = i < y.length ? y[i] : "";
      int order =
          Integer.compare(
              APK_SUFFIXES.indexOf(one.replaceAll("[0-9]", "")),
              APK_SUFFIXES.indexOf(other.replaceAll("[0-9]", "")));
      order =
          order != 0 ? order : number(one.replaceAll("[^0-9]", ""), other.replaceAll("[^0-9]", ""));
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  /** Digits of any length; none are zero, and what is no number is compared as text. */
  private static int number(String a, String b) {
    String x = a.replaceFirst("^0+", "");
    String y = b.replaceFirst("^0+", "");
    return x.length() != y.length() ? Integer.compare(x.length(), y.length()) : x.compareTo(y);
  }

  private static int digits(String text, int from) {
    int at = from;
    while (at < text.length() && isDigit(text, at)) {
      at++;
    }
    return at;
  }

  private static int letters(String text, int from) {
    int at = from;
    while (at < text.length() && isLetter(text.charAt(at))) {
      at++;
    }
    return at;
  }

  private static boolean isDigit(String text, int at) {
    char c = text.charAt(at);
    return c >= '0' && c <= '9';
  }

  private static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }
}
