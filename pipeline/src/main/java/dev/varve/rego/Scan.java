package dev.varve.rego;

import org.jspecify.annotations.Nullable;

/** Goes through the members of an array, object or set, in Rego's order. */
public final class Scan {
  private final Object @Nullable [] keys;
  private final Object[] values;
  private final int size;
  private int at = -1;

  private Scan(Object @Nullable [] keys, Object[] values, int size) {
    this.keys = keys;
    this.values = values;
    this.size = size;
  }

  /** The members of a value, or null if it can have none. */
  public static @Nullable Scan of(@Nullable Object source) {
    if (source instanceof RegoArray array) {
      return new Scan(null, array.shared(), array.size());
    }
    if (source instanceof RegoObject object) {
      return new Scan(object.sortedKeys(), object.sortedValues(), object.size());
    }
    if (source instanceof RegoSet set) {
      Object[] elements = set.sorted();
      return new Scan(elements, elements, set.size());
    }
    return null;
  }

  /** Goes to the next member, if there is one. */
  public boolean next(Evaluation evaluation) {
    evaluation.turn();
    return ++at < size;
  }

  /** The index of an array's element, an object's key, or a set's element. */
  public Object key() {
    return keys == null ? (Object) (long) at : keys[at];
  }

  public Object value() {
    return values[at];
  }
}
