package dev.varve.rego;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * Rego's {@code sprintf}: Go's {@code fmt.Sprintf} over what OPA hands to it, which is whole
 * numbers, fractions and texts; everything else comes as its text in Rego's notation.
 *
 * <p>Trouble is written into the result as Go does ({@code %!d(string=x)}, {@code %!s(MISSING)}),
 * since that is what a message made by OPA would say. What no message needs is refused rather than
 * printed otherwise: pointers, {@code %w}, and fractions in binary, in hexadecimal or with {@code
 * #}. A test compares with a real OPA.
 */
public final class GoFormat {
  private static final String BAD_INDEX = "(BADINDEX)";

  /** Go refuses larger widths and precisions; a format must not fill the memory. */
  private static final int MOST = 1_000_000;

  /** Exponent from which Go's %g with as few digits as possible turns to scientific notation. */
  private static final int SHORTEST_THRESHOLD = 6;

  private final String format;
  private final List<Object> arguments;
  private final StringBuilder out = new StringBuilder();
  private int at;
  private int next;
  private boolean reordered;

  private boolean minus;
  private boolean plus;
  private boolean sharp;
  private boolean space;
  private boolean zero;
  private int width;
  private int precision;
  private boolean goodIndex;

  /** {@code %#v}: values in Go's own notation. */
  private boolean quoted;

  private GoFormat(String format, List<Object> arguments) {
    this.format = format;
    this.arguments = arguments;
  }

  /**
   * @param arguments each a {@link BigInteger}, a {@link Double} or a {@link String}
   */
  public static String format(String format, List<Object> arguments) {
    return new GoFormat(format, arguments).run();
  }

  private String run() {
    while (at < format.length()) {
      int percent = format.indexOf('%', at);
      out.append(format, at, percent < 0 ? format.length() : percent);
      if (percent < 0) {
        break;
      }
      at = percent + 1;
      directive();
    }
    if (!reordered && next < arguments.size()) {
      out.append("%!(EXTRA ");
      for (int i = next; i < arguments.size(); i++) {
        clearFlags();
        out.append(i == next ? "" : ", ").append(type(arguments.get(i))).append('=');
        value(arguments.get(i), 'v');
      }
      out.append(')');
    }
    return out.toString();
  }

  private void directive() {
    clearFlags();
    boolean afterIndex = false;
    flags();
    afterIndex = index();
    if (at < format.length() && format.charAt(at) == '*') {
      at++;
      width = starred("%!(BADWIDTH)");
      if (width < 0 && width != -1) {
        width = -width;
        minus = true;
        zero = false;
      }
      afterIndex = false;
    } else {
      int start = at;
      width = number();
      if (afterIndex && at > start) {
        goodIndex = false;
      }
    }
    if (at + 1 <= format.length() && at < format.length() && format.charAt(at) == '.') {
      at++;
      if (afterIndex) {
        goodIndex = false;
      }
      afterIndex = index();
      if (at < format.length() && format.charAt(at) == '*') {
        at++;
        precision = starred("%!(BADPREC)");
        if (precision < -1) {
          precision = -1;
          out.append("%!(BADPREC)");
        }
        afterIndex = false;
      } else {
        precision = Math.max(0, number());
      }
    }
    if (!afterIndex) {
      index();
    }
    if (at >= format.length()) {
      out.append("%!(NOVERB)");
      return;
    }
    int verb = format.codePointAt(at);
    at += Character.charCount(verb);
    String shown = Character.toString(verb);
    if (verb == '%') {
      out.append('%');
    } else if (!goodIndex) {
      out.append("%!").append(shown).append(BAD_INDEX);
    } else if (next >= arguments.size()) {
      out.append("%!").append(shown).append("(MISSING)");
    } else {
      argument(arguments.get(next++), verb);
    }
  }

  private void clearFlags() {
    minus = plus = sharp = space = zero = quoted = false;
    width = precision = -1;
    goodIndex = true;
  }

  private void flags() {
    for (; at < format.length(); at++) {
      switch (format.charAt(at)) {
        case '#' -> sharp = true;
        case '0' -> zero = true;
        case '+' -> plus = true;
        case '-' -> minus = true;
        case ' ' -> space = true;
        default -> {
          return;
        }
      }
    }
  }

  /** {@code [3]}: the next argument is the third. */
  private boolean index() {
    if (at >= format.length() || format.charAt(at) != '[') {
      return false;
    }
    reordered = true;
    int end = format.indexOf(']', at);
    if (end < 0) {
      goodIndex = false;
      at++;
      return false;
    }
    String text = format.substring(at + 1, end);
    at = end + 1;
    if (!text.matches("[0-9]{1,7}")) {
      goodIndex = false;
      return true;
    }
    int wanted = Integer.parseInt(text);
    if (wanted < 1 || wanted > arguments.size()) {
      goodIndex = false;
      return true;
    }
    next = wanted - 1;
    return true;
  }

  private int number() {
    int start = at;
    while (at < format.length()
        && Character.digit(format.charAt(at), 10) >= 0
        && format.charAt(at) < 128) {
      at++;
    }
    if (at == start || at - start > 7) {
      return -1;
    }
    int value = Integer.parseInt(format.substring(start, at));
    return value > MOST ? -1 : value;
  }

  private int starred(String complaint) {
    Object argument = next < arguments.size() ? arguments.get(next) : null;
    next++;
    if (argument instanceof BigInteger whole && whole.abs().bitLength() < 31) {
      int value = whole.intValue();
      if (Math.abs(value) <= MOST) {
        return value;
      }
    }
    out.append(complaint);
    return -1;
  }

  private void argument(Object argument, int verb) {
    if (verb == 'p' || verb == 'w') {
      throw unsupported(verb, "any value");
    }
    if (verb == 'T') {
      pad(truncated(type(argument)));
      return;
    }
    if (verb == 'v') {
      quoted = sharp;
      sharp = false;
      // A big number prints itself, and is told of the plus.
      plus &= argument instanceof BigInteger whole && !isSmall(whole);
    }
    value(argument, verb);
  }

  private void value(Object argument, int verb) {
    if (argument instanceof BigInteger whole) {
      whole(whole, verb);
    } else if (argument instanceof Double fraction) {
      fraction(fraction, verb);
    } else {
      text((String) argument, verb);
    }
  }

  private static BuiltinError unsupported(int verb, String what) {
    return new BuiltinError(
        "sprintf in varve has no %" + Character.toString(verb) + " for " + what);
  }

  private void bad(Object argument, int verb) {
    if (argument instanceof BigInteger whole && !isSmall(whole)) {
      out.append("%!").appendCodePoint(verb).append("(big.Int=").append(whole).append(')');
      return;
    }
    out.append("%!").appendCodePoint(verb).append('(').append(type(argument)).append('=');
    value(argument, 'v');
    out.append(')');
  }

  private static boolean isSmall(BigInteger whole) {
    return whole.bitLength() < 64;
  }

  private static String type(Object argument) {
    if (argument instanceof BigInteger whole) {
      return isSmall(whole) ? "int64" : "*big.Int";
    }
    return argument instanceof Double ? "float64" : "string";
  }

  // ---- whole numbers

  private void whole(BigInteger value, int verb) {
    boolean small = isSmall(value);
    switch (verb) {
      case 'v', 'd' -> digits(value, 10, "", false);
      case 'b' -> digits(value, 2, sharp ? "0b" : "", false);
      case 'o' -> digits(value, 8, sharp ? "0" : "", false);
      case 'O' -> digits(value, 8, sharp && small && value.signum() != 0 ? "0o0" : "0o", false);
      case 'x' -> digits(value, 16, sharp ? "0x" : "", false);
      case 'X' -> digits(value, 16, sharp ? "0X" : "", true);
      case 'c' -> {
        if (small) {
          pad(Character.toString(codePoint(value)));
        } else {
          bad(value, verb);
        }
      }
      case 'q' -> {
        if (small) {
          pad(GoQuote.character(codePoint(value), plus));
        } else {
          bad(value, verb);
        }
      }
      case 'U' -> {
        if (small) {
          unicode(value);
        } else {
          bad(value, verb);
        }
      }
      case 's' -> {
        if (small) {
          bad(value, verb);
        } else {
          digits(value, 10, "", false);
        }
      }
      default -> bad(value, verb);
    }
  }

  private static int codePoint(BigInteger value) {
    boolean valid =
        value.signum() >= 0
            && value.bitLength() < 22
            && Character.isValidCodePoint(value.intValue())
            && !(value.intValue() >= 0xD800 && value.intValue() <= 0xDFFF);
    return valid ? value.intValue() : 0xFFFD;
  }

  private void unicode(BigInteger value) {
    String hex = Long.toHexString(value.longValue()).toUpperCase(Locale.ROOT);
    String text = "U+" + "0".repeat(Math.max(0, Math.max(4, precision) - hex.length())) + hex;
    boolean isCharacter = value.equals(BigInteger.valueOf(codePoint(value)));
    if (sharp && isCharacter && GoQuote.isPrintable(codePoint(value))) {
      text += " '" + Character.toString(codePoint(value)) + "'";
    }
    zero = false;
    pad(text);
  }

  private void digits(BigInteger value, int radix, String prefix, boolean upper) {
    String digits = value.abs().toString(radix);
    if (precision == 0 && value.signum() == 0) {
      zero = false;
      pad("");
      return;
    }
    String sign = value.signum() < 0 ? "-" : plus ? "+" : space ? " " : "";
    int least = precision;
    if (least < 0 && zero && !minus && width > 0) {
      least = width - sign.length();
      zero = false;
    }
    digits = "0".repeat(Math.max(0, least - digits.length())) + digits;
    // Go's octal prefix is the leading zero itself.
    boolean hasPrefix = prefix.equals("0") && digits.startsWith("0");
    String shown = sign + (hasPrefix ? "" : prefix) + digits;
    zero = false;
    pad(upper ? shown.toUpperCase(Locale.ROOT) : shown);
  }

  // ---- fractions

  private void fraction(double value, int verb) {
    if (sharp || quoted || verb == 'b' || verb == 'x' || verb == 'X') {
      throw unsupported(verb, (sharp || quoted ? "# and " : "") + "a fraction");
    }
    String digits;
    switch (verb) {
      case 'v' -> digits = general(value, precision, 'e');
      case 'g' -> digits = general(value, precision, 'e');
      case 'G' -> digits = general(value, precision, 'E');
      case 'f', 'F' ->
          digits =
              new BigDecimal(value)
                  .setScale(precision < 0 ? 6 : precision, RoundingMode.HALF_EVEN)
                  .toPlainString();
      case 'e', 'E' -> digits = scientific(value, precision < 0 ? 6 : precision, (char) verb);
      default -> {
        bad(value, verb);
        return;
      }
    }
    if (Double.doubleToRawLongBits(value) < 0 && !digits.startsWith("-")) {
      digits = "-" + digits;
    }
    String sign = digits.startsWith("-") ? "-" : plus ? "+" : space ? " " : "";
    String number = digits.startsWith("-") ? digits.substring(1) : digits;
    if (zero && !minus && width > sign.length() + number.length()) {
      number = "0".repeat(width - sign.length() - number.length()) + number;
    }
    zero = false;
    pad(sign + number);
  }

  /** Go's %g; a negative precision asks for the fewest digits that give the number back. */
  private static String general(double value, int precision, char exponentMark) {
    BigDecimal exact = precision < 0 ? new BigDecimal(shortest(value)) : new BigDecimal(value);
    if (exact.signum() == 0) {
      return "0";
    }
    int digits = precision == 0 ? 1 : precision;
    BigDecimal rounded =
        precision < 0 ? exact : exact.round(new MathContext(digits, RoundingMode.HALF_EVEN));
    rounded = rounded.stripTrailingZeros();
    int exponent = rounded.precision() - rounded.scale() - 1;
    int threshold = precision < 0 ? SHORTEST_THRESHOLD : digits;
    if (precision >= 0 && threshold > rounded.precision() && rounded.precision() > exponent) {
      threshold = rounded.precision();
    }
    if (exponent < -4 || exponent >= threshold) {
      return scientificOf(rounded, exponentMark);
    }
    return rounded.toPlainString();
  }

  /** {@code Double.toString} of older Java versions is not always the shortest. */
  static String shortest(double value) {
    for (int digits = 1; digits <= 17; digits++) {
      String text =
          new BigDecimal(value).round(new MathContext(digits, RoundingMode.HALF_EVEN)).toString();
      if (Double.parseDouble(text) == value) {
        return text;
      }
    }
    return new BigDecimal(value).toString();
  }

  private static String scientific(double value, int precision, char mark) {
    BigDecimal exact = new BigDecimal(value);
    if (exact.signum() == 0) {
      return "0" + (precision > 0 ? "." + "0".repeat(precision) : "") + mark + "+00";
    }
    BigDecimal rounded = exact.round(new MathContext(precision + 1, RoundingMode.HALF_EVEN));
    int exponent = rounded.precision() - rounded.scale() - 1;
    BigDecimal mantissa =
        rounded.movePointLeft(exponent).setScale(precision, RoundingMode.UNNECESSARY);
    return mantissa.toPlainString() + mark + exponent(exponent);
  }

  private static String scientificOf(BigDecimal rounded, char mark) {
    int exponent = rounded.precision() - rounded.scale() - 1;
    BigDecimal mantissa = rounded.movePointLeft(exponent).stripTrailingZeros();
    return mantissa.toPlainString() + mark + exponent(exponent);
  }

  private static String exponent(int exponent) {
    int size = Math.abs(exponent);
    return (exponent < 0 ? "-" : "+") + (size < 10 ? "0" : "") + size;
  }

  // ---- texts

  private void text(String value, int verb) {
    switch (verb) {
      case 'v' -> pad(quoted ? GoQuote.text(truncated(value), false) : truncated(value));
      case 's' -> pad(truncated(value));
      case 'q' -> {
        String shown = truncated(value);
        boolean raw = sharp && GoQuote.canBeRaw(shown);
        pad(raw ? "`" + shown + "`" : GoQuote.text(shown, plus));
      }
      case 'x', 'X' -> hex(value, verb == 'X');
      default -> bad(value, verb);
    }
  }

  private String truncated(String value) {
    if (precision < 0 || value.codePointCount(0, value.length()) <= precision) {
      return value;
    }
    return value.substring(0, value.offsetByCodePoints(0, precision));
  }

  private void hex(String value, boolean upper) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    int length = precision < 0 ? bytes.length : Math.min(precision, bytes.length);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      if (sharp && (space || i == 0)) {
        text.append(space && i > 0 ? " 0x" : "0x");
      } else if (space && i > 0) {
        text.append(' ');
      }
      text.append(String.format(Locale.ROOT, "%02x", bytes[i] & 0xFF));
    }
    pad(upper ? text.toString().toUpperCase(Locale.ROOT) : text.toString());
  }

  private void pad(String text) {
    int missing = Math.max(0, width - text.codePointCount(0, text.length()));
    if (minus) {
      out.append(text).append(" ".repeat(missing));
    } else {
      out.append((zero ? "0" : " ").repeat(missing)).append(text);
    }
  }
}
