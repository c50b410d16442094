package dev.varve.blob;

import java.util.List;

/**
 * Where the stored bytes of a sparse member lie in its content; all else is zeros, which are made
 * when they are read and never held. Pieces must ascend without overlap, as every tar writes them,
 * since the content is streamed.
 */
record SparseMap(List<long[]> pieces, long realSize) {
  /** Protects memory: a piece costs 24 bytes in a tar and some 60 here. */
  private static final int MAX_PIECES = 1 << 20;

  static void checkPieces(long count) {
    if (count > MAX_PIECES) {
      throw new NumberFormatException("more than " + MAX_PIECES + " pieces in a sparse map");
    }
  }

  /** Throws {@link NumberFormatException} unless the stored bytes fill the map. */
  SparseMap checked(long storedBytes) {
    if (realSize < 0) {
      throw new NumberFormatException("negative size of a sparse member");
    }
    long reached = 0;
    long needed = 0;
    for (long[] piece : pieces) {
      long start = piece[0];
      long length = piece[1];
      if (start < 0 || length < 0) {
        throw new NumberFormatException("negative number in a sparse map");
      }
      if (length == 0) {
        continue;
      }
      if (start < reached) {
        throw new NumberFormatException("the pieces of a sparse map do not ascend");
      }
      if (start > realSize || length > realSize - start) {
        throw new NumberFormatException("sparse map beyond the real size");
      }
      reached = start + length;
      needed += length;
    }
    if (needed > storedBytes) {
      throw new NumberFormatException("sparse map needs more bytes than are stored");
    }
    return this;
  }
}
