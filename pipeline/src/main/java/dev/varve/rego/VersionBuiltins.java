package dev.varve.rego;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Versions, and amounts with units. OPA: topdown/semver.go, parse_units.go, parse_bytes.go. */
final class VersionBuiltins {
  private static final int MOST_EXPONENT_DIGITS = 6;
  private static final int PLACES = 10;
  private static final String ORDER = "kmgtpe";

  private VersionBuiltins() {}

  static void register(Map<String, Builtin> all) {
    all.put(
        "semver.is_valid", a -> a[0] instanceof String text && SemanticVersion.parse(text) != null);
    all.put("semver.compare", VersionBuiltins::compare);
    all.put("units.parse", VersionBuiltins::amount);
    all.put("units.parse_bytes", VersionBuiltins::bytes);
  }

  private static Object compare(Object[] arguments) {
    String first = Operands.text(arguments, 0);
    String second = Operands.text(arguments, 1);
    return (long) version(first, 1).compareTo(version(second, 2));
  }

  private static SemanticVersion version(String text, int operand) {
    SemanticVersion version = SemanticVersion.parse(text);
    if (version == null) {
      throw new BuiltinError(
          "operand "
              + operand
              + ": string "
              + GoQuote.text(text, false)
              + " is not a valid SemVer");
    }
    return version;
  }

  /** A number in front and what follows. */
  private record Quantity(String number, String unit) {
    static Quantity of(String text, String function) {
      int end = text.length();
      for (int i = 0; i < text.length(); i++) {
        char c = text.charAt(i);
        if (!isDigit(c) && "eE.+-".indexOf(c) < 0) {
          end = i;
          break;
        }
        if (c == 'e' || c == 'E') {
          char next = i + 1 < text.length() ? text.charAt(i + 1) : ' ';
          if (!isDigit(next) && next != '+' && next != '-') {
            end = i;
            break;
          }
          i += isDigit(next) ? 0 : 1;
          int digits = 0;
          while (i + 1 + digits < text.length() && isDigit(text.charAt(i + 1 + digits))) {
            digits++;
          }
          if (digits > MOST_EXPONENT_DIGITS) {
            throw new BuiltinError(function + ": exponent too large");
          }
        }
      }
      return new Quantity(text.substring(0, end), text.substring(end));
    }

    private static boolean isDigit(char c) {
      return c >= '0' && c <= '9';
    }
  }

  private static Quantity quantity(String text, String function, String nothing) {
    if (text.indexOf(' ') >= 0) {
      throw new BuiltinError(function + ": spaces not allowed in resource strings");
    }
    Quantity quantity = Quantity.of(text, function);
    // A text that is empty has neither; one with a number only has no unit.
    if (quantity.number.isEmpty()) {
      throw new BuiltinError(function + ": " + nothing);
    }
    return quantity;
  }

  private static BigDecimal number(String text, String function, String trouble) {
    try {
      BigDecimal value = new BigDecimal(text);
      if (Math.abs((long) value.precision() - value.scale()) > Bounds.MOST_BITS) {
        throw new BuiltinError(function + ": the number is too large");
      }
      return value;
    } catch (NumberFormatException e) {
      throw new BuiltinError(function + ": " + trouble);
    }
  }

  private static Object amount(Object[] arguments) {
    String function = "units.parse";
    String text = Operands.text(arguments, 0).replace("\"", "");
    Quantity quantity = quantity(text, function, "no amount provided");
    String unit = quantity.unit;
    if (unit.length() > 1) {
      unit = unit.charAt(0) + unit.substring(1).toLowerCase(Locale.ROOT);
    }
    BigDecimal factor = unit.equals("m") ? new BigDecimal(0.001) : factor(unit, false);
    if (factor == null) {
      throw new BuiltinError(function + ": unit " + unit + " not recognized");
    }
    BigDecimal value =
        number(quantity.number, function, "could not parse amount to a number").multiply(factor);
    if (value.signum() == 0 || value.stripTrailingZeros().scale() <= 0) {
      return RegoNumber.of(value.toBigInteger());
    }
    return RegoNumber.of(value.setScale(PLACES, RoundingMode.HALF_UP).toPlainString());
  }

  private static Object bytes(Object[] arguments) {
    String function = "units.parse_bytes";
    String text = Operands.text(arguments, 0).toLowerCase(Locale.ROOT).replace("\"", "");
    Quantity quantity = quantity(text, function, "no byte amount provided");
    String unit = quantity.unit;
    if (unit.length() > 1 && unit.endsWith("b")) {
      unit = unit.substring(0, unit.length() - 1);
    }
    BigDecimal factor = unit.equals("b") ? null : factor(unit, true);
    if (factor == null) {
      throw new BuiltinError(function + ": byte unit " + quantity.unit + " not recognized");
    }
    BigDecimal value = number(quantity.number, function, "could not parse byte amount to a number");
    BinaryFloat product =
        BinaryFloat.of(value, quantity.number.startsWith("-"))
            .times(BinaryFloat.of(factor.toBigInteger()));
    return RegoNumber.of(product.truncated());
  }

  /**
   * A thousand to some power, or 1024 where an i follows; null for no unit.
   *
   * @param mega whether m is a million; otherwise only M is
   */
  private static @Nullable BigDecimal factor(String unit, boolean mega) {
    if (unit.isEmpty()) {
      return BigDecimal.ONE;
    }
    int power = ORDER.indexOf(Character.toLowerCase(unit.charAt(0))) + 1;
    boolean binary = unit.length() == 2 && unit.charAt(1) == 'i';
    if (power == 0 || (unit.length() > 1 && !binary) || (!mega && unit.equals("m"))) {
      return null;
    }
    return new BigDecimal(BigInteger.valueOf(binary ? 1024 : 1000).pow(power));
  }
}
