package dev.varve.rego;

import java.math.BigDecimal;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Types, casts and comparisons. OPA: topdown/type.go, type_name.go, casts.go, comparison.go. */
final class TypeBuiltins {
  private static final Pattern DECIMAL =
      Pattern.compile("[-+]?(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:[eE][-+]?[0-9]+)?");
  private static final Pattern HEXADECIMAL =
      Pattern.compile("[-+]?0[xX](?:[0-9a-fA-F]+\\.?[0-9a-fA-F]*|\\.[0-9a-fA-F]+)[pP][-+]?[0-9]+");
  private static final Pattern UNDERSCORES = Pattern.compile("(?<=[0-9a-fA-FxX])_(?=[0-9a-fA-F])");
  private static final Pattern NO_NUMBER = Pattern.compile("(?i)[-+]*(?:inf|infinity|nan)");

  private TypeBuiltins() {}

  static void register(Map<String, Builtin> all) {
    all.put("is_array", a -> a[0] instanceof RegoArray);
    all.put("is_boolean", a -> a[0] instanceof Boolean);
    all.put("is_null", a -> a[0] instanceof RegoNull);
    all.put("is_number", a -> RegoNumber.isNumber(a[0]));
    all.put("is_object", a -> a[0] instanceof RegoObject);
    all.put("is_set", a -> a[0] instanceof RegoSet);
    all.put("is_string", a -> a[0] instanceof String);
    all.put("type_name", a -> Values.typeName(a[0]));
    all.put("to_number", TypeBuiltins::toNumber);
    all.put("cast_array", a -> RegoArray.of(Operands.items(a, 0, "array", "set")));
    all.put("cast_set", TypeBuiltins::toSet);
    all.put("cast_string", a -> Operands.text(a, 0));
    all.put("cast_boolean", a -> of(Boolean.class, "boolean", a));
    all.put("cast_null", a -> of(RegoNull.class, "null", a));
    all.put("cast_object", a -> Operands.object(a, 0));
    all.put("eq", a -> Values.equal(a[0], a[1]));
    all.put("equal", a -> Values.equal(a[0], a[1]));
    all.put("assign", a -> Values.equal(a[0], a[1]));
    all.put("neq", a -> !Values.equal(a[0], a[1]));
    all.put("lt", a -> Values.compare(a[0], a[1]) < 0);
    all.put("lte", a -> Values.compare(a[0], a[1]) <= 0);
    all.put("gt", a -> Values.compare(a[0], a[1]) > 0);
    all.put("gte", a -> Values.compare(a[0], a[1]) >= 0);
  }

  private static Object of(Class<?> type, String name, Object[] arguments) {
    if (type.isInstance(arguments[0])) {
      return arguments[0];
    }
    throw Operands.wrongType(0, arguments[0], name);
  }

  private static Object toSet(Object[] arguments) {
    RegoSet set = new RegoSet();
    for (Object item : Operands.items(arguments, 0, "array", "set")) {
      set.add(item);
    }
    return set;
  }

  private static Object toNumber(Object[] arguments) {
    Object value = arguments[0];
    if (value instanceof RegoNull) {
      return 0L;
    }
    if (value instanceof Boolean truth) {
      return truth ? 1L : 0L;
    }
    if (RegoNumber.isNumber(value)) {
      return value;
    }
    if (value instanceof String text) {
      return number(text);
    }
    throw Operands.wrongType(0, value, "null", "boolean", "number", "string");
  }

  /** What Go reads as a double; it keeps its digits, as far as JSON can write it that way. */
  private static Object number(String text) {
    if (NO_NUMBER.matcher(text).matches()) {
      throw Operands.wrongType(0, text, "valid number string");
    }
    String plain = UNDERSCORES.matcher(text).replaceAll("");
    if (HEXADECIMAL.matcher(plain).matches()) {
      plain = new BigDecimal(Double.parseDouble(plain)).toString();
    }
    Matcher decimal = DECIMAL.matcher(plain);
    if (!decimal.matches()) {
      throw new BuiltinError(
          "strconv.ParseFloat: parsing " + GoQuote.text(text, false) + ": invalid syntax");
    }
    if (Double.isInfinite(Double.parseDouble(plain))) {
      throw new BuiltinError(
          "strconv.ParseFloat: parsing " + GoQuote.text(text, false) + ": value out of range");
    }
    try {
      return RegoNumber.of(json(plain));
    } catch (NumberFormatException e) {
      throw new BuiltinError("invalid number: " + e.getMessage());
    }
  }

  /** Without a plus, zeros in front, or a point at an end. */
  private static String json(String number) {
    String digits = number.startsWith("+") ? number.substring(1) : number;
    boolean negative = digits.startsWith("-");
    digits = negative ? digits.substring(1) : digits;
    digits = digits.replaceFirst("^0+(?=[0-9])", "").replaceFirst("^\\.", "0.");
    digits = digits.replaceFirst("\\.(?=[eE]|$)", "");
    return negative ? "-" + digits : digits;
  }
}
