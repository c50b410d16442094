package dev.varve.rego;

import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Aggregates, membership and arrays. OPA: topdown/aggregates.go, array.go. */
final class CollectionBuiltins {
  private CollectionBuiltins() {}

  static void register(Map<String, Builtin> all) {
    all.put("count", CollectionBuiltins::count);
    all.put("sum", NumberBuiltins::sum);
    all.put("product", NumberBuiltins::product);
    all.put("max", arguments -> extreme(arguments, 1));
    all.put("min", arguments -> extreme(arguments, -1));
    all.put("sort", CollectionBuiltins::sort);
    all.put("all", arguments -> everyIsTrue(arguments));
    all.put("any", arguments -> someIsTrue(arguments));
    all.put("internal.member_2", arguments -> Ops.isMember(arguments[0], arguments[1]));
    all.put("internal.member_3", arguments -> isMember(arguments[0], arguments[1], arguments[2]));
    all.put("array.concat", CollectionBuiltins::concat);
    all.put("array.flatten", CollectionBuiltins::flatten);
    all.put("array.slice", CollectionBuiltins::slice);
    all.put("array.reverse", CollectionBuiltins::reverse);
  }

  private static Object count(Object[] arguments) {
    Object value = arguments[0];
    if (value instanceof RegoArray array) {
      return (long) array.size();
    }
    if (value instanceof RegoObject object) {
      return (long) object.size();
    }
    if (value instanceof RegoSet set) {
      return (long) set.size();
    }
    if (value instanceof String text) {
      return (long) text.codePointCount(0, text.length());
    }
    throw Operands.wrongType(0, value, "array", "object", "set", "string");
  }

  private static @Nullable Object extreme(Object[] arguments, int sign) {
    Object best = null;
    for (Object item : Operands.items(arguments, 0, "set", "array")) {
      if (best == null || Integer.signum(Values.compare(item, best)) != -sign) {
        best = item;
      }
    }
    return best;
  }

  private static Object sort(Object[] arguments) {
    Object[] items = Operands.items(arguments, 0, "set", "array");
    Arrays.sort(items, Values::compare);
    return RegoArray.of(items);
  }

  private static Object everyIsTrue(Object[] arguments) {
    for (Object item : Operands.items(arguments, 0, "array", "set")) {
      if (!Boolean.TRUE.equals(item)) {
        return false;
      }
    }
    return true;
  }

  private static Object someIsTrue(Object[] arguments) {
    for (Object item : Operands.items(arguments, 0, "array", "set")) {
      if (Boolean.TRUE.equals(item)) {
        return true;
      }
    }
    return false;
  }

  private static Object isMember(Object key, Object value, Object collection) {
    if (collection instanceof RegoSet set) {
      return Values.equal(key, value) && set.contains(key);
    }
    Object found = Operands.member(collection, key);
    return found != null && Values.equal(found, value);
  }

  private static Object concat(Object[] arguments) {
    RegoArray a = Operands.array(arguments, 0);
    RegoArray b = Operands.array(arguments, 1);
    if (a.size() == 0 || b.size() == 0) {
      return a.size() == 0 ? b : a;
    }
    Bounds.step((long) a.size() + b.size());
    RegoArray result = new RegoArray(a.size() + b.size());
    for (int i = 0; i < a.size(); i++) {
      result.add(a.get(i));
    }
    for (int i = 0; i < b.size(); i++) {
      result.add(b.get(i));
    }
    return result;
  }

  private static Object flatten(Object[] arguments) {
    RegoArray array = Operands.array(arguments, 0);
    RegoArray result = new RegoArray(array.size());
    for (int i = 0; i < array.size(); i++) {
      if (array.get(i) instanceof RegoArray nested) {
        for (int k = 0; k < nested.size(); k++) {
          Bounds.step(result.size());
          result.add(nested.get(k));
        }
      } else {
        result.add(array.get(i));
      }
    }
    return result;
  }

  private static Object slice(Object[] arguments) {
    RegoArray array = Operands.array(arguments, 0);
    long start = Operands.integer(arguments, 1);
    long stop = Operands.integer(arguments, 2);
    long to = Math.max(0, Math.min(stop, array.size()));
    long from = Math.max(0, Math.min(start, to));
    return array.slice((int) from, (int) to);
  }

  private static Object reverse(Object[] arguments) {
    RegoArray array = Operands.array(arguments, 0);
    RegoArray result = new RegoArray(array.size());
    for (int i = array.size() - 1; i >= 0; i--) {
      result.add(array.get(i));
    }
    return result;
  }
}
