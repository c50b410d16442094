package dev.varve.rego;

import java.util.Arrays;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * An array. Only whoever made one adds to it, and not after handing it on.
 *
 * <p>Of one thread, until {@link Values#freeze}.
 */
public final class RegoArray {
  private Object[] items;
  private int size;
  private int hash;

  public RegoArray() {
    this(4);
  }

  public RegoArray(int capacity) {
    items = new Object[capacity];
  }

  /** Takes the array itself. */
  private RegoArray(Object[] items) {
    this.items = items;
    this.size = items.length;
  }

  public static RegoArray of(Object... items) {
    return new RegoArray(items.clone());
  }

  public static RegoArray copyOf(Collection<?> items) {
    return new RegoArray(items.toArray());
  }

  /** Appends a value. */
  public RegoArray add(Object value) {
    if (size == items.length) {
      items = Arrays.copyOf(items, Math.max(4, size * 2));
    }
    items[size++] = value;
    hash = 0;
    return this;
  }

  public int size() {
    return size;
  }

  /** The value at an index from 0 to below the size. */
  public Object get(int index) {
    if (index >= size) {
      throw new IndexOutOfBoundsException(index);
    }
    return items[index];
  }

  /** The value at an index that is any value, or null if it is no index of this array. */
  @Nullable Object find(Object key) {
    Long index;
    if (key instanceof Long whole) {
      index = whole;
    } else {
      index = key instanceof RegoNumber number ? number.longOrNull() : null;
    }
    return index != null && index >= 0 && index < size ? items[index.intValue()] : null;
  }

  /** The values from one index to before another, as an array of its own. */
  public RegoArray slice(int from, int to) {
    return new RegoArray(Arrays.copyOfRange(items, from, to));
  }

  /** The values in their order, as an array of their own. */
  public Object[] toArray() {
    return Arrays.copyOf(items, size);
  }

  /** The values; shared and possibly longer. */
  Object[] shared() {
    return items;
  }

  @Override
  public int hashCode() {
    int known = hash;
    if (known == 0) {
      known = 1;
      for (int i = 0; i < size; i++) {
        known = 31 * known + Values.hash(items[i]);
      }
      known = known == 0 ? 1 : known;
      hash = known;
    }
    return known;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    if (this == other) {
      return true;
    }
    if (!(other instanceof RegoArray array)
        || size != array.size
        || (hash != 0 && array.hash != 0 && hash != array.hash)) {
      return false;
    }
    for (int i = 0; i < size; i++) {
      if (!Values.equal(items[i], array.items[i])) {
        return false;
      }
    }
    return true;
  }

  /** As JSON, with sets as arrays. */
  @Override
  public String toString() {
    return RegoJson.text(this);
  }
}
