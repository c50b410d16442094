package dev.varve.rego;

import org.jspecify.annotations.Nullable;

/**
 * Which values are equal, and how they are ordered: null, booleans, numbers, strings by code point,
 * arrays, objects, sets (OPA's {@code ast.Compare}).
 */
public final class Values {
  private static final int SURROGATES = Character.MIN_SURROGATE;

  private Values() {}

  /** Whether two values are equal; 1 and 1.0 are. */
  public static boolean equal(Object a, Object b) {
    if (a == b) {
      return true;
    }
    if (a instanceof String text) {
      return text.equals(b);
    }
    if (a instanceof Long whole) {
      return b instanceof Long other
          ? whole.longValue() == other.longValue()
          : b instanceof RegoNumber number && whole.equals(number.longOrNull());
    }
    if (a instanceof RegoNumber number && b instanceof Long whole) {
      return whole.equals(number.longOrNull());
    }
    return a.equals(b);
  }

  /** The same for equal values. */
  public static int hash(Object value) {
    return value.hashCode();
  }

  /** Rego's order over all values. */
  public static int compare(Object a, Object b) {
    if (a == b) {
      return 0;
    }
    if (a instanceof String text && b instanceof String other) {
      return compareText(text, other);
    }
    int kind = kind(a);
    int other = kind(b);
    if (kind != other) {
      return Integer.compare(kind, other);
    }
    return switch (kind) {
      case 0 -> 0;
      case 1 -> Boolean.compare((Boolean) a, (Boolean) b);
      case 2 ->
          a instanceof Long x && b instanceof Long y
              ? Long.compare(x, y)
              : RegoNumber.exact(a).compareTo(RegoNumber.exact(b));
      case 3 -> compareText((String) a, (String) b);
      case 4 ->
          compareAll(
              ((RegoArray) a).shared(),
              ((RegoArray) a).size(),
              ((RegoArray) b).shared(),
              ((RegoArray) b).size());
      case 5 -> compareObjects((RegoObject) a, (RegoObject) b);
      default ->
          compareAll(
              ((RegoSet) a).sorted(),
              ((RegoSet) a).size(),
              ((RegoSet) b).sorted(),
              ((RegoSet) b).size());
    };
  }

  private static int kind(Object value) {
    if (value instanceof String) {
      return 3;
    }
    if (value instanceof Long || value instanceof RegoNumber) {
      return 2;
    }
    if (value instanceof Boolean) {
      return 1;
    }
    if (value instanceof RegoObject) {
      return 5;
    }
    if (value instanceof RegoArray) {
      return 4;
    }
    if (value instanceof RegoSet) {
      return 6;
    }
    if (value instanceof RegoNull) {
      return 0;
    }
    throw new IllegalArgumentException("no value of Rego's: " + value.getClass());
  }

  private static int compareAll(Object[] a, int sizeA, Object[] b, int sizeB) {
    int common = Math.min(sizeA, sizeB);
    for (int i = 0; i < common; i++) {
      int order = compare(a[i], b[i]);
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(sizeA, sizeB);
  }

  private static int compareObjects(RegoObject a, RegoObject b) {
    Object[] keys = a.sortedKeys();
    Object[] values = a.sortedValues();
    Object[] otherKeys = b.sortedKeys();
    Object[] otherValues = b.sortedValues();
    int common = Math.min(a.size(), b.size());
    for (int i = 0; i < common; i++) {
      int order = compare(keys[i], otherKeys[i]);
      if (order == 0) {
        order = compare(values[i], otherValues[i]);
      }
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(a.size(), b.size());
  }

  /** By code point, which is the order of UTF-8 bytes. */
  static int compareText(String a, String b) {
    int common = Math.min(a.length(), b.length());
    for (int i = 0; i < common; i++) {
      char x = a.charAt(i);
      char y = b.charAt(i);
      if (x != y) {
        return x >= SURROGATES && y >= SURROGATES ? order(x) - order(y) : x - y;
      }
    }
    return a.length() - b.length();
  }

  /** Moves halves of larger code points behind the last that is one char. */
  private static int order(char c) {
    return Character.isSurrogate(c) ? c + 0x2000 : c - 0x800;
  }

  /** What OPA calls the type of a value: {@code null}, {@code boolean}, {@code number}, … */
  public static String typeName(Object value) {
    return switch (kind(value)) {
      case 0 -> "null";
      case 1 -> "boolean";
      case 2 -> "number";
      case 3 -> "string";
      case 4 -> "array";
      case 5 -> "object";
      default -> "set";
    };
  }

  /**
   * Makes a value safe to read for several threads at once, once it is handed to them: computes
   * everything in it that is computed on demand.
   *
   * @return the value itself
   */
  public static <T extends @Nullable Object> T freeze(T value) {
    if (value instanceof RegoArray array) {
      for (int i = 0; i < array.size(); i++) {
        freeze(array.get(i));
      }
      int unused = array.hashCode();
    } else if (value instanceof RegoObject object) {
      object.freeze();
    } else if (value instanceof RegoSet set) {
      set.freeze();
    }
    return value;
  }
}
