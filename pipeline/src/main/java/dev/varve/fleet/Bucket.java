package dev.varve.fleet;

/**
 * What brings some images together under one key. A key that a collection is grouped by becomes a
 * bundle of its own, and the direct runner sets up every later step anew for each bundle, which for
 * an image that is known already takes longer than the image itself; a bundle of some images costs
 * no more than one.
 */
final class Bucket {
  /** Enough for the threads of a machine or the slots of a cluster, and a fraction of a fleet. */
  private static final int COUNT = 128;

  private Bucket() {}

  /** The bucket of an image, the same on every machine. */
  static String of(String imageKey) {
    return Integer.toString(Math.floorMod(imageKey.hashCode(), COUNT));
  }
}
