package dev.varve.diff;

import dev.varve.blob.Bytes;
import dev.varve.layer.Entry;
import dev.varve.layer.LayerListing;
import dev.varve.layer.PathOrder;
import dev.varve.tree.Attribute;
import dev.varve.tree.Inode;
import dev.varve.tree.InodeComparison;
import dev.varve.tree.MergePlan;
import dev.varve.tree.OverlayMerge;
import dev.varve.tree.TreeEntry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Compares two squashed trees (semantics.md section 8): one merge join to find what moved, one to
 * tell the differences in tree order. Memory is in proportion to the files added and removed.
 */
public final class TreeDiff {
  /** Receives the differences in tree order. */
  public interface Visitor {
    void difference(PathDifference difference) throws IOException;
  }

  /** What a comparison amounts to, and the moves by from, then to. */
  public record Result(DiffTotals totals, List<Move> moves) {}

  private final MergePlan a;
  private final MergePlan b;
  private final DiffOptions options;

  private TreeDiff(MergePlan a, MergePlan b, DiffOptions options) {
    this.a = a;
    this.b = b;
    this.options = options;
  }

  /** Compares image {@code a} with image {@code b}, each given by its layers, lowest first. */
  public static Result compare(
      List<LayerListing> a, List<LayerListing> b, DiffOptions options, Visitor visitor)
      throws IOException {
    return new TreeDiff(
            MergePlan.of(a, options.parentLinks()), MergePlan.of(b, options.parentLinks()), options)
        .compare(visitor);
  }

  private Result compare(Visitor visitor) throws IOException {
    if (diffIds(a.listings()).equals(diffIds(b.listings()))) {
      // The same stack of layers is the same tree; its totals still have to be counted.
      DiffTotals totals = join((path, x, y) -> {});
      return new Result(totals, List.of());
    }
    MoveSearch search = new MoveSearch();
    join(
        (path, x, y) -> {
          if (x == null && y != null) {
            search.added(y);
          } else if (y == null && x != null) {
            search.removed(x);
          }
        });
    List<Move> moves = search.moves();
    Map<Bytes, Bytes> movedTo = new HashMap<>();
    Map<Bytes, Bytes> movedFrom = new HashMap<>();
    for (Move move : moves) {
      movedTo.put(move.from(), move.to());
      movedFrom.put(move.to(), move.from());
    }
    Counts counts = new Counts();
    DiffTotals trees =
        join(
            (path, x, y) -> {
              PathDifference difference = difference(path, x, y, movedTo, movedFrom);
              if (difference != null) {
                counts.add(difference);
                visitor.difference(difference);
              }
            });
    return new Result(counts.totals(trees, moves.size()), moves);
  }

  private static List<?> diffIds(List<LayerListing> listings) {
    return listings.stream().map(LayerListing::diffId).toList();
  }

  private interface Pairs {
    void pair(Bytes path, @Nullable TreeEntry x, @Nullable TreeEntry y) throws IOException;
  }

  /** The merge join; returns the totals of the two trees, no difference counted. */
  private DiffTotals join(Pairs pairs) throws IOException {
    try (OverlayMerge left = a.open();
        OverlayMerge right = b.open()) {
      TreeEntry x = next(left);
      TreeEntry y = next(right);
      while (x != null || y != null) {
        int order = x == null ? 1 : y == null ? -1 : PathOrder.TREE.compare(x.path(), y.path());
        TreeEntry first = order <= 0 ? x : y;
        if (first != null && !options.ignores(first.path())) {
          pairs.pair(first.path(), order <= 0 ? x : null, order >= 0 ? y : null);
        }
        if (order <= 0) {
          x = next(left);
        }
        if (order >= 0) {
          y = next(right);
        }
      }
      return new DiffTotals(
          left.totals().paths(),
          right.totals().paths(),
          0,
          0,
          0,
          0,
          0,
          0,
          0,
          left.totals().liveBytes(),
          right.totals().liveBytes());
    }
  }

  private static @Nullable TreeEntry next(OverlayMerge merge) throws IOException {
    while (merge.advance()) {
      merge.takeHidden();
      TreeEntry entry = merge.entry();
      if (entry != null) {
        return entry;
      }
    }
    return null;
  }

  private @Nullable PathDifference difference(
      Bytes path,
      @Nullable TreeEntry x,
      @Nullable TreeEntry y,
      Map<Bytes, Bytes> movedTo,
      Map<Bytes, Bytes> movedFrom) {
    if (x == null || y == null) {
      return x == null
          ? new PathDifference(
              path, PathDifference.Kind.ADDED, List.of(), null, y, null, movedFrom.get(path))
          : new PathDifference(
              path, PathDifference.Kind.REMOVED, List.of(), x, null, movedTo.get(path), null);
    }
    List<Attribute> attributes = attributes(x.inode(), y.inode());
    if (attributes.isEmpty()) {
      return null;
    }
    PathDifference.Kind kind =
        attributes.contains(Attribute.KIND)
            ? PathDifference.Kind.RETYPED
            : attributes.equals(List.of(Attribute.MTIME))
                ? PathDifference.Kind.TOUCHED
                : PathDifference.Kind.MODIFIED;
    return new PathDifference(path, kind, attributes, x, y, null, null);
  }

  private List<Attribute> attributes(Inode x, Inode y) {
    List<Attribute> all = InodeComparison.differences(x, y);
    return options.semantic()
        ? all.stream().filter(attribute -> attribute != Attribute.MTIME).toList()
        : all;
  }

  /** Pairs removed and added files of equal content. */
  private final class MoveSearch {
    private record Content(Bytes sha256, long size) {}

    private record Side(List<TreeEntry> removed, List<TreeEntry> added) {}

    private final Map<Content, Side> groups = new HashMap<>();

    void removed(TreeEntry entry) {
      Side side = side(entry);
      if (side != null) {
        side.removed.add(entry);
      }
    }

    void added(TreeEntry entry) {
      Side side = side(entry);
      if (side != null) {
        side.added.add(entry);
      }
    }

    private @Nullable Side side(TreeEntry entry) {
      Entry shipped = entry.inode().entry();
      if (shipped == null || shipped.sha256() == null || shipped.size() == 0) {
        return null;
      }
      return groups.computeIfAbsent(
          new Content(shipped.sha256(), shipped.size()),
          content -> new Side(new ArrayList<>(1), new ArrayList<>(1)));
    }

    List<Move> moves() {
      List<Move> moves = new ArrayList<>();
      groups.forEach(
          (content, side) -> {
            if (!side.removed.isEmpty() && !side.added.isEmpty()) {
              pair(content, side, moves);
            }
          });
      moves.sort(
          (m, n) -> {
            int byFrom = PathOrder.TREE.compare(m.from(), n.from());
            return byFrom != 0 ? byFrom : PathOrder.TREE.compare(m.to(), n.to());
          });
      return moves;
    }

    private void pair(Content content, Side side, List<Move> moves) {
      Map<Bytes, TreeEntry> gone = onceByBaseName(side.removed);
      Map<Bytes, TreeEntry> come = onceByBaseName(side.added);
      Set<TreeEntry> taken = new HashSet<>();
      gone.forEach(
          (base, from) -> {
            TreeEntry to = come.get(base);
            if (to != null) {
              moves.add(move(content, from, to));
              taken.add(from);
              taken.add(to);
            }
          });
      List<TreeEntry> left = side.removed.stream().filter(e -> !taken.contains(e)).toList();
      List<TreeEntry> right = side.added.stream().filter(e -> !taken.contains(e)).toList();
      if (left.size() == 1 && right.size() == 1) {
        moves.add(move(content, left.get(0), right.get(0)));
      }
    }

    private static Map<Bytes, TreeEntry> onceByBaseName(List<TreeEntry> entries) {
      Map<Bytes, TreeEntry> once = new HashMap<>();
      Set<Bytes> met = new HashSet<>();
      for (TreeEntry entry : entries) {
        Bytes base = PathOrder.baseName(entry.path());
        if (met.add(base)) {
          once.put(base, entry);
        } else {
          once.remove(base);
        }
      }
      return once;
    }

    private Move move(Content content, TreeEntry from, TreeEntry to) {
      boolean renamed = !PathOrder.baseName(from.path()).equals(PathOrder.baseName(to.path()));
      return new Move(
          from.path(),
          to.path(),
          content.sha256,
          content.size,
          renamed,
          attributes(from.inode(), to.inode()));
    }
  }

  private static final class Counts {
    private record InodePair(int a, int b) {}

    private final long[] kinds = new long[PathDifference.Kind.values().length];
    private final Map<Inode, Integer> numbers = new IdentityHashMap<>();
    private final Set<InodePair> sharedPairs = new HashSet<>();
    private long singlePairs;

    void add(PathDifference difference) {
      kinds[difference.kind().ordinal()]++;
      TreeEntry x = difference.a();
      TreeEntry y = difference.b();
      if (difference.kind() == PathDifference.Kind.MODIFIED && x != null && y != null) {
        if (x.links() == 1 || y.links() == 1) {
          singlePairs++;
        } else {
          sharedPairs.add(new InodePair(number(x.inode()), number(y.inode())));
        }
      }
    }

    private int number(Inode inode) {
      return numbers.computeIfAbsent(inode, i -> numbers.size());
    }

    DiffTotals totals(DiffTotals trees, int moves) {
      return new DiffTotals(
          trees.pathsA(),
          trees.pathsB(),
          kinds[PathDifference.Kind.ADDED.ordinal()],
          kinds[PathDifference.Kind.REMOVED.ordinal()],
          kinds[PathDifference.Kind.RETYPED.ordinal()],
          kinds[PathDifference.Kind.MODIFIED.ordinal()],
          kinds[PathDifference.Kind.TOUCHED.ordinal()],
          moves,
          singlePairs + sharedPairs.size(),
          trees.liveBytesA(),
          trees.liveBytesB());
    }
  }
}
