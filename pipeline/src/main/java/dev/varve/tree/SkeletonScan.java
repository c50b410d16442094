package dev.varve.tree;

import dev.varve.blob.Bytes;
import dev.varve.layer.Entry;
import dev.varve.layer.EntryKind;
import dev.varve.layer.LayerListing;
import dev.varve.layer.PathOrder;
import dev.varve.layer.Whiteout;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Pass 1 of a merge: grows the {@link Skeleton} to what the listings need and collects the work to
 * do on it, layer by layer. One merge over the listings, more only if a link leads to a place that
 * the scan has already passed.
 */
final class SkeletonScan {
  /**
   * Some entry outside the skeleton lies below a path of it: the directories down to {@code path}
   * exist from that moment of the layer on.
   *
   * @param ordinal of the first such entry of the layer
   * @param via its path
   */
  record Implied(Bytes path, int ordinal, Bytes via) {}

  /**
   * What one layer does to the skeleton, each list ascending by ordinal.
   *
   * @param repeated paths that more than one addition of the layer has
   */
  record LayerWork(List<Entry> entries, List<Implied> implied, Set<Bytes> repeated) {
    /** The work of a layer of which only the root needs thought. */
    static LayerWork ofRoot(List<Entry> entries) {
      return new LayerWork(entries, List.of(), Set.of());
    }

    private static LayerWork empty() {
      return new LayerWork(new ArrayList<>(), new ArrayList<>(), new HashSet<>());
    }

    private void sort() {
      entries.sort(Comparator.comparingInt(Entry::ordinal));
      implied.sort(Comparator.comparingInt(Implied::ordinal));
    }
  }

  /** A directory on the way to the present path, or a name with something below it. */
  private static final class Frame {
    final Bytes path;
    final boolean wholeSubtree;
    boolean simulated;
    final List<Entry> entries = new ArrayList<>(2);
    final List<Integer> layers = new ArrayList<>(2);
    final @Nullable Entry[] firstBelow;

    /** If the path is a symlink somewhere: the directories it leads to if no other link is met. */
    final Set<Bytes> landings = new LinkedHashSet<>(0);

    Frame(Bytes path, boolean simulated, boolean wholeSubtree, int layerCount) {
      this.path = path;
      this.simulated = simulated;
      this.wholeSubtree = wholeSubtree;
      this.firstBelow = new Entry[layerCount];
    }

    void noteBelow(int layer, @Nullable Entry entry) {
      Entry first = firstBelow[layer];
      if (entry != null && (first == null || entry.ordinal() < first.ordinal())) {
        firstBelow[layer] = entry;
      }
    }
  }

  private final List<LayerListing> listings;
  private final Skeleton skeleton;
  private final List<LayerWork> work = new ArrayList<>();
  private final Deque<Frame> frames = new ArrayDeque<>();
  private boolean grewBehind;

  private SkeletonScan(List<LayerListing> listings, Skeleton skeleton) {
    this.listings = listings;
    this.skeleton = skeleton;
  }

  /** Grows {@code skeleton} as needed and returns the work of each layer on it. */
  static List<LayerWork> run(List<LayerListing> listings, Skeleton skeleton) throws IOException {
    for (LayerListing listing : listings) {
      addSideTable(listing, skeleton);
    }
    while (true) {
      SkeletonScan scan = new SkeletonScan(listings, skeleton);
      scan.scan();
      if (!scan.grewBehind) {
        scan.work.forEach(LayerWork::sort);
        return scan.work;
      }
    }
  }

  /** What can be told from one layer alone: hard links, markers and repeated names. */
  private static void addSideTable(LayerListing listing, Skeleton skeleton) throws IOException {
    try (LayerListing.Cursor side = listing.sideTable()) {
      Bytes previous = null;
      for (Entry entry = side.next(); entry != null; entry = side.next()) {
        if (entry.kind() == EntryKind.UNSUPPORTED || entry.unsafeName() != null) {
          continue;
        }
        Whiteout whiteout = Whiteout.of(entry.path());
        if (whiteout == Whiteout.REMOVES || whiteout == Whiteout.OPAQUE) {
          skeleton.add(Whiteout.target(entry.path()));
        } else if (whiteout == Whiteout.NONE) {
          if (entry.kind() == EntryKind.HARDLINK) {
            skeleton.add(entry.path());
            skeleton.add(PathOrder.normalise(entry.linkTarget()));
          } else if (entry.path().equals(previous)) {
            skeleton.add(entry.path());
          }
          previous = entry.path();
        }
      }
    }
  }

  private void scan() throws IOException {
    for (int i = 0; i < listings.size(); i++) {
      work.add(LayerWork.empty());
    }
    frames.push(new Frame(Bytes.EMPTY, true, skeleton.hasSubtree(Bytes.EMPTY), listings.size()));
    try (ListingMerge merge = new ListingMerge(listings, entry -> true)) {
      for (Bytes path = merge.nextPath(); path != null; path = merge.nextPath()) {
        visit(path, merge);
      }
    }
    while (!frames.isEmpty()) {
      pop();
    }
  }

  private void visit(Bytes path, ListingMerge merge) throws IOException {
    List<Entry> entries = new ArrayList<>(2);
    List<Integer> layers = new ArrayList<>(2);
    while (path.equals(merge.nextPath())) {
      Entry entry = merge.take();
      if (Skeleton.isAddition(entry)) {
        int layer = merge.takenLayer();
        if (!layers.isEmpty() && layers.get(layers.size() - 1) == layer) {
          work.get(layer).repeated().add(path);
        }
        entries.add(entry);
        layers.add(layer);
      } else {
        work.get(merge.takenLayer()).entries().add(entry);
      }
    }
    leaveFor(path);
    if (path.isEmpty()) {
      frames.getFirst().entries.addAll(entries);
      frames.getFirst().layers.addAll(layers);
      return;
    }
    guessLandings(path);
    if (entries.isEmpty()) {
      return;
    }
    enterParents(path);

    // A subtree follows its directory at once, so the next entry of all tells.
    Bytes next = merge.nextPath();
    boolean below = next != null && PathOrder.isBelow(next, path);
    boolean simulated = frames.getFirst().wholeSubtree || skeleton.contains(path);
    if (!below) {
      for (int i = 0; i < entries.size(); i++) {
        if (simulated) {
          work.get(layers.get(i)).entries().add(entries.get(i));
        } else {
          frames.getFirst().noteBelow(layers.get(i), entries.get(i));
        }
      }
      return;
    }
    Set<Bytes> landings = new LinkedHashSet<>(0);
    boolean conflict = false;
    boolean conflictInLayer = false;
    for (int i = 0; i < entries.size(); i++) {
      Entry entry = entries.get(i);
      if (entry.kind() != EntryKind.DIR) {
        conflict = true;
        conflictInLayer |= merge.isNextBelow(layers.get(i), path);
        if (entry.kind() == EntryKind.SYMLINK) {
          landings.add(lexicalTarget(PathOrder.parent(path), entry.linkTarget()));
        }
      }
    }
    if (conflict) {
      grow(path, path);
      simulated = true;
      if (conflictInLayer || !landings.isEmpty()) {
        skeleton.addSubtree(path);
      }
    }
    boolean wholeSubtree = frames.getFirst().wholeSubtree || skeleton.hasSubtree(path);
    Frame frame = new Frame(path, simulated, wholeSubtree, listings.size());
    frame.entries.addAll(entries);
    frame.layers.addAll(layers);
    frame.landings.addAll(landings);
    frames.push(frame);
  }

  /** Pops the frames that {@code path} does not lie below. */
  private void leaveFor(Bytes path) {
    while (frames.size() > 1 && !PathOrder.isBelow(path, frames.getFirst().path)) {
      pop();
    }
  }

  /** Pushes frames for the parents of {@code path} that no entry describes. */
  private void enterParents(Bytes path) {
    int from = frames.getFirst().path.isEmpty() ? 0 : frames.getFirst().path.length() + 1;
    for (int slash = path.indexOf((byte) '/', from);
        slash >= 0;
        slash = path.indexOf((byte) '/', slash + 1)) {
      Bytes parent = path.slice(0, slash);
      boolean whole = frames.getFirst().wholeSubtree;
      boolean simulated = whole || skeleton.contains(parent);
      frames.push(
          new Frame(parent, simulated, whole || skeleton.hasSubtree(parent), listings.size()));
    }
  }

  private void pop() {
    Frame frame = frames.pop();
    if (frame.simulated) {
      for (int i = 0; i < frame.entries.size(); i++) {
        work.get(frame.layers.get(i)).entries().add(frame.entries.get(i));
      }
      for (int layer = 0; layer < listings.size(); layer++) {
        Entry first = frame.firstBelow[layer];
        if (first != null && !frame.path.isEmpty()) {
          work.get(layer).implied().add(new Implied(frame.path, first.ordinal(), first.path()));
        }
      }
    } else {
      Frame parent = frames.getFirst();
      for (int i = 0; i < frame.entries.size(); i++) {
        parent.noteBelow(frame.layers.get(i), frame.entries.get(i));
      }
      for (int layer = 0; layer < listings.size(); layer++) {
        parent.noteBelow(layer, frame.firstBelow[layer]);
      }
    }
  }

  /**
   * Entries below a symlink mostly land at its target: covering these places now saves the
   * application from asking for them one scan later. A wrong guess costs a little memory.
   */
  private void guessLandings(Bytes path) {
    for (Frame frame : frames) {
      if (frame.landings.isEmpty()) {
        continue;
      }
      Whiteout whiteout = Whiteout.of(path);
      boolean marker = whiteout == Whiteout.REMOVES || whiteout == Whiteout.OPAQUE;
      Bytes object = marker ? Whiteout.target(path) : path;
      Bytes rest =
          object.length() > frame.path.length()
              ? object.slice(frame.path.length() + 1, object.length())
              : Bytes.EMPTY;
      for (Bytes landing : frame.landings) {
        grow(rest.isEmpty() ? landing : PathOrder.join(landing, rest), path);
      }
    }
  }

  /** Where a link target leads if no further link is met; ".." stops at the root. */
  private static Bytes lexicalTarget(Bytes directory, Bytes target) {
    List<Bytes> parts = new ArrayList<>();
    if (target.isEmpty() || target.at(0) != '/') {
      parts.addAll(PathOrder.components(directory));
    }
    for (Bytes part : PathOrder.components(PathOrder.normalise(target))) {
      if (!part.equals(SkeletonTree.DOT_DOT)) {
        parts.add(part);
      } else if (!parts.isEmpty()) {
        parts.remove(parts.size() - 1);
      }
    }
    Bytes out = Bytes.EMPTY;
    for (Bytes part : parts) {
      out = PathOrder.join(out, part);
    }
    return out;
  }

  /** Adds a path to the skeleton while the scan stands at {@code position}. */
  private void grow(Bytes path, Bytes position) {
    for (Bytes added : skeleton.add(path)) {
      Frame open = null;
      for (Frame frame : frames) {
        if (frame.path.equals(added)) {
          open = frame;
        }
      }
      if (open != null) {
        open.simulated = true;
      } else if (PathOrder.TREE.compare(added, position) < 0) {
        grewBehind = true;
      }
    }
  }
}
