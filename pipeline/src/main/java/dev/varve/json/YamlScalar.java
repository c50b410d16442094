package dev.varve.json;

import java.math.BigInteger;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a plain YAML scalar means: the rules of Go's yaml package, which Compose is read with. */
final class YamlScalar {
  private static final Pattern DECIMAL = Pattern.compile("([-+]?)([0-9][0-9_]*)");
  private static final Pattern BASED =
      Pattern.compile("([-+]?)0([xXoObB])([0-9a-fA-F][0-9a-fA-F_]*)");
  private static final Pattern FRACTION =
      Pattern.compile("[-+]?(?:\\.[0-9]+|[0-9]+(?:\\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?");
  private static final int MAX_DIGITS = 1_000;

  private YamlScalar() {}

  static JsonValue value(String text) {
    switch (text) {
      case "", "~", "null", "Null", "NULL":
        return JsonNull.NULL;
      case "true", "True", "TRUE":
        return new JsonBool(true);
      case "false", "False", "FALSE":
        return new JsonBool(false);
      default:
        JsonNumber number = number(text);
        return number == null ? new JsonString(text) : number;
    }
  }

  /** Null if the text is no number, or one that JSON has no form for, such as {@code .inf}. */
  static @Nullable JsonNumber number(String text) {
    if (text.length() > MAX_DIGITS) {
      return null;
    }
    Matcher based = BASED.matcher(text);
    if (based.matches()) {
      return integer(based.group(1), based.group(3), radix(based.group(2)));
    }
    Matcher decimal = DECIMAL.matcher(text);
    if (decimal.matches()) {
      String digits = decimal.group(2);
      boolean octal = digits.length() > 1 && digits.charAt(0) == '0';
      JsonNumber number = integer(decimal.group(1), digits, octal ? 8 : 10);
      if (number != null || !octal) {
        return number;
      }
    }
    if (FRACTION.matcher(text).matches()) {
      double value = Double.parseDouble(text);
      return Double.isInfinite(value) ? null : JsonNumber.of(value);
    }
    return null;
  }

  private static int radix(String letter) {
    return switch (letter.toLowerCase(Locale.ROOT)) {
      case "x" -> 16;
      case "o" -> 8;
      default -> 2;
    };
  }

  private static @Nullable JsonNumber integer(String sign, String digits, int radix) {
    String plain = digits.replace("_", "");
    for (int i = 0; i < plain.length(); i++) {
      if (Character.digit(plain.charAt(i), radix) < 0) {
        return null;
      }
    }
    BigInteger magnitude = new BigInteger(plain, radix);
    return new JsonNumber(sign.equals("-") ? magnitude.negate() : magnitude);
  }
}
