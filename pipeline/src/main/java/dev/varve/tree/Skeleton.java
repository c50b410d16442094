package dev.varve.tree;

import dev.varve.blob.Bytes;
import dev.varve.layer.Entry;
import dev.varve.layer.EntryKind;
import dev.varve.layer.PathOrder;
import dev.varve.layer.Whiteout;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The paths of an image whose fate cannot be told by looking at each path alone: what markers act
 * on, hard links and their targets, paths that occur twice in a layer, whatever lies below a
 * symlink or below a name that is a file in some layer, and all their parents. These are applied in
 * memory ({@link SkeletonTree}); everything else streams. Any skeleton that covers each path the
 * application looks at gives the same result; a larger one only costs memory.
 */
final class Skeleton {
  private final Set<Bytes> paths = new HashSet<>();
  private final Set<Bytes> subtrees = new HashSet<>();

  /** A path that is in already: many are added from one directory in a row. */
  private Bytes lastParent = Bytes.EMPTY;

  Skeleton() {
    paths.add(Bytes.EMPTY);
  }

  /** Adds a path and its parents; returns those that are new, longest first. */
  List<Bytes> add(Bytes path) {
    if (!paths.add(path)) {
      return List.of();
    }
    int slash = path.lastIndexOf((byte) '/');
    if (slash == lastParent.length() && path.startsWith(lastParent)) {
      return List.of(path);
    }
    lastParent = PathOrder.parent(path);
    List<Bytes> added = new ArrayList<>();
    added.add(path);
    for (Bytes up = PathOrder.parent(path); paths.add(up); up = PathOrder.parent(up)) {
      added.add(up);
    }
    return added;
  }

  /** Marks everything below a path of the skeleton as part of it; returns whether that is new. */
  boolean addSubtree(Bytes path) {
    return subtrees.add(path);
  }

  boolean contains(Bytes path) {
    return paths.contains(path);
  }

  boolean hasSubtree(Bytes path) {
    return subtrees.contains(path);
  }

  /** Whether a real path belongs to the skeleton. */
  boolean covers(Bytes path) {
    return paths.contains(path) || subtreeAbove(path) != null;
  }

  /** The highest whole subtree that a path lies in, or null. */
  private @Nullable Bytes subtreeAbove(Bytes path) {
    if (subtrees.isEmpty()) {
      return null;
    }
    if (subtrees.contains(Bytes.EMPTY)) {
      return Bytes.EMPTY;
    }
    for (int slash = path.indexOf((byte) '/', 0);
        slash >= 0;
        slash = path.indexOf((byte) '/', slash + 1)) {
      Bytes above = path.slice(0, slash);
      if (subtrees.contains(above)) {
        return above;
      }
    }
    return null;
  }

  /**
   * Tells which entries stream: additions at paths outside the skeleton. For one reader of
   * listings, since it remembers where it was.
   */
  Predicate<Entry> streaming() {
    return new Predicate<>() {
      private @Nullable Bytes lastSubtree;

      /** A directory that lies in no whole subtree: mostly many entries in a row are in one. */
      private @Nullable Bytes clearParent;

      @Override
      public boolean test(Entry entry) {
        Bytes path = entry.path();
        if (lastSubtree != null && PathOrder.isBelow(path, lastSubtree)) {
          return false;
        }
        if (!isAddition(entry) || paths.contains(path)) {
          return false;
        }
        if (subtrees.isEmpty() || (clearParent != null && isIn(path, clearParent))) {
          return true;
        }
        lastSubtree = subtreeAbove(path);
        if (lastSubtree == null) {
          clearParent = PathOrder.parent(path);
        }
        return lastSubtree == null;
      }
    };
  }

  /** Whether a directory is the direct parent of a path. */
  private static boolean isIn(Bytes path, Bytes directory) {
    return PathOrder.isBelow(path, directory) && path.lastIndexOf((byte) '/') <= directory.length();
  }

  /**
   * Whether an entry adds something to the tree: not a marker, not rejected by its name or type.
   */
  static boolean isAddition(Entry entry) {
    return entry.kind() != EntryKind.UNSUPPORTED
        && entry.unsafeName() == null
        && Whiteout.of(entry.path()) == Whiteout.NONE;
  }
}
