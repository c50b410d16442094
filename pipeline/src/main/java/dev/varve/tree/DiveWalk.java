package dev.varve.tree;

import dev.varve.blob.Bytes;
import dev.varve.layer.Entry;
import dev.varve.layer.LayerListing;
import dev.varve.layer.PathOrder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Walks an image as dive does (semantics.md section 9). Leaves of all layers are merged by path;
 * only what lies at or below a whited-out name is held in memory.
 */
final class DiveWalk {
  private static final Bytes WHITEOUT = Bytes.utf8(".wh.");
  private static final int PREFIX = WHITEOUT.length();

  private final List<LayerListing> listings;
  private final DiveFigures.RepeatedPaths repeated;

  /** Sizes that whiteouts note, under the plain name; taken out as the walk passes it. */
  private final TreeMap<Bytes, List<Long>> whiteoutSizes = new TreeMap<>(PathOrder.TREE);

  /** Per layer, the whiteout at which dive stops reading it, or null. */
  private final @Nullable Bytes[] stopsAt;

  private long minimum;
  private long discovered;
  private long wasted;

  DiveWalk(List<LayerListing> listings, DiveFigures.RepeatedPaths repeated) {
    this.listings = listings;
    this.repeated = repeated;
    this.stopsAt = new Bytes[listings.size()];
  }

  DiveFigures figures() throws IOException {
    Set<Bytes> targets = whiteoutTargets();
    if (!targets.isEmpty()) {
      noteWhiteouts(targets);
    }
    long[] totals = walk();
    long all = 0;
    for (long total : totals) {
      all += total;
    }
    double efficiency = discovered == 0 ? 1.0 : (double) minimum / (double) discovered;
    long first = totals.length == 0 ? 0 : totals[0];
    return new DiveFigures(efficiency, minimum, discovered, wasted, all, all - first);
  }

  // ---------------------------------------------------------------- the walk over all leaves

  private static final class LayerLeaves {
    final int layer;
    final DiveTree nodes;
    DiveTree.@Nullable Node leaf;

    LayerLeaves(int layer, DiveTree nodes) {
      this.layer = layer;
      this.nodes = nodes;
    }

    Bytes path() {
      if (leaf == null) {
        throw new IllegalStateException("at the end");
      }
      return leaf.path();
    }

    boolean advance() throws IOException {
      do {
        leaf = nodes.next();
      } while (leaf != null && !leaf.leaf());
      return leaf != null;
    }
  }

  private long[] walk() throws IOException {
    Comparator<LayerLeaves> order =
        (a, b) -> {
          int byPath = PathOrder.TREE.compare(a.path(), b.path());
          return byPath != 0 ? byPath : Integer.compare(a.layer, b.layer);
        };
    PriorityQueue<LayerLeaves> queue = new PriorityQueue<>(order);
    List<LayerLeaves> layers = new ArrayList<>();
    try {
      for (int i = 0; i < listings.size(); i++) {
        LayerLeaves leaves = new LayerLeaves(i, new DiveTree(listings.get(i)));
        layers.add(leaves);
        if (leaves.advance()) {
          queue.add(leaves);
        }
      }
      Bytes path = null;
      List<Long> sizes = new ArrayList<>();
      while (!queue.isEmpty()) {
        LayerLeaves next = queue.remove();
        // Mostly one layer holds many leaves in a row, and the queue need not be asked for each.
        LayerLeaves other = queue.peek();
        boolean more = true;
        while (more && (other == null || order.compare(next, other) < 0)) {
          DiveTree.Node leaf = next.leaf;
          if (leaf != null && isVisited(leaf, next.layer)) {
            if (!leaf.path().equals(path)) {
              note(path, sizes);
              path = leaf.path();
              sizes = new ArrayList<>(2);
            }
            sizes.add(leaf.size());
          }
          more = next.advance();
        }
        if (more) {
          queue.add(next);
        }
      }
      note(path, sizes);
      for (Bytes rest : List.copyOf(whiteoutSizes.keySet())) {
        note(rest, new ArrayList<>());
      }
    } finally {
      for (LayerLeaves leaves : layers) {
        leaves.nodes.close();
      }
    }
    return layers.stream().mapToLong(leaves -> leaves.nodes.totalBytes()).toArray();
  }

  /** A leaf under its own name, before the place where dive stops; whiteouts are noted already. */
  private boolean isVisited(DiveTree.Node leaf, int layer) {
    Bytes stop = stopsAt[layer];
    return !isWhiteout(leaf.path())
        && (stop == null || PathOrder.TREE.compare(leaf.path(), stop) < 0);
  }

  private void note(@Nullable Bytes path, List<Long> sizes) throws IOException {
    if (path == null) {
      return;
    }
    List<Long> fromWhiteouts = whiteoutSizes.remove(path);
    if (fromWhiteouts != null) {
      sizes.addAll(fromWhiteouts);
    }
    long smallest = Long.MAX_VALUE;
    long sum = 0;
    for (long size : sizes) {
      smallest = Math.min(smallest, size);
      sum += size;
    }
    minimum += smallest;
    discovered += sum;
    if (sizes.size() > 1) {
      wasted += sum;
      repeated.path(path, sizes.size(), sum);
    }
  }

  // ---------------------------------------------------------------- whiteouts

  private static boolean isWhiteout(Bytes path) {
    return path.startsWith(WHITEOUT, path.lastIndexOf((byte) '/') + 1);
  }

  private static Bytes plainName(Bytes whiteout) {
    Bytes base = PathOrder.baseName(whiteout);
    return PathOrder.join(PathOrder.parent(whiteout), base.slice(PREFIX, base.length()));
  }

  private Set<Bytes> whiteoutTargets() throws IOException {
    Set<Bytes> targets = new HashSet<>();
    for (LayerListing listing : listings) {
      if (listing.summary().sideEntries() == 0) {
        continue;
      }
      try (LayerListing.Cursor side = listing.sideTable()) {
        for (Entry entry = side.next(); entry != null; entry = side.next()) {
          for (Bytes path = entry.path(); !path.isEmpty(); path = PathOrder.parent(path)) {
            if (isWhiteout(path)) {
              targets.add(plainName(path));
            }
          }
        }
      }
    }
    return targets;
  }

  /** A node of dive's stacked tree, cut down to what whiteouts can name. */
  private static final class Stacked {
    final Map<Bytes, Stacked> children = new HashMap<>();
    long size;
    boolean directory;

    long sizeBelow() {
      long sum = size;
      for (Stacked child : children.values()) {
        sum += child.sizeBelow();
      }
      return sum;
    }
  }

  private void noteWhiteouts(Set<Bytes> targets) throws IOException {
    List<List<DiveTree.Node>> lower = new ArrayList<>();
    for (int layer = 0; layer < listings.size(); layer++) {
      List<DiveTree.Node> kept = new ArrayList<>();
      List<Bytes> whiteouts = new ArrayList<>();
      try (DiveTree nodes = new DiveTree(listings.get(layer))) {
        for (DiveTree.Node node = nodes.next(); node != null; node = nodes.next()) {
          if (isWhiteout(node.path()) || liesWithin(node.path(), targets)) {
            kept.add(node);
          }
          if (node.leaf() && isWhiteout(node.path())) {
            whiteouts.add(node.path());
          }
        }
      }
      if (!whiteouts.isEmpty()) {
        noteWhiteouts(layer, whiteouts, stack(layer == 0 ? List.of(kept) : lower, layer));
      }
      lower.add(kept);
    }
  }

  private void noteWhiteouts(int layer, List<Bytes> whiteouts, Stacked stacked) {
    for (Bytes whiteout : whiteouts) {
      Bytes name = plainName(whiteout);
      // A bare ".wh." names nothing, which dive never finds.
      boolean bare = PathOrder.baseName(whiteout).length() == PREFIX;
      Stacked previous = bare ? null : find(stacked, name);
      if (previous == null) {
        stopsAt[layer] = whiteout;
        return;
      }
      long size = previous.directory ? previous.sizeBelow() : 0;
      whiteoutSizes.computeIfAbsent(name, n -> new ArrayList<>()).add(size);
    }
  }

  private static boolean liesWithin(Bytes path, Set<Bytes> targets) {
    for (Bytes up = path; !up.isEmpty(); up = PathOrder.parent(up)) {
      if (targets.contains(up)) {
        return true;
      }
    }
    return false;
  }

  /** The plain stack below a layer, which starts as a copy of the lowest layer's tree. */
  private static Stacked stack(List<List<DiveTree.Node>> trees, int layer) {
    Stacked root = new Stacked();
    for (DiveTree.Node node : trees.get(0)) {
      put(root, node);
    }
    for (List<DiveTree.Node> tree : trees.subList(0, layer)) {
      for (DiveTree.Node node : tree) {
        if (isWhiteout(node.path())) {
          Stacked parent = find(root, PathOrder.parent(node.path()));
          if (parent != null) {
            parent.children.remove(PathOrder.baseName(plainName(node.path())));
          }
        } else {
          put(root, node);
        }
      }
    }
    return root;
  }

  private static void put(Stacked root, DiveTree.Node node) {
    Stacked at = root;
    for (Bytes part : PathOrder.components(node.path())) {
      at = at.children.computeIfAbsent(part, p -> new Stacked());
    }
    at.size = node.size();
    at.directory = node.directory();
  }

  private static @Nullable Stacked find(Stacked root, Bytes path) {
    Stacked at = root;
    for (Bytes part : PathOrder.components(path)) {
      at = at.children.get(part);
      if (at == null) {
        return null;
      }
    }
    return at;
  }
}
