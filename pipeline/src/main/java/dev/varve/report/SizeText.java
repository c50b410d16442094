package dev.varve.report;

import java.util.List;
import java.util.Locale;

/** Byte counts and other numbers for people. */
public final class SizeText {
  private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};

  private SizeText() {}

  /** A size in decimal units with at most three digits, as container tools print it: 1.2 MB. */
  public static String of(long bytes) {
    if (bytes < 0) {
      return "-" + of(bytes == Long.MIN_VALUE ? Long.MAX_VALUE : -bytes);
    }
    if (bytes < 1000) {
      return bytes + " B";
    }
    double value = bytes;
    int unit = 0;
    // 999.5 kB would round to 1000 kB.
    while (value >= 999.5) {
      value /= 1000;
      unit++;
    }
    return String.format(Locale.ROOT, value < 9.95 ? "%.1f %s" : "%.0f %s", value, UNITS[unit]);
  }

  /** A size with its sign, for differences. */
  public static String signed(long bytes) {
    return bytes > 0 ? "+" + of(bytes) : of(bytes);
  }

  /** A count with its digits in groups of three: 1,234,567. */
  public static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** A count with the right form of a noun whose plural takes an s. */
  public static String count(long number, String noun) {
    return count(number) + " " + noun + (number == 1 ? "" : "s");
  }

  /**
   * The first of several names, and how many more there are.
   *
   * @param most to be named
   */
  public static String few(List<String> names, int most) {
    String first = String.join(", ", names.subList(0, Math.min(names.size(), most)));
    int more = names.size() - most;
    return more > 0 ? first + " and " + count(more) + " more" : first;
  }

  /** A share of one as a percentage. */
  public static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f %%", share * 100);
  }
}
