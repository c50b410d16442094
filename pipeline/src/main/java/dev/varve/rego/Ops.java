package dev.varve.rego;

import org.jspecify.annotations.Nullable;

/** What the statements of translated plans do. */
public final class Ops {
  private Ops() {}

  /** The value under a key of an array, object or set; undefined if there is none. */
  public static @Nullable Object get(@Nullable Object source, @Nullable Object key) {
    if (key == null) {
      return null;
    }
    if (source instanceof RegoObject object) {
      return object.get(key);
    }
    if (source instanceof RegoArray array) {
      return array.find(key);
    }
    return source instanceof RegoSet set ? set.find(key) : null;
  }

  public static boolean equal(@Nullable Object a, @Nullable Object b) {
    return a == b || (a != null && b != null && Values.equal(a, b));
  }

  public static boolean isArray(@Nullable Object value) {
    return value instanceof RegoArray;
  }

  public static boolean isObject(@Nullable Object value) {
    return value instanceof RegoObject;
  }

  public static boolean isSet(@Nullable Object value) {
    return value instanceof RegoSet;
  }

  /** How many members a value has, or bytes if it is a string. */
  public static Object length(@Nullable Object value) {
    if (value instanceof RegoArray array) {
      return (long) array.size();
    }
    if (value instanceof RegoObject object) {
      return (long) object.size();
    }
    if (value instanceof RegoSet set) {
      return (long) set.size();
    }
    return value instanceof String text
        ? (long) text.getBytes(java.nio.charset.StandardCharsets.UTF_8).length
        : 0L;
  }

  public static void append(Evaluation evaluation, Object array, Object value) {
    evaluation.made();
    ((RegoArray) array).add(value);
  }

  public static void add(Evaluation evaluation, Object set, Object value) {
    evaluation.made();
    ((RegoSet) set).add(value);
  }

  public static void insert(Evaluation evaluation, Object object, Object key, Object value) {
    evaluation.made();
    ((RegoObject) object).put(key, value);
  }

  /** Puts a member whose key may be there already, if then with the same value. */
  public static void insertOnce(
      Evaluation evaluation, Object object, Object key, Object value, String where) {
    Object other = ((RegoObject) object).get(key);
    if (other == null) {
      insert(evaluation, object, key, value);
    } else if (!Values.equal(other, value)) {
      throw new EvaluationError(where + ": object insert conflict");
    }
  }

  /**
   * The value of a variable that is given one more than once.
   *
   * @param before undefined at first
   */
  public static @Nullable Object once(
      @Nullable Object before, @Nullable Object value, String where) {
    if (before != null && !equal(before, value)) {
      throw new EvaluationError(where + ": var assignment conflict");
    }
    return value;
  }

  /** Objects as one, recursively; of other values the first that is defined. */
  public static @Nullable Object merge(@Nullable Object a, @Nullable Object b) {
    if (a == null) {
      return b;
    }
    if (!(a instanceof RegoObject first) || !(b instanceof RegoObject second)) {
      return a;
    }
    RegoObject merged = first.copy();
    Object[] keys = second.keyArray();
    Object[] values = second.valueArray();
    for (int i = 0; i < keys.length; i++) {
      Object own = first.get(keys[i]);
      Object value = own == null ? values[i] : merge(own, values[i]);
      merged.put(keys[i], value == null ? RegoNull.NULL : value);
    }
    return merged;
  }

  /**
   * A document with another value at a path; the document itself stays as it is.
   *
   * @param path one key at least
   */
  public static Object upsert(@Nullable Object document, Object value, Object[] path) {
    return upsert(document, value, path, 0);
  }

  private static Object upsert(@Nullable Object document, Object value, Object[] path, int at) {
    if (at == path.length) {
      return value;
    }
    RegoObject changed = document instanceof RegoObject object ? object.copy() : new RegoObject();
    return changed.put(path[at], upsert(changed.get(path[at]), value, path, at + 1));
  }

  /** The number that a table has under a key, or -1. */
  public static int find(Object table, @Nullable Object key) {
    return get(table, key) instanceof Long number ? number.intValue() : -1;
  }

  public static Object isEqual(Object a, Object b) {
    return Values.equal(a, b);
  }

  public static Object isNotEqual(Object a, Object b) {
    return !Values.equal(a, b);
  }

  public static Object isLess(Object a, Object b) {
    return Values.compare(a, b) < 0;
  }

  public static Object isAtMost(Object a, Object b) {
    return Values.compare(a, b) <= 0;
  }

  public static Object isGreater(Object a, Object b) {
    return Values.compare(a, b) > 0;
  }

  public static Object isAtLeast(Object a, Object b) {
    return Values.compare(a, b) >= 0;
  }

  /** Whether a set has an element, or an array or object a value. */
  public static Object isMember(Object value, Object collection) {
    if (collection instanceof RegoSet set) {
      return set.contains(value);
    }
    if (collection instanceof RegoArray array) {
      return isAmong(value, array.shared(), array.size());
    }
    return collection instanceof RegoObject object
        && isAmong(value, object.sortedValues(), object.size());
  }

  private static boolean isAmong(Object value, Object[] values, int size) {
    for (int i = 0; i < size; i++) {
      if (Values.equal(values[i], value)) {
        return true;
      }
    }
    return false;
  }

  /** A built-in function that is known to be there. */
  public static Builtin builtin(String name) {
    Builtin builtin = Builtins.find(name);
    if (builtin == null) {
      throw new IllegalStateException("no built-in " + name);
    }
    return builtin;
  }
}
