package dev.varve.rego;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/**
 * A binary fraction with a mantissa of 64 bits (in a product 53), which is what OPA calculates in
 * as soon as a number is not whole: Go's {@code math/big.Float} at its default precision, rounding
 * to the nearest and ties to even.
 *
 * <p>The value is {@code mantissa * 2^exponent}; a zero may be negative.
 */
final class BinaryFloat {
  private static final int PRECISION = 64;

  /** Of products, since OPA begins them with a double. */
  private static final int DOUBLE_PRECISION = 53;

  /** Beyond this Go's text has an exponent: below {@code 0.0001} and from a million on. */
  private static final int LOWEST_EXPONENT = -4;

  private static final int HIGHEST_EXPONENT = 6;

  static final BinaryFloat ZERO = new BinaryFloat(BigInteger.ZERO, 0, false, PRECISION);

  /** One, with the mantissa of a double: so has what it is multiplied to. */
  static final BinaryFloat DOUBLE_ONE = new BinaryFloat(BigInteger.ONE, 0, false, DOUBLE_PRECISION);

  private static final BinaryFloat HALF = new BinaryFloat(BigInteger.ONE, -1, false, PRECISION);

  private final BigInteger magnitude;
  private final int exponent;
  private final boolean negative;
  private final int precision;

  private BinaryFloat(BigInteger magnitude, int exponent, boolean negative, int precision) {
    this.magnitude = magnitude;
    this.exponent = exponent;
    this.negative = negative;
    this.precision = precision;
  }

  /** The nearest one to a decimal number. */
  static BinaryFloat of(BigDecimal value, boolean negative) {
    BigInteger numerator = value.unscaledValue().abs();
    int scale = value.scale();
    if (scale <= 0) {
      return rounded(numerator.multiply(BigInteger.TEN.pow(-scale)), 0, negative, PRECISION);
    }
    return quotient(numerator, 0, BigInteger.TEN.pow(scale), 0, negative);
  }

  static BinaryFloat of(BigInteger value) {
    return rounded(value.abs(), 0, value.signum() < 0, PRECISION);
  }

  private static BinaryFloat rounded(
      BigInteger magnitude, int exponent, boolean negative, int precision) {
    int excess = magnitude.bitLength() - precision;
    if (magnitude.signum() == 0) {
      return new BinaryFloat(BigInteger.ZERO, 0, negative, precision);
    }
    if (excess <= 0) {
      return new BinaryFloat(magnitude, exponent, negative, precision);
    }
    BigInteger kept = magnitude.shiftRight(excess);
    boolean half = magnitude.testBit(excess - 1);
    boolean tail = magnitude.getLowestSetBit() < excess - 1;
    if (half && (tail || kept.testBit(0))) {
      kept = kept.add(BigInteger.ONE);
    }
    return new BinaryFloat(kept, exponent + excess, negative, precision);
  }

  private static BinaryFloat quotient(
      BigInteger a, int exponentA, BigInteger b, int exponentB, boolean negative) {
    int shift = Math.max(0, PRECISION + 2 - a.bitLength() + b.bitLength());
    BigInteger[] parts = a.shiftLeft(shift).divideAndRemainder(b);
    // Two bits more than are kept: a remainder only decides ties.
    return rounded(
        parts[0].shiftLeft(1).or(parts[1].signum() == 0 ? BigInteger.ZERO : BigInteger.ONE),
        exponentA - exponentB - shift - 1,
        negative,
        PRECISION);
  }

  private BigInteger signed() {
    return negative ? magnitude.negate() : magnitude;
  }

  boolean isZero() {
    return magnitude.signum() == 0;
  }

  BinaryFloat negate() {
    return new BinaryFloat(magnitude, exponent, !negative, precision);
  }

  BinaryFloat abs() {
    return new BinaryFloat(magnitude, exponent, false, precision);
  }

  BinaryFloat plus(BinaryFloat other) {
    if (isZero() || other.isZero()) {
      if (isZero() && other.isZero()) {
        return new BinaryFloat(BigInteger.ZERO, 0, negative && other.negative, precision);
      }
      return isZero() ? other : this;
    }
    int low = Math.min(exponent, other.exponent);
    BigInteger sum =
        signed().shiftLeft(exponent - low).add(other.signed().shiftLeft(other.exponent - low));
    return rounded(sum.abs(), low, sum.signum() < 0, precision);
  }

  BinaryFloat minus(BinaryFloat other) {
    return plus(other.negate());
  }

  BinaryFloat times(BinaryFloat other) {
    return rounded(
        magnitude.multiply(other.magnitude),
        exponent + other.exponent,
        negative != other.negative,
        precision);
  }

  /** The other must not be zero. */
  BinaryFloat dividedBy(BinaryFloat other) {
    if (isZero()) {
      return new BinaryFloat(BigInteger.ZERO, 0, negative != other.negative, precision);
    }
    return quotient(
        magnitude, exponent, other.magnitude, other.exponent, negative != other.negative);
  }

  /** Without the fraction, towards zero. */
  BigInteger truncated() {
    BigInteger whole =
        exponent >= 0 ? magnitude.shiftLeft(exponent) : magnitude.shiftRight(-exponent);
    return negative ? whole.negate() : whole;
  }

  boolean isWhole() {
    return isZero() || exponent >= 0 || magnitude.getLowestSetBit() >= -exponent;
  }

  BigInteger roundedHalfAway() {
    return (negative ? minus(HALF) : plus(HALF)).truncated();
  }

  /** As OPA has it: numbers between -1 and 0 become 1. */
  BigInteger ceiling() {
    BigInteger whole = truncated();
    return isWhole() || whole.signum() < 0 ? whole : whole.add(BigInteger.ONE);
  }

  /** As OPA has it: numbers between -1 and 0 become 0. */
  BigInteger floor() {
    BigInteger whole = truncated();
    return isWhole() || whole.signum() >= 0 ? whole : whole.subtract(BigInteger.ONE);
  }

  private static BigDecimal exact(BigInteger magnitude, int exponent) {
    return exponent >= 0
        ? new BigDecimal(magnitude.shiftLeft(exponent))
        : new BigDecimal(magnitude.multiply(BigInteger.valueOf(5).pow(-exponent)), -exponent);
  }

  /**
   * The shortest text that reads back as this number, as Go writes it: whole numbers in full,
   * others with an exponent if they are small or a million and more.
   */
  String text() {
    String sign = negative ? "-" : "";
    if (isZero()) {
      return sign + "0";
    }
    BigDecimal shortest = shortest();
    if (isWhole()) {
      return sign + shortest.toPlainString();
    }
    String digits = shortest.unscaledValue().toString();
    int power = digits.length() - shortest.scale() - 1;
    if (power >= LOWEST_EXPONENT && power < HIGHEST_EXPONENT) {
      return sign + shortest.toPlainString();
    }
    String size = Integer.toString(Math.abs(power));
    return sign
        + digits.charAt(0)
        + (digits.length() > 1 ? "." + digits.substring(1) : "")
        + (power < 0 ? "e-" : "e+")
        + (size.length() < 2 ? "0" : "")
        + size;
  }

  /** The decimal with the fewest digits that lies within half a unit of the last place. */
  private BigDecimal shortest() {
    int shift = precision - magnitude.bitLength() + 1;
    BigInteger fine = magnitude.shiftLeft(shift);
    int fineExponent = exponent - shift;
    boolean inclusive = !fine.testBit(1);
    BigDecimal value = exact(fine, fineExponent);
    BigDecimal lower = exact(fine.subtract(BigInteger.ONE), fineExponent);
    BigDecimal upper = exact(fine.add(BigInteger.ONE), fineExponent);
    int first = value.precision() - value.scale() - 1;
    for (int digits = 1; digits < value.precision(); digits++) {
      int scale = digits - 1 - first;
      BigDecimal down = value.setScale(scale, RoundingMode.DOWN);
      BigDecimal up = value.setScale(scale, RoundingMode.UP);
      boolean fitsDown = down.compareTo(lower) > (inclusive ? -1 : 0);
      boolean fitsUp = up.compareTo(upper) < (inclusive ? 1 : 0);
      if (fitsDown && fitsUp) {
        return value.setScale(scale, RoundingMode.HALF_EVEN).stripTrailingZeros();
      }
      if (fitsDown || fitsUp) {
        return (fitsDown ? down : up).stripTrailingZeros();
      }
    }
    return value.stripTrailingZeros();
  }
}
