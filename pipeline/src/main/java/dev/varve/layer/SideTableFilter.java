package dev.varve.layer;

import org.jspecify.annotations.Nullable;

/**
 * Tells which entries of a sorted listing belong to its side table ({@link
 * LayerListing#sideTable()}). Whether an entry does may show only at the next one, so each call
 * answers for the entry before.
 */
final class SideTableFilter {
  private @Nullable Entry pending;
  private boolean pendingBelongs;

  /** The entry before {@code next} if it belongs to the side table, else null. */
  @Nullable Entry before(Entry next) {
    Entry previous = pending;
    boolean samePath = previous != null && previous.path().equals(next.path());
    Entry answer =
        previous != null && (pendingBelongs || samePath || isParentInTheWay(previous, next))
            ? previous
            : null;
    pending = next;
    pendingBelongs = samePath || isSpecial(next);
    return answer;
  }

  /** The last entry if it belongs to the side table, else null. */
  @Nullable Entry last() {
    return pendingBelongs ? pending : null;
  }

  private static boolean isParentInTheWay(Entry entry, Entry next) {
    return entry.kind() != EntryKind.DIR && PathOrder.isBelow(next.path(), entry.path());
  }

  private static boolean isSpecial(Entry entry) {
    return switch (entry.kind()) {
      case SYMLINK, HARDLINK, UNSUPPORTED -> true;
      default -> entry.unsafeName() != null || Whiteout.of(entry.path()) != Whiteout.NONE;
    };
  }
}
