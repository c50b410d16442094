package dev.varve.rego;

/**
 * How much one call of a built-in may make. OPA has no such limits and takes the memory of its
 * machine; here many evaluations share one process.
 */
final class Bounds {
  /** Members of an array, set or object: {@code numbers.range}, {@code net.cidr_expand}. */
  static final int MOST_ITEMS = 2_000_000;

  /** Characters of a string. */
  static final int MOST_CHARS = 64 << 20;

  /** Bits of a whole number: some 30,000 decimal digits, as many as a number may be read with. */
  static final int MOST_BITS = 100_000;

  private static final int STEPS_BETWEEN_LOOKS = 0xFFF;

  private Bounds() {}

  /** To be called by every loop whose length the arguments decide. */
  static void step(long count) {
    if (count > MOST_ITEMS) {
      throw new BuiltinError("the result has more than " + MOST_ITEMS + " items");
    }
    if ((count & STEPS_BETWEEN_LOOKS) == 0) {
      look();
    }
  }

  /** Looks whether to stop; for every turn of a loop whose turns may take long. */
  static void look() {
    if (Thread.currentThread().isInterrupted()) {
      throw new BuiltinError("timed out");
    }
  }

  static void chars(long count) {
    if (count > MOST_CHARS) {
      throw new BuiltinError("the result is longer than " + MOST_CHARS + " characters");
    }
  }

  static void bits(long count) {
    if (count > MOST_BITS) {
      throw new BuiltinError("the result has more than " + MOST_BITS + " bits");
    }
  }
}
