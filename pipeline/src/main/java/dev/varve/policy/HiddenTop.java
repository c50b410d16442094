package dev.varve.policy;

import dev.varve.layer.PathOrder;
import dev.varve.tree.HiddenEntry;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/** Keeps the largest hidden entries of a stream of any length, largest first. */
public final class HiddenTop {
  private static final int KEPT = 20;

  private static final Comparator<HiddenEntry> LARGEST_FIRST =
      Comparator.comparingLong(HiddenEntry::hiddenBytes)
          .reversed()
          .thenComparingInt(HiddenEntry::layer)
          .thenComparing(hidden -> hidden.entry().shownPath(), PathOrder.TREE)
          .thenComparingInt(hidden -> hidden.entry().ordinal());

  private final TreeSet<HiddenEntry> kept = new TreeSet<>(LARGEST_FIRST);

  public void add(HiddenEntry hidden) {
    if (hidden.hiddenBytes() == 0) {
      return;
    }
    kept.add(hidden);
    if (kept.size() > KEPT) {
      kept.pollLast();
    }
  }

  public List<HiddenEntry> largest() {
    return List.copyOf(kept);
  }
}
