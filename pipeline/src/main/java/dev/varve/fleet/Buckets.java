package dev.varve.fleet;

import java.io.Serializable;

/**
 * What brings some elements together under one key. A key that a collection is grouped by becomes a
 * bundle of its own, and the direct runner sets up every later step anew for each bundle, and adds
 * to a group anew for each bundle that holds some of it; for an image that is known already either
 * takes longer than the image itself. So images come together in as few buckets as keep all workers
 * busy, and only those that are to be judged anew, which takes its time, in more.
 *
 * @param count at least 1
 */
record Buckets(int count) implements Serializable {
  /** Enough for the slots of a cluster, and a fraction of a fleet. */
  static final Buckets MANY = new Buckets(128);

  private static final int FEWEST = 16;

  /**
   * For a runner that starts one thread after another on the bundles that are left.
   *
   * @param threads that work at once
   */
  static Buckets forThreads(int threads) {
    return new Buckets(Math.max(FEWEST, Math.min(threads, MANY.count)));
  }

  /** The bucket of something by its key, the same on every machine. */
  String of(String key) {
    return Integer.toString(Math.floorMod(key.hashCode(), count));
  }
}
