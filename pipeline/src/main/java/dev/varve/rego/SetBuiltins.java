package dev.varve.rego;

import java.util.Map;

/** Sets. OPA: topdown/sets.go, binary.go. */
final class SetBuiltins {
  private SetBuiltins() {}

  static void register(Map<String, Builtin> all) {
    all.put("and", a -> intersection(Operands.set(a, 0), Operands.set(a, 1)));
    all.put("or", a -> union(Operands.set(a, 0), Operands.set(a, 1)));
    all.put("set_diff", a -> difference(Operands.set(a, 0), Operands.set(a, 1)));
    all.put("intersection", SetBuiltins::intersectionOfAll);
    all.put("union", SetBuiltins::unionOfAll);
  }

  static RegoSet difference(RegoSet set, RegoSet other) {
    RegoSet result = new RegoSet(set.size());
    for (Object element : set.toArray()) {
      if (!other.contains(element)) {
        result.add(element);
      }
    }
    return result;
  }

  private static RegoSet intersection(RegoSet a, RegoSet b) {
    RegoSet smaller = a.size() <= b.size() ? a : b;
    RegoSet larger = smaller == a ? b : a;
    RegoSet result = new RegoSet(smaller.size());
    for (Object element : smaller.toArray()) {
      if (larger.contains(element)) {
        result.add(element);
      }
    }
    return result;
  }

  private static RegoSet union(RegoSet a, RegoSet b) {
    if (a.size() == 0 || b.size() == 0) {
      return a.size() == 0 ? b : a;
    }
    RegoSet result = a.copy();
    for (Object element : b.toArray()) {
      result.add(element);
    }
    return result;
  }

  private static RegoSet element(Object[] arguments, Object element) {
    if (element instanceof RegoSet set) {
      return set;
    }
    throw Operands.wrongType(0, element, "set");
  }

  private static RegoSet intersectionOfAll(Object[] arguments) {
    RegoSet result = null;
    for (Object element : Operands.set(arguments, 0).toArray()) {
      RegoSet set = element(arguments, element);
      result = result == null ? set : intersection(result, set);
    }
    return result == null ? new RegoSet() : result;
  }

  private static RegoSet unionOfAll(Object[] arguments) {
    RegoSet result = new RegoSet();
    for (Object element : Operands.set(arguments, 0).toArray()) {
      for (Object item : element(arguments, element).toArray()) {
        result.add(item);
      }
    }
    return result;
  }
}
