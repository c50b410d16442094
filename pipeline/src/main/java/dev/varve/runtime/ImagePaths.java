package dev.varve.runtime;

import dev.varve.blob.Bytes;
import dev.varve.failure.Limits;
import dev.varve.layer.ContentFact;
import dev.varve.tree.Inode;
import dev.varve.tree.TreeEntry;
import dev.varve.tree.TreeLookup;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Looks paths up in an image as a process inside would: symlinks are followed within the image
 * only, {@code ..} stops at its root, and what a mount covers is not the image's.
 */
final class ImagePaths {
  private final TreeLookup tree;
  private final Map<Bytes, Mount> covers = new TreeMap<>();

  /** Paths of an image nothing is mounted over. */
  ImagePaths(TreeLookup tree) {
    this(tree, List.of());
  }

  /** Paths of an image with mounts at their places, which symlinks of the image may move. */
  ImagePaths(TreeLookup tree, List<Mount> mounts) {
    this.tree = tree;
    for (Mount mount : mounts) {
      Bytes place = walk(Bytes.utf8(mount.target()), false).path();
      covers.put(place, mount);
    }
  }

  TreeLookup tree() {
    return tree;
  }

  /** What is known of the content of the regular file that a path leads to, or null. */
  @Nullable ContentFact content(String path) {
    TreeEntry entry = find(Bytes.utf8(path)).entry();
    return entry == null || !entry.inode().isFile() ? null : tree.content(entry);
  }

  /**
   * Where a path leads.
   *
   * @param status {@link Start.Status#OK}, MISSING, DANGLING, LOOP or COVERED
   * @param path the real path as far as it could be followed, the rest as written
   * @param entry null unless the status is OK or a volume covers it that starts as a copy
   * @param symlinks real paths of those followed, in order
   * @param replaceableBy who may replace something on the way
   * @param loosePlaces the directories where that is so, in order
   * @param cover the mount that covers the path, or null
   */
  record Found(
      Start.Status status,
      Bytes path,
      @Nullable TreeEntry entry,
      List<Bytes> symlinks,
      SortedSet<String> replaceableBy,
      List<Bytes> loosePlaces,
      @Nullable Mount cover) {}

  /** Follows a path to its end; relative ones start at the image's root. */
  Found find(Bytes path) {
    return walk(path, true);
  }

  /** The image's path for a name as seen from a working directory. */
  static Bytes from(String workdir, String name) {
    return Bytes.utf8(name.startsWith("/") ? name : workdir + "/" + name);
  }

  private Found walk(Bytes asked, boolean heedMounts) {
    Walk walk = new Walk();
    walk.prepend(asked);
    while (!walk.pending.isEmpty()) {
      Bytes name = walk.pending.pop();
      if (name.equals(DOT_DOT)) {
        walk.leave();
        continue;
      }
      Bytes here = walk.path();
      Bytes next = here.isEmpty() ? name : here.plus(SLASH).plus(name);
      Mount cover = heedMounts ? covers.get(next) : null;
      if (cover != null) {
        walk.cover = cover;
        if (!cover.options().copyUp()) {
          return walk.end(Start.Status.COVERED, walk.withRest(next), null);
        }
      }
      TreeEntry entry = tree.find(next);
      if (entry == null) {
        Start.Status status = walk.endsInSymlink ? Start.Status.DANGLING : Start.Status.MISSING;
        return walk.end(status, walk.withRest(next), null);
      }
      TreeEntry parent = tree.find(here);
      walk.passed(here, parent == null ? null : parent.inode(), entry.inode());
      if (entry.inode().isSymlink()) {
        if (walk.symlinks.size() == Limits.MAX_LINK_STEPS) {
          return walk.end(Start.Status.LOOP, next, null);
        }
        walk.follow(next, entry.inode());
      } else if (walk.pending.isEmpty()) {
        return walk.end(Start.Status.OK, next, entry);
      } else if (entry.inode().isDirectory()) {
        walk.here.add(name);
      } else {
        return walk.end(Start.Status.MISSING, walk.withRest(next), null);
      }
    }
    return walk.end(Start.Status.OK, walk.path(), tree.find(walk.path()));
  }

  private static final Bytes SLASH = Bytes.utf8("/");
  private static final Bytes DOT = Bytes.utf8(".");
  private static final Bytes DOT_DOT = Bytes.utf8("..");

  /** One walk under way. */
  private static final class Walk {
    private final Deque<Bytes> pending = new ArrayDeque<>();
    private final List<Bytes> here = new ArrayList<>();
    private final List<Bytes> symlinks = new ArrayList<>();
    private final SortedSet<String> replaceableBy = new TreeSet<>();
    private final List<Bytes> loosePlaces = new ArrayList<>();
    private boolean endsInSymlink;
    private @Nullable Mount cover;

    void prepend(Bytes path) {
      List<Bytes> parts = new ArrayList<>();
      int start = 0;
      for (int i = 0; i <= path.length(); i++) {
        if (i == path.length() || path.at(i) == '/') {
          Bytes part = path.slice(start, i);
          if (!part.isEmpty() && !part.equals(DOT)) {
            parts.add(part);
          }
          start = i + 1;
        }
      }
      for (int i = parts.size() - 1; i >= 0; i--) {
        pending.push(parts.get(i));
      }
    }

    void leave() {
      if (!here.isEmpty()) {
        here.remove(here.size() - 1);
      }
    }

    void follow(Bytes at, Inode symlink) {
      symlinks.add(at);
      if (pending.isEmpty()) {
        endsInSymlink = true;
      }
      Bytes target = symlink.entry() == null ? Bytes.EMPTY : symlink.entry().linkTarget();
      if (target.startsWith(SLASH)) {
        here.clear();
      }
      prepend(target);
    }

    void passed(Bytes directory, @Nullable Inode parent, Inode child) {
      SortedSet<String> writers = Writers.replacing(parent, child);
      if (!writers.isEmpty()) {
        replaceableBy.addAll(writers);
        if (!loosePlaces.contains(directory)) {
          loosePlaces.add(directory);
        }
      }
    }

    Bytes path() {
      return joined(Bytes.EMPTY, here);
    }

    Bytes withRest(Bytes start) {
      return joined(start, pending);
    }

    private static Bytes joined(Bytes start, Iterable<Bytes> parts) {
      Bytes path = start;
      for (Bytes part : parts) {
        path = path.isEmpty() ? part : path.plus(SLASH).plus(part);
      }
      return path;
    }

    Found end(Start.Status status, Bytes path, @Nullable TreeEntry entry) {
      return new Found(
          status,
          path,
          entry,
          List.copyOf(symlinks),
          java.util.Collections.unmodifiableSortedSet(replaceableBy),
          List.copyOf(loosePlaces),
          cover);
    }
  }
}
