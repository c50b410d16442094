package dev.varve.json;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/**
 * The shortest decimal that reads back as the same double, in the form {@code 0.98}, {@code 1.0},
 * {@code 1e-05} (semantics.md section 10). {@link Double#toString} of Java 17 is sometimes longer
 * than needed.
 */
final class ShortestDecimal {
  private static final int MAX_DIGITS = 17;

  /** Positions of the decimal point outside of which the form with an exponent is used. */
  private static final int LOWEST_POINT = -4;

  private static final int HIGHEST_POINT = 16;

  private ShortestDecimal() {}

  static String of(double value) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      throw new IllegalArgumentException("JSON has no form for " + value);
    }
    if (value == 0) {
      return Double.doubleToRawLongBits(value) < 0 ? "-0.0" : "0.0";
    }
    BigDecimal shortest = shortest(Math.abs(value));
    String digits = shortest.unscaledValue().toString();
    int point = digits.length() - shortest.scale();
    String sign = value < 0 ? "-" : "";
    if (point <= LOWEST_POINT || point > HIGHEST_POINT) {
      int exponent = point - 1;
      String tail = digits.length() == 1 ? "" : "." + digits.substring(1);
      String padding = Math.abs(exponent) < 10 ? "0" : "";
      return sign
          + digits.charAt(0)
          + tail
          + (exponent < 0 ? "e-" : "e+")
          + padding
          + Math.abs(exponent);
    }
    if (point <= 0) {
      return sign + "0." + "0".repeat(-point) + digits;
    }
    if (point >= digits.length()) {
      return sign + digits + "0".repeat(point - digits.length()) + ".0";
    }
    return sign + digits.substring(0, point) + "." + digits.substring(point);
  }

  /** Fewest digits first; of two candidates of one length the closer one. */
  private static BigDecimal shortest(double value) {
    BigDecimal exact = new BigDecimal(value);
    for (int digits = 1; digits < MAX_DIGITS; digits++) {
      BigDecimal below = exact.round(new MathContext(digits, RoundingMode.DOWN));
      BigDecimal above = exact.round(new MathContext(digits, RoundingMode.UP));
      BigDecimal nearest = exact.round(new MathContext(digits, RoundingMode.HALF_EVEN));
      BigDecimal other = nearest.equals(below) ? above : below;
      if (nearest.doubleValue() == value) {
        return nearest.stripTrailingZeros();
      }
      if (other.doubleValue() == value) {
        return other.stripTrailingZeros();
      }
    }
    return exact.round(new MathContext(MAX_DIGITS, RoundingMode.HALF_EVEN)).stripTrailingZeros();
  }
}
