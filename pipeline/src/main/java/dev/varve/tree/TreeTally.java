package dev.varve.tree;

/** Adds up what a merge meets; layers by index. */
final class TreeTally {
  private final long[][] changes;
  private final long[] hiddenBytes;
  private final long[] shippedBytes;
  private long files;
  private long dirs;
  private long symlinks;
  private long others;
  private long inodes;
  private long liveBytes;
  private long hiddenEntries;

  TreeTally(int layers) {
    changes = new long[layers][Change.Kind.values().length];
    hiddenBytes = new long[layers];
    shippedBytes = new long[layers];
  }

  void addShipped(int layer, long bytes) {
    shippedBytes[layer] += bytes;
  }

  void addChange(Change change) {
    changes[change.layer()][change.kind().ordinal()]++;
  }

  void addHidden(HiddenEntry hidden) {
    hiddenBytes[hidden.layer()] += hidden.hiddenBytes();
    hiddenEntries++;
  }

  /** Counts one name of the final tree; an inode counts with its first name. */
  void addPath(Inode inode, boolean firstName) {
    switch (inode.kind()) {
      case FILE -> files++;
      case DIR -> dirs++;
      case SYMLINK -> symlinks++;
      case CHARDEV, BLOCKDEV, FIFO, HARDLINK, UNSUPPORTED -> others++;
    }
    if (inode.isFile() && firstName) {
      inodes++;
      liveBytes += inode.size();
    }
  }

  ChangeCounts changeCounts(int layer) {
    long[] counts = changes[layer];
    return new ChangeCounts(
        counts[Change.Kind.ADDED.ordinal()],
        counts[Change.Kind.MODIFIED_CONTENT.ordinal()],
        counts[Change.Kind.MODIFIED_METADATA.ordinal()],
        counts[Change.Kind.RESHIPPED.ordinal()],
        counts[Change.Kind.DELETED.ordinal()]);
  }

  long hiddenBytes(int layer) {
    return hiddenBytes[layer];
  }

  long shippedBytes(int layer) {
    return shippedBytes[layer];
  }

  /** Every shipped byte is live or hidden (semantics.md section 7). */
  void check() {
    if (sum(shippedBytes) != liveBytes + sum(hiddenBytes)) {
      throw new IllegalStateException(
          "bytes do not add up: shipped %d, live %d, hidden %d"
              .formatted(sum(shippedBytes), liveBytes, sum(hiddenBytes)));
    }
  }

  TreeTotals totals() {
    long shipped = sum(shippedBytes);
    long hidden = sum(hiddenBytes);
    return new TreeTotals(
        files + dirs + symlinks + others,
        files,
        dirs,
        symlinks,
        others,
        inodes,
        liveBytes,
        shipped,
        hidden,
        hiddenEntries);
  }

  private static long sum(long[] values) {
    long total = 0;
    for (long value : values) {
      total += value;
    }
    return total;
  }
}
