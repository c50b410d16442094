package dev.varve.rego;

import java.util.Arrays;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Different values, found by their hash: the keys of an object, or the elements of a set. They
 * stand in the order in which they came until someone asks for Rego's.
 */
final class Keys {
  /** Up to so many are searched one by one. */
  private static final int FEW = 8;

  /**
   * Slots that are looked at for one key. Honest keys need a few; whoever names files can choose
   * names of one hash.
   */
  private static final int MOST_PROBES = 256;

  private static final Object[] NONE = {};
  private static final int[] NO_SLOTS = {};

  private Object[] keys;
  private int size;

  /** Positions of keys plus one, by hash, at least half of them 0; empty for a few keys. */
  private int[] slots = NO_SLOTS;

  /** Positions by key instead, once a key needed too many slots. */
  private @Nullable TreeMap<Object, Integer> tree;

  private boolean sorted = true;

  Keys(int capacity) {
    keys = capacity == 0 ? NONE : new Object[capacity];
  }

  int size() {
    return size;
  }

  /** The keys; shared and possibly longer. */
  Object[] shared() {
    return keys;
  }

  Object get(int position) {
    return keys[position];
  }

  /** Where a key stands, or -1. */
  int find(Object key) {
    return size <= FEW ? findAmongFew(key) : find(key, Values.hash(key));
  }

  private int findAmongFew(Object key) {
    for (int i = 0; i < size; i++) {
      if (keys[i] == key) {
        return i;
      }
    }
    if (key instanceof String text) {
      int hash = text.hashCode();
      for (int i = 0; i < size; i++) {
        if (keys[i] instanceof String other && other.hashCode() == hash && text.equals(other)) {
          return i;
        }
      }
      return -1;
    }
    for (int i = 0; i < size; i++) {
      if (Values.equal(keys[i], key)) {
        return i;
      }
    }
    return -1;
  }

  private int find(Object key, int hash) {
    if (slots.length == 0 && tree == null) {
      index(size);
    }
    if (tree != null) {
      Integer position = tree.get(key);
      return position == null ? -1 : position;
    }
    int mask = slots.length - 1;
    for (int slot = spread(hash) & mask; ; slot = (slot + 1) & mask) {
      int position = slots[slot] - 1;
      if (position < 0) {
        return -1;
      }
      if (Values.equal(keys[position], key)) {
        return position;
      }
    }
  }

  /**
   * Adds a key.
   *
   * @return its position, or where it stood already as {@code -1 - position}
   */
  int add(Object key) {
    if (size < FEW) {
      int position = findAmongFew(key);
      return position >= 0 ? -1 - position : append(key);
    }
    int hash = Values.hash(key);
    if (tree == null && (size + 1) * 2 > slots.length) {
      index((size + 1) * 2);
    }
    if (tree != null) {
      return addToTree(key, tree);
    }
    int mask = slots.length - 1;
    int slot = spread(hash) & mask;
    for (int probes = 0; probes < MOST_PROBES; probes++, slot = (slot + 1) & mask) {
      int position = slots[slot] - 1;
      if (position < 0) {
        slots[slot] = size + 1;
        return append(key);
      }
      if (Values.equal(keys[position], key)) {
        return -1 - position;
      }
    }
    return addToTree(key, planted());
  }

  private int addToTree(Object key, TreeMap<Object, Integer> positions) {
    Integer position = positions.putIfAbsent(key, size);
    return position == null ? append(key) : -1 - position;
  }

  private TreeMap<Object, Integer> planted() {
    TreeMap<Object, Integer> positions = new TreeMap<>(Values::compare);
    for (int i = 0; i < size; i++) {
      positions.put(keys[i], i);
    }
    slots = NO_SLOTS;
    tree = positions;
    return positions;
  }

  /** Adds a key that is known to be new. */
  int addNew(Object key) {
    slots = NO_SLOTS;
    tree = null;
    return append(key);
  }

  private int append(Object key) {
    if (size == keys.length) {
      keys = Arrays.copyOf(keys, Math.max(4, size * 2));
    }
    keys[size] = key;
    sorted = size == 0;
    return size++;
  }

  private void index(int room) {
    int length = Integer.highestOneBit(Math.max(16, room * 2) - 1) * 2;
    int[] made = new int[length];
    int mask = length - 1;
    for (int i = 0; i < size; i++) {
      int slot = spread(Values.hash(keys[i])) & mask;
      for (int probes = 0; made[slot] != 0; slot = (slot + 1) & mask) {
        if (++probes > MOST_PROBES) {
          planted();
          return;
        }
      }
      made[slot] = i + 1;
    }
    slots = made;
  }

  private static int spread(int hash) {
    int mixed = hash * 0x9E3779B9;
    return mixed ^ (mixed >>> 15);
  }

  /** Whether the keys stand in Rego's order; looks, unless it knows. */
  boolean isSorted() {
    if (!sorted) {
      for (int i = 1; i < size; i++) {
        if (Values.compare(keys[i - 1], keys[i]) > 0) {
          return false;
        }
      }
      sorted = true;
    }
    return true;
  }

  /**
   * Puts the keys into Rego's order.
   *
   * @param values each moved with the key at the same position; empty for none
   */
  void sort(Object[] values) {
    if (isSorted()) {
      return;
    }
    if (values.length == 0) {
      Arrays.sort(keys, 0, size, Values::compare);
    } else {
      Object[][] pairs = new Object[size][];
      for (int i = 0; i < size; i++) {
        pairs[i] = new Object[] {keys[i], values[i]};
      }
      Arrays.sort(pairs, (a, b) -> Values.compare(a[0], b[0]));
      for (int i = 0; i < size; i++) {
        keys[i] = pairs[i][0];
        values[i] = pairs[i][1];
      }
    }
    slots = NO_SLOTS;
    tree = null;
    sorted = true;
  }

  /** Computes all that is computed on demand. */
  void freeze(Object[] values) {
    sort(values);
    if (size > FEW && slots.length == 0 && tree == null) {
      index(size);
    }
  }

  Keys copy(int capacity) {
    Keys copy = new Keys(0);
    copy.keys = Arrays.copyOf(keys, Math.max(size, capacity));
    copy.size = size;
    copy.tree = tree == null ? null : new TreeMap<>(tree);
    copy.slots = slots.length == 0 ? NO_SLOTS : slots.clone();
    copy.sorted = sorted;
    return copy;
  }
}
