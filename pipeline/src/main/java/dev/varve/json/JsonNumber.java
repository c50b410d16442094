package dev.varve.json;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * A number: a {@link Long} where it is whole and fits, else a {@link BigInteger}, and a {@link
 * Double} if it was written with a fraction or an exponent, so that 1 and 1.0 stay apart.
 */
public record JsonNumber(Number value) implements JsonValue {
  private static final int LONG_BITS = 63;

  public JsonNumber {
    if (value instanceof BigInteger big && big.bitLength() <= LONG_BITS) {
      value = big.longValue();
    }
    if (!(value instanceof Long || value instanceof BigInteger || value instanceof Double)) {
      throw new IllegalArgumentException("not a long, big integer or double: " + value.getClass());
    }
  }

  public static JsonNumber of(long value) {
    return new JsonNumber(value);
  }

  public static JsonNumber of(double value) {
    return new JsonNumber(value);
  }

  /** The number, if it is whole and fits; null otherwise. */
  @Nullable Long asLong() {
    return value instanceof Long whole ? whole : null;
  }

  @Override
  public String scalarTextOrNull() {
    return value instanceof Double fraction
        ? ShortestDecimal.of(fraction.doubleValue())
        : value.toString();
  }

  @Override
  public String kind() {
    return "a number";
  }
}
