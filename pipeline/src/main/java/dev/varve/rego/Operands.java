package dev.varve.rego;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of a built-in by their type, or OPA's complaint about them. Positions count from 0
 * here and from 1 in messages.
 */
final class Operands {
  /** Whole numbers in the narrow sense: with a decimal point, but not with an exponent. */
  private static final Pattern WHOLE = Pattern.compile("[-+]?[0-9]+(?:\\.0*)?");

  private static final String NOT_WHOLE = "must be integer number but got floating-point number";

  private Operands() {}

  static BuiltinError error(int position, String message) {
    return new BuiltinError("operand " + (position + 1) + " " + message);
  }

  static BuiltinError wrongType(int position, Object found, String... expected) {
    String wanted =
        expected.length == 1 ? expected[0] : "one of {" + String.join(", ", expected) + "}";
    return BuiltinError.operand(position + 1, wanted, found);
  }

  static BuiltinError wrongElement(int position, Object composite, Object found, String expected) {
    String type = Values.typeName(composite);
    return error(
        position,
        "must be "
            + type
            + " of "
            + expected
            + "s but got "
            + type
            + " containing "
            + Values.typeName(found));
  }

  static String text(Object[] arguments, int position) {
    if (arguments[position] instanceof String text) {
      return text;
    }
    throw wrongType(position, arguments[position], "string");
  }

  static RegoArray array(Object[] arguments, int position) {
    if (arguments[position] instanceof RegoArray array) {
      return array;
    }
    throw wrongType(position, arguments[position], "array");
  }

  static RegoObject object(Object[] arguments, int position) {
    if (arguments[position] instanceof RegoObject object) {
      return object;
    }
    throw wrongType(position, arguments[position], "object");
  }

  static RegoSet set(Object[] arguments, int position) {
    if (arguments[position] instanceof RegoSet set) {
      return set;
    }
    throw wrongType(position, arguments[position], "set");
  }

  /** A {@link Long} or a {@link RegoNumber}. */
  static Object number(Object[] arguments, int position) {
    if (RegoNumber.isNumber(arguments[position])) {
      return arguments[position];
    }
    throw wrongType(position, arguments[position], "number");
  }

  /** A number that is written as a whole one and fits. */
  static long integer(Object[] arguments, int position) {
    Object number = number(arguments, position);
    if (number instanceof Long whole) {
      return whole;
    }
    if (WHOLE.matcher(number.toString()).matches()) {
      BigInteger whole = ((RegoNumber) number).value().toBigInteger();
      if (whole.bitLength() < Long.SIZE) {
        return whole.longValue();
      }
    }
    throw error(position, NOT_WHOLE);
  }

  /** A whole number of any size, however it is written. */
  static BigInteger whole(Object[] arguments, int position) {
    if (!RegoNumber.isNumber(arguments[position])) {
      throw wrongType(position, arguments[position], "integer");
    }
    BigInteger whole = wholeOrNull(arguments[position]);
    if (whole == null) {
      throw error(position, NOT_WHOLE);
    }
    return whole;
  }

  static @Nullable BigInteger wholeOrNull(Object number) {
    if (number instanceof Long whole) {
      return BigInteger.valueOf(whole);
    }
    BigDecimal value = ((RegoNumber) number).value();
    if (value.scale() > 0) {
      value = value.stripTrailingZeros();
    }
    return value.scale() > 0 ? null : value.toBigInteger();
  }

  /** The items of an array, or the elements of a set in their order. */
  static Object[] items(Object[] arguments, int position, String... expected) {
    Object value = arguments[position];
    if (value instanceof RegoArray array) {
      return array.toArray();
    }
    if (value instanceof RegoSet set) {
      return set.toArray();
    }
    throw wrongType(position, value, expected);
  }

  /** The items of an array or set of strings. */
  static List<String> texts(Object[] arguments, int position, String... expected) {
    List<String> texts = new ArrayList<>();
    for (Object item : items(arguments, position, expected)) {
      if (!(item instanceof String text)) {
        throw wrongElement(position, arguments[position], item, "string");
      }
      texts.add(text);
    }
    return texts;
  }

  /** What stands under a key of an object, at an index of an array or in a set, or null. */
  static @Nullable Object member(Object collection, Object key) {
    if (collection instanceof RegoObject object) {
      return object.get(key);
    }
    if (collection instanceof RegoArray array) {
      return array.find(key);
    }
    return collection instanceof RegoSet set ? set.find(key) : null;
  }
}
