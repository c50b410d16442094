package dev.varve.rego;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Objects, and parts of documents named by paths. OPA: topdown/object.go, subset.go, json.go. */
final class ObjectBuiltins {
  private static final String[] KEYS = {"object", "set", "array"};

  private ObjectBuiltins() {}

  static void register(Map<String, Builtin> all) {
    all.put("object.get", ObjectBuiltins::get);
    all.put("object.keys", a -> keys(Operands.object(a, 0)));
    all.put("object.remove", ObjectBuiltins::remove);
    all.put("object.filter", ObjectBuiltins::filterKeys);
    all.put("object.union", a -> union(Operands.object(a, 0), Operands.object(a, 1)));
    all.put("object.union_n", ObjectBuiltins::unionOfAll);
    all.put("object.subset", ObjectBuiltins::isSubset);
    all.put("json.remove", ObjectBuiltins::removePaths);
    all.put("json.filter", ObjectBuiltins::filterPaths);
    all.put("json.patch", a -> JsonPatch.apply(a[0], Operands.array(a, 1)));
  }

  private static Object get(Object[] arguments) {
    Object found = Operands.object(arguments, 0);
    if (arguments[1] instanceof RegoArray path) {
      for (int i = 0; i < path.size() && found != null; i++) {
        found = Operands.member(found, path.get(i));
      }
    } else {
      found = Operands.member(found, arguments[1]);
    }
    return found == null ? arguments[2] : found;
  }

  private static RegoSet keys(RegoObject object) {
    RegoSet keys = new RegoSet(object.size());
    for (Object key : object.keyArray()) {
      keys.add(key);
    }
    return keys;
  }

  private static RegoSet keys(Object[] arguments, int position) {
    if (arguments[position] instanceof RegoObject object) {
      return keys(object);
    }
    if (arguments[position] instanceof RegoSet set) {
      return set;
    }
    return RegoSet.copyOf(List.of(Operands.items(arguments, position, KEYS)));
  }

  private static Object remove(Object[] arguments) {
    RegoObject object = Operands.object(arguments, 0);
    RegoSet removed = keys(arguments, 1);
    RegoObject result = new RegoObject(object.size());
    Object[] keys = object.keyArray();
    Object[] values = object.valueArray();
    for (int i = 0; i < keys.length; i++) {
      if (!removed.contains(keys[i])) {
        result.put(keys[i], values[i]);
      }
    }
    return result;
  }

  private static Object filterKeys(Object[] arguments) {
    RegoObject object = Operands.object(arguments, 0);
    RegoObject result = new RegoObject();
    for (Object key : keys(arguments, 1).toArray()) {
      Object value = object.get(key);
      if (value != null) {
        result.put(key, value);
      }
    }
    return result;
  }

  /** Objects under one key are joined in turn; otherwise the second value counts. */
  private static RegoObject union(RegoObject first, RegoObject second) {
    if (first.size() == 0 || second.size() == 0) {
      return first.size() == 0 ? second : first;
    }
    RegoObject result = first.copy();
    Object[] keys = second.keyArray();
    Object[] values = second.valueArray();
    for (int i = 0; i < keys.length; i++) {
      Object before = result.get(keys[i]);
      result.put(
          keys[i],
          before instanceof RegoObject one && values[i] instanceof RegoObject other
              ? union(one, other)
              : values[i]);
    }
    return result;
  }

  private static Object unionOfAll(Object[] arguments) {
    RegoArray objects = Operands.array(arguments, 0);
    RegoObject result = new RegoObject();
    for (int i = 0; i < objects.size(); i++) {
      if (!(objects.get(i) instanceof RegoObject object)) {
        throw Operands.wrongElement(0, objects, objects.get(i), "object");
      }
      result = union(result, object);
    }
    return result;
  }

  // ---- subsets

  private static Object isSubset(Object[] arguments) {
    Object all = arguments[0];
    Object part = arguments[1];
    Boolean answer = subset(all, part);
    if (answer == null && all instanceof RegoArray array && part instanceof RegoSet set) {
      return isSetWithin(array, set);
    }
    if (answer == null) {
      throw new BuiltinError(
          "both arguments object.subset must be of the same type or array and set");
    }
    return answer;
  }

  /** As OPA counts: an item of the array once for each time it comes. */
  private static boolean isSetWithin(RegoArray all, RegoSet part) {
    int left = part.size();
    for (int i = 0; i < all.size(); i++) {
      left -= part.contains(all.get(i)) ? 1 : 0;
      if (left == 0) {
        return true;
      }
    }
    return false;
  }

  /** Null if the two are not of one type that has parts. */
  private static @Nullable Boolean subset(Object all, Object part) {
    if (all instanceof RegoObject object && part instanceof RegoObject other) {
      return isObjectSubset(object, other);
    }
    if (all instanceof RegoSet set && part instanceof RegoSet other) {
      for (Object element : other.toArray()) {
        if (!set.contains(element)) {
          return false;
        }
      }
      return true;
    }
    if (all instanceof RegoArray array && part instanceof RegoArray other) {
      return isArraySubset(array, other);
    }
    return null;
  }

  private static boolean isObjectSubset(RegoObject all, RegoObject part) {
    Object[] keys = part.keyArray();
    Object[] values = part.valueArray();
    for (int i = 0; i < keys.length; i++) {
      Object value = all.get(keys[i]);
      if (value == null
          || (!Values.equal(value, values[i]) && !Boolean.TRUE.equals(subset(value, values[i])))) {
        return false;
      }
    }
    return true;
  }

  /** Whether one stands within the other, without a gap. */
  private static boolean isArraySubset(RegoArray all, RegoArray part) {
    for (int from = 0; from + part.size() <= all.size(); from++) {
      Bounds.step(from);
      int matched = 0;
      while (matched < part.size() && Values.equal(all.get(from + matched), part.get(matched))) {
        matched++;
      }
      if (matched == part.size()) {
        return true;
      }
    }
    return false;
  }

  // ---- paths

  /** Where a path ends. */
  private static final Object LEAF = RegoNull.NULL;

  private static Object removePaths(Object[] arguments) {
    RegoObject object = Operands.object(arguments, 0);
    Object result = without(object, tree(arguments, 1));
    return result == null ? new RegoObject() : result;
  }

  private static Object filterPaths(Object[] arguments) {
    RegoObject object = Operands.object(arguments, 0);
    return only(object, tree(arguments, 1));
  }

  /** Null if the value itself is removed. */
  private static @Nullable Object without(Object value, @Nullable Object tree) {
    if (tree == LEAF) {
      return null;
    }
    if (!(tree instanceof RegoObject paths)) {
      return value;
    }
    if (value instanceof RegoObject object) {
      RegoObject result = new RegoObject(object.size());
      Object[] keys = object.keyArray();
      Object[] values = object.valueArray();
      for (int i = 0; i < keys.length; i++) {
        Object kept = without(values[i], paths.get(keys[i]));
        if (kept != null) {
          result.put(keys[i], kept);
        }
      }
      return result;
    }
    if (value instanceof RegoSet set) {
      RegoSet result = new RegoSet(set.size());
      for (Object element : set.toArray()) {
        Object kept = without(element, paths.get(element));
        if (kept != null) {
          result.add(kept);
        }
      }
      return result;
    }
    if (value instanceof RegoArray array) {
      RegoArray result = new RegoArray(array.size());
      for (int i = 0; i < array.size(); i++) {
        Object kept = without(array.get(i), paths.get(Integer.toString(i)));
        if (kept != null) {
          result.add(kept);
        }
      }
      return result;
    }
    return value;
  }

  private static Object only(Object value, Object tree) {
    if (!(tree instanceof RegoObject paths) || tree == LEAF) {
      return value;
    }
    if (value instanceof RegoObject object) {
      RegoObject result = new RegoObject();
      Object[] keys = object.keyArray();
      Object[] values = object.valueArray();
      for (int i = 0; i < keys.length; i++) {
        Object below = paths.get(keys[i]);
        if (below != null) {
          result.put(keys[i], only(values[i], below));
        }
      }
      return result;
    }
    if (value instanceof RegoSet set) {
      RegoSet result = new RegoSet();
      for (Object element : set.toArray()) {
        Object below = paths.get(element);
        if (below != null) {
          result.add(only(element, below));
        }
      }
      return result;
    }
    if (value instanceof RegoArray array) {
      RegoArray result = new RegoArray();
      for (int i = 0; i < array.size(); i++) {
        Object below = paths.get(Integer.toString(i));
        if (below != null) {
          result.add(only(array.get(i), below));
        }
      }
      return result;
    }
    return value;
  }

  /** The paths as one object of objects. */
  private static RegoObject tree(Object[] arguments, int position) {
    RegoObject root = new RegoObject();
    for (Object path : Operands.items(arguments, position, "set", "array")) {
      List<Object> steps = path(path, position);
      RegoObject node = root;
      for (int i = 0; i < steps.size(); i++) {
        Object below = node.get(steps.get(i));
        if (i == steps.size() - 1) {
          node.put(steps.get(i), LEAF);
        } else if (below instanceof RegoObject object) {
          node = object;
        } else if (below == LEAF) {
          break;
        } else {
          RegoObject made = new RegoObject();
          node.put(steps.get(i), made);
          node = made;
        }
      }
    }
    return root;
  }

  /** A JSON pointer, with or without the slash in front, or an array of steps. */
  static List<Object> path(Object path, int position) {
    List<Object> steps = new ArrayList<>();
    if (path instanceof String pointer) {
      if (pointer.isEmpty()) {
        return steps;
      }
      int start = 0;
      while (start < pointer.length() && pointer.charAt(start) == '/') {
        start++;
      }
      for (String step : pointer.substring(start).split("/", -1)) {
        steps.add(step.replace("~1", "/").replace("~0", "~"));
      }
      return steps;
    }
    if (path instanceof RegoArray array) {
      steps.addAll(List.of(array.toArray()));
      return steps;
    }
    throw Operands.error(
        position,
        "must be one of {set, array} containing string paths or array of path segments but got "
            + Values.typeName(path));
  }
}
