package dev.varve.layer;

/**
 * Stable merge sort of ints by an order of the things they stand for. The JDK sorts primitives by
 * value only, and boxing millions of positions is what a sorter must avoid.
 */
final class PositionSort {
  private static final int SMALL = 12;

  private final int[] positions;
  private final int[] spare;
  private final Order order;

  /** Compares the things at two positions. */
  @FunctionalInterface
  interface Order {
    int compare(int a, int b);
  }

  PositionSort(int[] positions, int count, Order order) {
    this.positions = positions;
    this.spare = new int[count];
    this.order = order;
  }

  void run() {
    sort(0, spare.length);
  }

  private void sort(int from, int to) {
    if (to - from <= SMALL) {
      insert(from, to);
      return;
    }
    int middle = (from + to) >>> 1;
    sort(from, middle);
    sort(middle, to);
    if (order.compare(positions[middle - 1], positions[middle]) > 0) {
      merge(from, middle, to);
    }
  }

  private void insert(int from, int to) {
    for (int i = from + 1; i < to; i++) {
      int moving = positions[i];
      int k = i;
      while (k > from && order.compare(positions[k - 1], moving) > 0) {
        positions[k] = positions[k - 1];
        k--;
      }
      positions[k] = moving;
    }
  }

  private void merge(int from, int middle, int to) {
    System.arraycopy(positions, from, spare, from, middle - from);
    int left = from;
    int right = middle;
    int out = from;
    while (left < middle && right < to) {
      positions[out++] =
          order.compare(spare[left], positions[right]) <= 0 ? spare[left++] : positions[right++];
    }
    System.arraycopy(spare, left, positions, out, middle - left);
  }
}
