package dev.varve.runtime.kubernetes;

import dev.varve.failure.InputException;
import dev.varve.runtime.SpecNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Amounts as Kubernetes writes them: {@code 500m}, {@code 1.5Gi}, {@code 128e6}. */
final class Quantity {
  private static final Pattern FORM =
      Pattern.compile("([+-]?(?:[0-9]{1,20}(?:\\.[0-9]{0,20})?|\\.[0-9]{1,20}))(.*)");
  private static final Pattern EXPONENT = Pattern.compile("[eE]([+-]?[0-9]{1,2})");
  private static final Map<String, Integer> DECIMAL =
      Map.of("n", -9, "u", -6, "m", -3, "", 0, "k", 3, "M", 6, "G", 9, "T", 12, "P", 15, "E", 18);
  private static final Map<String, Integer> BINARY =
      Map.of("Ki", 10, "Mi", 20, "Gi", 30, "Ti", 40, "Pi", 50, "Ei", 60);

  private Quantity() {}

  /** Whole units, rounded up; null if absent. */
  static @Nullable Long units(SpecNode node) throws InputException {
    return scaled(node, 0);
  }

  /** Billionths, rounded up; null if absent. */
  static @Nullable Long billionths(SpecNode node) throws InputException {
    return scaled(node, 9);
  }

  private static @Nullable Long scaled(SpecNode node, int digits) throws InputException {
    String text = node.scalar();
    if (text == null) {
      return null;
    }
    BigDecimal value = parse(text.strip());
    if (value == null || value.signum() < 0) {
      throw node.invalid("'" + text + "' is no amount; amounts look like 500m, 2, 1.5Gi");
    }
    BigDecimal whole = value.movePointRight(digits).setScale(0, RoundingMode.CEILING);
    // More than any machine has is as good as the most that fits.
    return whole.toBigInteger().bitLength() > 62 ? Long.MAX_VALUE : whole.longValue();
  }

  private static @Nullable BigDecimal parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      return null;
    }
    BigDecimal number = new BigDecimal(matcher.group(1));
    String suffix = matcher.group(2);
    Integer decimal = DECIMAL.get(suffix);
    if (decimal != null) {
      return number.movePointRight(decimal);
    }
    Integer binary = BINARY.get(suffix);
    if (binary != null) {
      return number.multiply(BigDecimal.valueOf(1L << binary));
    }
    Matcher exponent = EXPONENT.matcher(suffix);
    return exponent.matches() ? number.movePointRight(Integer.parseInt(exponent.group(1))) : null;
  }
}
