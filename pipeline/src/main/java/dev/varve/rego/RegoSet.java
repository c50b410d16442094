package dev.varve.rego;

import java.util.Arrays;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * A set. Only whoever made one adds to it, and not after handing it on.
 *
 * <p>Of one thread, until {@link Values#freeze}.
 */
public final class RegoSet {
  private static final Object[] NO_VALUES = {};

  private final Keys elements;
  private int hash;

  public RegoSet() {
    this(0);
  }

  /**
   * @param expected so many elements need not be moved
   */
  public RegoSet(int expected) {
    this(new Keys(expected));
  }

  private RegoSet(Keys elements) {
    this.elements = elements;
  }

  public static RegoSet copyOf(Collection<?> elements) {
    RegoSet set = new RegoSet(elements.size());
    elements.forEach(set::add);
    return set;
  }

  /** A set of its own with the same elements, to which more may be added. */
  public RegoSet copy() {
    return new RegoSet(elements.copy(0));
  }

  /** Adds an element, unless an equal one is there. */
  public RegoSet add(Object element) {
    if (elements.add(element) >= 0) {
      hash = 0;
    }
    return this;
  }

  public boolean contains(Object element) {
    return elements.find(element) >= 0;
  }

  /** The element that is equal to a value, or null. */
  @Nullable Object find(Object value) {
    int position = elements.find(value);
    return position < 0 ? null : elements.get(position);
  }

  public int size() {
    return elements.size();
  }

  /** The elements in Rego's order, as an array of their own. */
  public Object[] toArray() {
    elements.sort(NO_VALUES);
    return Arrays.copyOf(elements.shared(), elements.size());
  }

  /** The elements in Rego's order; shared and possibly longer. */
  Object[] sorted() {
    elements.sort(NO_VALUES);
    return elements.shared();
  }

  void freeze() {
    for (int i = 0; i < elements.size(); i++) {
      Values.freeze(elements.get(i));
    }
    elements.freeze(NO_VALUES);
    hash = hashCode();
  }

  @Override
  public int hashCode() {
    int known = hash;
    if (known == 0) {
      known = 7;
      for (int i = 0; i < elements.size(); i++) {
        known += Values.hash(elements.get(i)) * 0x85EBCA6B;
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
    if (!(other instanceof RegoSet set) || size() != set.size()) {
      return false;
    }
    for (int i = 0; i < size(); i++) {
      if (!set.contains(elements.get(i))) {
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
