package dev.varve.rego;

import java.math.BigDecimal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * A number that is not a {@link Long}: with a fraction or an exponent, or too large. It is written
 * out as it was read, and computes exactly. {@link #of(String)} decides which of the two a number
 * is.
 */
public final class RegoNumber {
  /**
   * Largest exponent of ten that is told from infinity, as OPA has it for powers of two (ast,
   * {@code maxNumberExp}): sums of larger ones would not fit into memory.
   */
  private static final int MOST_DIGITS = 30_103;

  private final String text;
  private final BigDecimal value;

  private RegoNumber(String text, BigDecimal value) {
    this.text = text;
    this.value = value;
  }

  /**
   * A number as JSON writes it.
   *
   * @return a {@link Long} or a {@link RegoNumber}
   * @throws NumberFormatException if it is none, or beyond 10<sup>30103</sup>
   */
  public static Object of(String text) {
    Long whole = whole(text);
    if (whole != null) {
      return whole;
    }
    BigDecimal value = new BigDecimal(text);
    long magnitude = (long) value.precision() - value.scale();
    if (value.signum() != 0 && Math.abs(magnitude) > MOST_DIGITS) {
      throw new NumberFormatException("number too big");
    }
    // Rego's source has numbers that begin with the point.
    boolean pointed = text.startsWith(".") || text.startsWith("-.");
    return new RegoNumber(
        pointed ? text.replaceFirst("\\.", "0.") : text,
        value.signum() == 0 ? BigDecimal.ZERO : value);
  }

  /** The number as a {@link Long} if it is whole and fits, else written out in full. */
  public static Object of(BigInteger value) {
    return value.bitLength() < Long.SIZE
        ? (Object) value.longValue()
        : new RegoNumber(value.toString(), new BigDecimal(value));
  }

  private static @Nullable Long whole(String text) {
    int length = text.length();
    int digits = length > 0 && text.charAt(0) == '-' ? 1 : 0;
    if (length == digits || length > 20 || text.equals("-0")) {
      return null;
    }
    for (int i = digits; i < length; i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        return null;
      }
    }
    try {
      return Long.valueOf(text);
    } catch (NumberFormatException tooLarge) {
      return null;
    }
  }

  /** The exact number. */
  public BigDecimal value() {
    return value;
  }

  /** The exact number that a {@link Long} or {@link RegoNumber} is. */
  public static BigDecimal exact(Object number) {
    return number instanceof Long whole
        ? BigDecimal.valueOf(whole.longValue())
        : ((RegoNumber) number).value;
  }

  /** Whether a value is a number at all. */
  public static boolean isNumber(@Nullable Object value) {
    return value instanceof Long || value instanceof RegoNumber;
  }

  /** The whole number that this is, however it is written, or null if there is none in range. */
  @Nullable Long longOrNull() {
    if (value.precision() - (long) value.scale() > 19) {
      return null;
    }
    try {
      return value.longValueExact();
    } catch (ArithmeticException fractionOrTooLarge) {
      return null;
    }
  }

  /** As {@link Values#hash}: the same for 1 and 1.0. */
  @Override
  public int hashCode() {
    Long whole = longOrNull();
    return whole == null ? Double.hashCode(value.doubleValue()) : whole.hashCode();
  }

  /** Whether both are the same number, however they are written; a {@link Long} is never equal. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof RegoNumber number && value.compareTo(number.value) == 0;
  }

  /** As it was written. */
  @Override
  public String toString() {
    return text;
  }
}
