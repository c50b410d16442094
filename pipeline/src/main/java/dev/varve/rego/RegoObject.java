package dev.varve.rego;

import java.util.Arrays;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * An object, whose keys are any values. Only whoever made one puts into it, and not after handing
 * it on.
 *
 * <p>Of one thread, until {@link Values#freeze}.
 */
public final class RegoObject {
  private static final Object[] NONE = {};

  private final Keys keys;
  private Object[] values;
  private int hash;

  public RegoObject() {
    this(0);
  }

  /**
   * @param expected so many members need not be moved
   */
  public RegoObject(int expected) {
    this(new Keys(expected), expected == 0 ? NONE : new Object[expected]);
  }

  private RegoObject(Keys keys, Object[] values) {
    this.keys = keys;
    this.values = values;
  }

  /** An object of its own with the same members, into which more may be put. */
  public RegoObject copy() {
    return new RegoObject(keys.copy(0), Arrays.copyOf(values, keys.size()));
  }

  /** Puts a member, in place of one with an equal key. */
  public RegoObject put(Object key, Object value) {
    hash = 0;
    int position = keys.add(key);
    if (position < 0) {
      values[-1 - position] = value;
    } else {
      place(position, value);
    }
    return this;
  }

  /** Puts a member whose key is known to be new. */
  public RegoObject putNew(Object key, Object value) {
    hash = 0;
    place(keys.addNew(key), value);
    return this;
  }

  private void place(int position, Object value) {
    if (position >= values.length) {
      values = Arrays.copyOf(values, Math.max(4, position * 2));
    }
    values[position] = value;
  }

  /** The value under a key, or null. */
  public @Nullable Object get(Object key) {
    int position = keys.find(key);
    return position < 0 ? null : values[position];
  }

  public int size() {
    return keys.size();
  }

  /** The members in any order. */
  public void forEach(BiConsumer<Object, Object> members) {
    for (int i = 0; i < size(); i++) {
      members.accept(keys.get(i), values[i]);
    }
  }

  /** The keys in Rego's order, as an array of their own. */
  public Object[] keyArray() {
    return Arrays.copyOf(sortedKeys(), size());
  }

  /** The values by the order of their keys, as an array of their own. */
  public Object[] valueArray() {
    return Arrays.copyOf(sortedValues(), size());
  }

  /** The keys in Rego's order; shared and possibly longer. */
  Object[] sortedKeys() {
    keys.sort(values);
    return keys.shared();
  }

  /** The values by the order of their keys; shared and possibly longer. */
  Object[] sortedValues() {
    keys.sort(values);
    return values;
  }

  void freeze() {
    for (int i = 0; i < size(); i++) {
      Values.freeze(keys.get(i));
      Values.freeze(values[i]);
    }
    keys.freeze(values);
    hash = hashCode();
  }

  @Override
  public int hashCode() {
    int known = hash;
    if (known == 0) {
      known = 3;
      for (int i = 0; i < size(); i++) {
        known += (Values.hash(keys.get(i)) * 31 + Values.hash(values[i])) * 0x85EBCA6B;
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
    if (!(other instanceof RegoObject object) || size() != object.size()) {
      return false;
    }
    for (int i = 0; i < size(); i++) {
      Object value = object.get(keys.get(i));
      if (value == null || !Values.equal(values[i], value)) {
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
