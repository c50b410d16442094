package dev.varve.rego;

import java.math.BigInteger;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A version after SemVer 2.0.0, with or without a {@code v} in front; build metadata is dropped.
 */
record SemanticVersion(long major, long minor, long patch, String preRelease)
    implements Comparable<SemanticVersion> {
  private static final Pattern IDENTIFIERS = Pattern.compile("[0-9A-Za-z-]+(\\.[0-9A-Za-z-]+)*");
  private static final Pattern NUMERIC = Pattern.compile("0|[1-9][0-9]{0,18}");
  private static final Pattern DIGITS = Pattern.compile("[0-9]+");

  /** Null if the text is no version. */
  static @Nullable SemanticVersion parse(String text) {
    String rest = text.startsWith("v") ? text.substring(1) : text;
    int plus = rest.indexOf('+');
    if (plus >= 0 && !IDENTIFIERS.matcher(rest.substring(plus + 1)).matches()) {
      return null;
    }
    rest = plus < 0 ? rest : rest.substring(0, plus);
    int minus = rest.indexOf('-');
    String preRelease = minus < 0 ? "" : rest.substring(minus + 1);
    if (minus >= 0 && !isPreRelease(preRelease)) {
      return null;
    }
    String[] numbers = (minus < 0 ? rest : rest.substring(0, minus)).split("\\.", -1);
    if (numbers.length != 3) {
      return null;
    }
    long[] values = new long[3];
    for (int i = 0; i < 3; i++) {
      if (!NUMERIC.matcher(numbers[i]).matches()
          || new BigInteger(numbers[i]).bitLength() > Long.SIZE - 1) {
        return null;
      }
      values[i] = Long.parseLong(numbers[i]);
    }
    return new SemanticVersion(values[0], values[1], values[2], preRelease);
  }

  private static boolean isPreRelease(String text) {
    if (!IDENTIFIERS.matcher(text).matches()) {
      return false;
    }
    for (String part : text.split("\\.", -1)) {
      if (part.length() > 1 && part.charAt(0) == '0' && DIGITS.matcher(part).matches()) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int compareTo(SemanticVersion other) {
    int numbers = Long.compare(major, other.major);
    numbers = numbers != 0 ? numbers : Long.compare(minor, other.minor);
    numbers = numbers != 0 ? numbers : Long.compare(patch, other.patch);
    if (numbers != 0 || preRelease.equals(other.preRelease)) {
      return numbers;
    }
    if (preRelease.isEmpty() || other.preRelease.isEmpty()) {
      return preRelease.isEmpty() ? 1 : -1;
    }
    String[] ours = preRelease.split("\\.", -1);
    String[] theirs = other.preRelease.split("\\.", -1);
    for (int i = 0; i < Math.min(ours.length, theirs.length); i++) {
      int order = compare(ours[i], theirs[i]);
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(ours.length, theirs.length);
  }

  private static int compare(String a, String b) {
    boolean numberA = DIGITS.matcher(a).matches();
    boolean numberB = DIGITS.matcher(b).matches();
    if (numberA != numberB) {
      return numberA ? -1 : 1;
    }
    return Integer.signum(numberA ? number(a).compareTo(number(b)) : a.compareTo(b));
  }

  /** OPA reads these into 64 bits, and takes the largest such number for anything beyond. */
  private static BigInteger number(String digits) {
    return new BigInteger(digits).min(BigInteger.valueOf(Long.MAX_VALUE));
  }
}
