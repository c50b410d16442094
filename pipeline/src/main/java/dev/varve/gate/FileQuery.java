package dev.varve.gate;

import dev.varve.blob.Bytes;
import dev.varve.layer.Entry;
import dev.varve.layer.EntryKind;
import java.util.List;

/**
 * What to find: names for which all conditions hold, in one state or any, in some layers or all.
 *
 * @param conditions all of which must hold
 * @param layers first hexadecimal digits of diffIDs or of digests as stored, one of which must be
 *     those of a layer that made the name or its content; empty for any layer
 */
public record FileQuery(List<FileCondition> conditions, State state, List<String> layers) {
  public FileQuery {
    conditions = List.copyOf(conditions);
    layers = List.copyOf(layers);
  }

  /** Whether a container sees what is found. */
  public enum State {
    ANY,
    /** In the squashed tree. */
    LIVE,
    /** Shipped, and hidden by a later layer (semantics.md section 7). */
    HIDDEN
  }

  boolean holds(Bytes path, Entry entry) {
    for (FileCondition condition : conditions) {
      if (!condition.holds(path, entry)) {
        return false;
      }
    }
    return true;
  }

  /** An entry that may be found by itself. */
  static final int FOUND = 1;

  /** A hard link whose name may be found. */
  static final int LINK = 2;

  /** An entry that may be found under the name of a hard link. */
  static final int INODE = 4;

  /**
   * What an entry of a listing may contribute to something found, wherever it comes to lie: {@link
   * #FOUND}, {@link #LINK} and {@link #INODE} as bits.
   */
  int hints(Entry entry) {
    if (entry.unsafeName() != null) {
      // Known by the name as written, which no condition was tried on.
      return FOUND;
    }
    boolean isLink = entry.kind() == EntryKind.HARDLINK;
    int hints = FOUND | (isLink ? LINK : INODE);
    for (FileCondition condition : conditions) {
      if (!condition.mayHold(entry)) {
        hints &=
            switch (condition.subject()) {
              case NAME -> INODE;
              case ENTRY -> LINK;
              case BOTH -> LINK | INODE;
            };
      }
    }
    return hints;
  }
}
