package dev.varve.tree;

import dev.varve.blob.Bytes;
import dev.varve.blob.StructureFinding;
import dev.varve.layer.Entry;
import dev.varve.layer.EntryKind;
import dev.varve.layer.LayerListing;
import dev.varve.layer.PathOrder;
import dev.varve.tree.HiddenEntry.Cause;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Applies the layers of an image, lowest first, and tells for every real path that ever existed
 * what became of it, in tree order (semantics.md sections 5 to 7).
 *
 * <p>Pass 1 ({@link MergePlan}) decides in memory what cannot be told path by path; pass 2, this
 * class, is one k-way merge of the listings that streams everything else. Memory is in proportion
 * to layers, depth, links, markers and entries that moved, not to the number of entries. Not for
 * several threads at once.
 *
 * <pre>{@code
 * try (OverlayMerge merge = OverlayMerge.open(listings, ParentLinks.FOLLOW)) {
 *   while (merge.advance()) {
 *     use(merge.path(), merge.entry(), merge.changes(), merge.takeHidden());
 *   }
 *   use(merge.takeHidden(), merge.findings(), merge.totals());
 * }
 * }</pre>
 */
public final class OverlayMerge implements Closeable {
  /** What an image with these layers, and the merge as a whole, amounts to. */
  private final TreeTally tally;

  private final Skeleton skeleton;
  private final ListingMerge merge;
  private final int layerCount;

  private final AppliedSkeleton applied;
  private final Iterator<PathHistory> simulatedPaths;
  private @Nullable PathHistory nextSimulated;
  private final Map<Inode, List<Bytes>> names;

  /** Of streamed entries; those of the skeleton are in {@code applied}. */
  private final List<StructureFinding> streamedFindings = new ArrayList<>(0);

  private final List<SkeletonTree.Removal> removals;
  private int nextRemoval;
  private final Deque<SkeletonTree.Removal> removalsAbove = new ArrayDeque<>();

  private final Iterator<HiddenEntry> simulatedHidden;
  private @Nullable HiddenEntry nextSimulatedHidden;
  private List<HiddenEntry> hidden = new ArrayList<>();

  private Bytes lastStreamed = Bytes.EMPTY;
  private @Nullable PathHistory current;
  private List<Change> changes = List.of();

  /** As the plan prepared it. */
  OverlayMerge(List<LayerListing> listings, AppliedSkeleton applied) throws IOException {
    this.applied = applied;
    this.skeleton = applied.skeleton();
    this.layerCount = listings.size();
    this.tally = new TreeTally(listings.size());
    this.names = applied.names();
    this.removals = applied.removals();
    this.simulatedPaths = applied.states().iterator();
    this.nextSimulated = simulatedPaths.hasNext() ? simulatedPaths.next() : null;
    this.simulatedHidden = applied.hidden().iterator();
    this.nextSimulatedHidden = simulatedHidden.hasNext() ? simulatedHidden.next() : null;
    for (int layer = 0; layer < layerCount; layer++) {
      tally.addShipped(layer, applied.shippedBytes().get(layer));
    }
    this.merge = new ListingMerge(listings, skeleton.streaming());
  }

  /** Plans and starts a merge that is made once; see {@link MergePlan}. */
  public static OverlayMerge open(List<LayerListing> listings, ParentLinks parentLinks)
      throws IOException {
    return MergePlan.of(listings, parentLinks).open();
  }

  /** Moves to the next real path in tree order; the root is left out. */
  public boolean advance() throws IOException {
    Bytes streamed = nextStreamed();
    PathHistory simulated = nextSimulated;
    PathHistory history = null;
    if (simulated != null
        && (streamed == null || PathOrder.TREE.compare(simulated.path(), streamed) < 0)) {
      nextSimulated = simulatedPaths.hasNext() ? simulatedPaths.next() : null;
      history = simulated;
    } else if (streamed != null) {
      history = stream(streamed);
    }
    current = history;
    if (history == null) {
      takeSimulatedHidden(null, 0);
      changes = List.of();
      tally.check();
      return false;
    }
    count(history);
    return true;
  }

  /** The present path; after {@link #advance} was true. */
  public Bytes path() {
    return history().path();
  }

  /** The present path in the final tree, or null if it is gone. */
  public @Nullable TreeEntry entry() {
    NameState state = history().last();
    if (state == null) {
      return null;
    }
    List<Bytes> group = state.inode().isDirectory() ? null : names.get(state.inode());
    return group == null || group.size() == 1
        ? new TreeEntry(path(), state.inode(), state.layer(), 1, null)
        : new TreeEntry(path(), state.inode(), state.layer(), group.size(), group.get(0));
  }

  /** What each layer changed at the present path, ascending by layer. */
  public List<Change> changes() {
    return changes;
  }

  /**
   * What the present path was before it became what it is in the end, one version down; null if no
   * lower layer has it.
   */
  public @Nullable Inode previous() {
    for (int i = changes.size() - 1; i >= 0; i--) {
      Inode before = changes.get(i).before();
      if (before != null) {
        return before;
      }
    }
    return null;
  }

  /**
   * The hidden entries met since the last call. Per layer, all calls together give them in the
   * order of semantics.md section 10; call once more after {@link #advance} was false.
   */
  public List<HiddenEntry> takeHidden() {
    List<HiddenEntry> out = hidden;
    hidden = new ArrayList<>();
    return out;
  }

  /** The root, or null if no layer describes it. */
  public @Nullable TreeEntry root() {
    NameState root = applied.root();
    return root == null ? null : new TreeEntry(Bytes.EMPTY, root.inode(), root.layer(), 1, null);
  }

  /**
   * What applying the layers showed, each finding once, in no order; complete after {@link
   * #advance} was false.
   */
  public List<StructureFinding> findings() {
    if (streamedFindings.isEmpty()) {
      return applied.findings();
    }
    List<StructureFinding> all = new ArrayList<>(applied.findings());
    all.addAll(streamedFindings);
    return all;
  }

  /** Totals; complete after {@link #advance} was false. */
  public TreeTotals totals() {
    return tally.totals();
  }

  /** Counts of one layer's changes; complete after {@link #advance} was false. */
  public ChangeCounts changeCounts(int layer) {
    return tally.changeCounts(layer);
  }

  /** Hidden bytes that one layer ships; complete after {@link #advance} was false. */
  public long hiddenBytes(int layer) {
    return tally.hiddenBytes(layer);
  }

  /** All bytes that one layer ships; complete after {@link #advance} was false. */
  public long shippedBytes(int layer) {
    return tally.shippedBytes(layer);
  }

  @Override
  public void close() throws IOException {
    merge.close();
  }

  private PathHistory history() {
    if (current == null) {
      throw new IllegalStateException("advance() has not been true");
    }
    return current;
  }

  // ---------------------------------------------------------------- streaming

  /** The next path outside the skeleton: that of an entry, or of a parent none describes. */
  private @Nullable Bytes nextStreamed() {
    Bytes next = merge.nextPath();
    if (next == null) {
      return null;
    }
    for (int slash = next.indexOf((byte) '/', sharedDirectory(next, lastStreamed));
        slash >= 0;
        slash = next.indexOf((byte) '/', slash + 1)) {
      Bytes parent = next.slice(0, slash);
      if (!skeleton.covers(parent)) {
        return parent;
      }
    }
    return next;
  }

  /** Length of the longest directory of {@code path} that {@code last} is or lies below, plus 1. */
  private static int sharedDirectory(Bytes path, Bytes last) {
    byte[] a = path.unsafeArray();
    byte[] b = last.unsafeArray();
    int shared = 0;
    int length = Math.min(a.length, b.length);
    int i = 0;
    for (; i < length && a[i] == b[i]; i++) {
      if (a[i] == '/') {
        shared = i + 1;
      }
    }
    if (i == b.length && i < a.length && i > 0 && a[i] == '/') {
      shared = i + 1;
    }
    return shared;
  }

  private PathHistory stream(Bytes path) throws IOException {
    lastStreamed = path;
    List<Entry> entries = new ArrayList<>(2);
    List<Integer> layers = new ArrayList<>(2);
    while (path.equals(merge.nextPath())) {
      Entry entry = merge.take();
      entries.add(entry);
      layers.add(merge.takenLayer());
      noteShipped(entry, merge.takenLayer());
    }
    enterRemovals(path);
    boolean mayBeImplied = entries.isEmpty() || entries.get(0).kind() == EntryKind.DIR;
    if (removalsAbove.isEmpty() && entries.size() == 1 && !mayBeImplied) {
      int layer = layers.get(0);
      NameState state = new NameState(Inode.shipped(entries.get(0), layer), layer);
      return new PathHistory(path, List.of(new PathHistory.Since(layer, state)));
    }
    return new StreamedPath(path, mayBeImplied).history(entries, layers);
  }

  /** Keeps the removals whose directory {@code path} lies below. */
  private void enterRemovals(Bytes path) {
    while (!removalsAbove.isEmpty() && !PathOrder.isBelow(path, removalsAbove.getLast().path())) {
      removalsAbove.removeLast();
    }
    while (nextRemoval < removals.size()
        && PathOrder.TREE.compare(removals.get(nextRemoval).path(), path) < 0) {
      SkeletonTree.Removal removal = removals.get(nextRemoval++);
      if (PathOrder.isBelow(path, removal.path())) {
        removalsAbove.addLast(removal);
      }
    }
  }

  /** One path outside the skeleton, layer by layer. */
  private final class StreamedPath {
    private final Bytes path;
    private final boolean mayBeImplied;
    private final List<PathHistory.Since> states = new ArrayList<>(2);
    private final List<Entry> shown = new ArrayList<>(2);
    private final List<Integer> shownLayers = new ArrayList<>(2);
    private final List<HiddenEntry> lost = new ArrayList<>(0);
    private @Nullable NameState state;

    StreamedPath(Bytes path, boolean mayBeImplied) {
      this.path = path;
      this.mayBeImplied = mayBeImplied;
    }

    PathHistory history(List<Entry> entries, List<Integer> layers) {
      Cause[] removedBy = removalCauses();
      int next = 0;
      for (int layer = 0; layer < layerCount; layer++) {
        NameState before = state;
        Cause cause = removedBy == null ? null : removedBy[layer];
        if (cause != null && state != null) {
          hideShown(layer, cause);
          state = null;
        }
        if (next < entries.size() && layers.get(next) == layer) {
          put(entries.get(next++), layer);
        } else if (state == null && mayBeImplied && merge.isNextBelow(layer, path)) {
          state = new NameState(Inode.implicit(layer), layer);
        }
        if (state != before) {
          states.add(new PathHistory.Since(layer, state));
        }
      }
      lost.sort(Comparator.comparingInt(h -> h.entry().ordinal()));
      for (HiddenEntry entry : lost) {
        takeSimulatedHidden(path, entry.entry().ordinal());
        addHidden(entry);
      }
      return new PathHistory(path, states);
    }

    private void put(Entry entry, int layer) {
      Inode inode = Inode.shipped(entry, layer);
      boolean describedAgain = state != null && state.inode().isDirectory() && inode.isDirectory();
      if (state != null && !describedAgain) {
        hideShown(layer, Cause.REPLACED);
      }
      state = new NameState(inode, layer);
      shown.add(entry);
      shownLayers.add(layer);
    }

    private void hideShown(int by, Cause cause) {
      for (int i = 0; i < shown.size(); i++) {
        Entry entry = shown.get(i);
        lost.add(new HiddenEntry(shownLayers.get(i), entry, entry.size(), by, cause));
      }
      shown.clear();
      shownLayers.clear();
    }

    /** By layer, why what lower layers put here is removed; null if no layer removes anything. */
    private Cause @Nullable [] removalCauses() {
      if (removalsAbove.isEmpty()) {
        return null;
      }
      SkeletonTree.Removal[] first = new SkeletonTree.Removal[layerCount];
      for (SkeletonTree.Removal removal : removalsAbove) {
        SkeletonTree.Removal other = first[removal.layer()];
        if (other == null || removal.sequence() < other.sequence()) {
          first[removal.layer()] = removal;
        }
      }
      Cause[] causes = new Cause[layerCount];
      for (int layer = 0; layer < layerCount; layer++) {
        SkeletonTree.Removal removal = first[layer];
        causes[layer] = removal == null ? null : removal.cause();
      }
      return causes;
    }
  }

  // ---------------------------------------------------------------- hidden entries and totals

  /** Passes on the hidden entries of the skeleton that sort before a place; all if null. */
  private void takeSimulatedHidden(@Nullable Bytes path, int ordinal) {
    while (nextSimulatedHidden != null) {
      if (path != null) {
        int order = PathOrder.TREE.compare(nextSimulatedHidden.entry().shownPath(), path);
        if (order > 0 || (order == 0 && nextSimulatedHidden.entry().ordinal() > ordinal)) {
          return;
        }
      }
      addHidden(nextSimulatedHidden);
      nextSimulatedHidden = simulatedHidden.hasNext() ? simulatedHidden.next() : null;
    }
  }

  private void addHidden(HiddenEntry entry) {
    hidden.add(entry);
    tally.addHidden(entry);
  }

  private void noteShipped(Entry entry, int layer) {
    tally.addShipped(layer, entry.size());
    StructureFinding malformed = AppliedSkeleton.malformedCapability(entry, layer);
    if (malformed != null) {
      streamedFindings.add(malformed);
    }
  }

  private void count(PathHistory history) {
    changes = history.changes();
    changes.forEach(tally::addChange);
    NameState last = history.last();
    if (last != null) {
      List<Bytes> group = names.get(last.inode());
      tally.addPath(last.inode(), group == null || group.get(0).equals(history.path()));
    }
  }
}
