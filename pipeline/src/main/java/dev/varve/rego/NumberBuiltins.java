package dev.varve.rego;

import java.math.BigInteger;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Arithmetic: exact on whole numbers of any size, with 64 binary digits as soon as a fraction takes
 * part. OPA: topdown/arithmetic.go, bits.go, numbers.go.
 */
final class NumberBuiltins {
  private static final String DIVIDE_BY_ZERO = "divide by zero";
  private static final String MODULO_BY_ZERO = "modulo by zero";
  private static final String UNSIGNED =
      "must be an unsigned integer number but got a negative integer";

  private NumberBuiltins() {}

  static void register(Map<String, Builtin> all) {
    all.put("plus", NumberBuiltins::plus);
    all.put("minus", NumberBuiltins::minus);
    all.put("mul", NumberBuiltins::multiply);
    all.put("div", NumberBuiltins::divide);
    all.put("rem", NumberBuiltins::remainder);
    all.put("abs", NumberBuiltins::absolute);
    all.put("round", arguments -> unary(arguments, BinaryFloat::roundedHalfAway));
    all.put("ceil", arguments -> unary(arguments, BinaryFloat::ceiling));
    all.put("floor", arguments -> unary(arguments, BinaryFloat::floor));
    all.put("bits.and", arguments -> bits(arguments, BigInteger::and));
    all.put("bits.or", arguments -> bits(arguments, BigInteger::or));
    all.put("bits.xor", arguments -> bits(arguments, BigInteger::xor));
    all.put("bits.negate", arguments -> RegoNumber.of(Operands.whole(arguments, 0).not()));
    all.put("bits.lsh", arguments -> shift(arguments, true));
    all.put("bits.rsh", arguments -> shift(arguments, false));
    all.put("numbers.range", arguments -> range(arguments, BigInteger.ONE));
    all.put("numbers.range_step", NumberBuiltins::rangeWithStep);
  }

  static BinaryFloat binary(Object number) {
    return BinaryFloat.of(RegoNumber.exact(number), number.toString().startsWith("-"));
  }

  private static Object number(BinaryFloat value) {
    try {
      return RegoNumber.of(value.text());
    } catch (NumberFormatException e) {
      throw new BuiltinError(String.valueOf(e.getMessage()));
    }
  }

  private static Object whole(BigInteger value) {
    Bounds.bits(value.bitLength());
    return RegoNumber.of(value);
  }

  private static Object plus(Object[] arguments) {
    if (arguments[0] instanceof Long a && arguments[1] instanceof Long b) {
      long sum = a + b;
      if (((a ^ sum) & (b ^ sum)) >= 0) {
        return sum;
      }
    }
    return calculate(arguments, BigInteger::add, BinaryFloat::plus);
  }

  private static Object minus(Object[] arguments) {
    Object a = arguments[0];
    Object b = arguments[1];
    if (a instanceof Long x && b instanceof Long y) {
      long difference = x - y;
      if (((x ^ y) & (x ^ difference)) >= 0) {
        return difference;
      }
    }
    if (a instanceof RegoSet set && b instanceof RegoSet other) {
      return SetBuiltins.difference(set, other);
    }
    boolean number = RegoNumber.isNumber(a);
    if (!number && !(a instanceof RegoSet)) {
      throw Operands.wrongType(0, a, "number", "set");
    }
    if (!number || !RegoNumber.isNumber(b)) {
      throw Operands.wrongType(1, b, RegoNumber.isNumber(b) ? "set" : "number");
    }
    return calculate(arguments, BigInteger::subtract, BinaryFloat::minus);
  }

  private static Object multiply(Object[] arguments) {
    return calculate(arguments, BigInteger::multiply, BinaryFloat::times);
  }

  private static Object calculate(
      Object[] arguments,
      BinaryOperator<BigInteger> exact,
      BinaryOperator<BinaryFloat> approximate) {
    Object a = Operands.number(arguments, 0);
    Object b = Operands.number(arguments, 1);
    BigInteger x = Operands.wholeOrNull(a);
    BigInteger y = x == null ? null : Operands.wholeOrNull(b);
    return x != null && y != null
        ? whole(exact.apply(x, y))
        : number(approximate.apply(binary(a), binary(b)));
  }

  private static Object divide(Object[] arguments) {
    Object a = Operands.number(arguments, 0);
    Object b = Operands.number(arguments, 1);
    if (a instanceof Long x && b instanceof Long y && fitsInt(x) && fitsInt(y)) {
      if (y == 0) {
        throw new BuiltinError(DIVIDE_BY_ZERO);
      }
      if (x != 0 && x % y == 0) {
        return x / y;
      }
    }
    BinaryFloat divisor = binary(b);
    if (divisor.isZero()) {
      throw new BuiltinError(DIVIDE_BY_ZERO);
    }
    return number(binary(a).dividedBy(divisor));
  }

  private static boolean fitsInt(long value) {
    return value == (int) value;
  }

  private static Object remainder(Object[] arguments) {
    BigInteger a = Operands.wholeOrNull(Operands.number(arguments, 0));
    BigInteger b = Operands.wholeOrNull(Operands.number(arguments, 1));
    if (a == null || b == null) {
      throw new BuiltinError("modulo on floating-point number");
    }
    if (b.signum() == 0) {
      throw new BuiltinError(MODULO_BY_ZERO);
    }
    return RegoNumber.of(a.remainder(b));
  }

  private static Object absolute(Object[] arguments) {
    Object number = Operands.number(arguments, 0);
    if (number instanceof Long whole && fitsInt(whole)) {
      return Math.abs(whole);
    }
    return number(binary(number).abs());
  }

  private static Object unary(Object[] arguments, Function<BinaryFloat, BigInteger> change) {
    Object number = Operands.number(arguments, 0);
    return number instanceof Long whole && fitsInt(whole)
        ? whole
        : RegoNumber.of(change.apply(binary(number)));
  }

  private static Object bits(Object[] arguments, BinaryOperator<BigInteger> operation) {
    BigInteger a = Operands.whole(arguments, 0);
    return RegoNumber.of(operation.apply(a, Operands.whole(arguments, 1)));
  }

  private static Object shift(Object[] arguments, boolean left) {
    BigInteger value = Operands.whole(arguments, 0);
    BigInteger distance = Operands.whole(arguments, 1);
    if (distance.signum() < 0) {
      throw Operands.error(1, UNSIGNED);
    }
    if (!left) {
      int most = value.bitLength() + 1;
      return RegoNumber.of(value.shiftRight(distance.min(BigInteger.valueOf(most)).intValue()));
    }
    if (value.signum() == 0) {
      return 0L;
    }
    Bounds.bits(distance.bitLength() > 31 ? Long.MAX_VALUE : distance.longValue());
    return whole(value.shiftLeft(distance.intValue()));
  }

  private static Object rangeWithStep(Object[] arguments) {
    Operands.whole(arguments, 0);
    Operands.whole(arguments, 1);
    BigInteger step = Operands.whole(arguments, 2);
    if (step.signum() <= 0) {
      throw new BuiltinError("numbers.range_step: step must be a positive integer");
    }
    return range(arguments, step);
  }

  private static Object range(Object[] arguments, BigInteger step) {
    BigInteger from = Operands.whole(arguments, 0);
    BigInteger to = Operands.whole(arguments, 1);
    BigInteger count = to.subtract(from).abs().divide(step).add(BigInteger.ONE);
    Bounds.step(count.bitLength() > 31 ? Long.MAX_VALUE : count.longValue());
    int size = count.intValue();
    long words = 1 + Math.max(from.bitLength(), to.bitLength()) / Long.SIZE;
    Bounds.step(size * words);
    RegoArray range = new RegoArray(size);
    BigInteger difference = from.compareTo(to) > 0 ? step.negate() : step;
    BigInteger next = from;
    for (int i = 0; i < size; i++) {
      Bounds.step(i);
      range.add(RegoNumber.of(next));
      next = next.add(difference);
    }
    return range;
  }

  static Object sum(Object[] arguments) {
    return total(arguments, BigInteger.ZERO, BinaryFloat.ZERO, BigInteger::add, BinaryFloat::plus);
  }

  static Object product(Object[] arguments) {
    return total(
        arguments,
        BigInteger.ONE,
        BinaryFloat.DOUBLE_ONE,
        BigInteger::multiply,
        BinaryFloat::times);
  }

  private static Object total(
      Object[] arguments,
      BigInteger start,
      BinaryFloat approximateStart,
      BinaryOperator<BigInteger> exact,
      BinaryOperator<BinaryFloat> approximate) {
    Object[] items = Operands.items(arguments, 0, "set", "array");
    BigInteger whole = total(items, start, exact);
    if (whole != null) {
      return RegoNumber.of(whole);
    }
    BinaryFloat total = approximateStart;
    for (Object item : items) {
      if (!RegoNumber.isNumber(item)) {
        throw Operands.wrongElement(0, arguments[0], item, "number");
      }
      total = approximate.apply(total, binary(item));
    }
    return number(total);
  }

  /** Null if not all items are whole numbers. */
  private static @Nullable BigInteger total(
      Object[] items, BigInteger start, BinaryOperator<BigInteger> exact) {
    BigInteger total = start;
    for (Object item : items) {
      BigInteger whole = RegoNumber.isNumber(item) ? Operands.wholeOrNull(item) : null;
      if (whole == null) {
        return null;
      }
      total = exact.apply(total, whole);
      Bounds.bits(total.bitLength());
    }
    return total;
  }
}
