package dev.varve.runtime;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Amounts as Docker writes them: {@code 512m}, {@code 1.5gb}, {@code 0.5} processors. */
public final class Sizes {
  private static final Pattern SIZE =
      Pattern.compile("([0-9]{1,18}(?:\\.[0-9]{1,18})?) ?([kmgtp]?)(?:i?b)?");
  private static final Pattern DECIMAL = Pattern.compile("[0-9]{1,9}(\\.[0-9]{1,18})?");
  private static final BigDecimal NANOS = BigDecimal.valueOf(1_000_000_000);

  private Sizes() {}

  /** Bytes; null if the text is no size that fits. */
  public static @Nullable Long bytes(String text) {
    Matcher matcher = SIZE.matcher(text.strip().toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      return null;
    }
    String unit = matcher.group(2);
    int shift = unit.isEmpty() ? 0 : 10 * ("kmgtp".indexOf(unit.charAt(0)) + 1);
    BigDecimal bytes =
        new BigDecimal(matcher.group(1))
            .multiply(BigDecimal.valueOf(1L << shift))
            .setScale(0, RoundingMode.DOWN);
    return bytes.toBigInteger().bitLength() > 62 ? null : bytes.longValue();
  }

  /** Billionths of a processor; null if the text is no such number. */
  public static @Nullable Long nanoCpus(String text) {
    String number = text.strip();
    return DECIMAL.matcher(number).matches()
        ? new BigDecimal(number).multiply(NANOS).setScale(0, RoundingMode.DOWN).longValue()
        : null;
  }
}
