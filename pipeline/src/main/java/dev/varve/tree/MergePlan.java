package dev.varve.tree;

import dev.varve.blob.Bytes;
import dev.varve.layer.Entry;
import dev.varve.layer.LayerListing;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Pass 1 of a merge, made once for a stack of layers however often it is merged: what cannot be
 * told path by path is found ({@link SkeletonScan}) and applied in memory ({@link SkeletonTree}).
 * Safe for several threads.
 */
public final class MergePlan {
  /** Scans after which everything is applied in memory: only hostile images come here. */
  private static final int MAX_SCANS = 8;

  private final List<LayerListing> listings;
  private final AppliedSkeleton applied;

  private MergePlan(List<LayerListing> listings, AppliedSkeleton applied) {
    this.listings = listings;
    this.applied = applied;
  }

  /**
   * Plans a merge: reads the side tables and, unless there is nothing to decide, the listings once.
   *
   * @param listings lowest layer first
   */
  public static MergePlan of(List<LayerListing> listings, ParentLinks parentLinks)
      throws IOException {
    return of(listings, parentLinks, Set.of());
  }

  /**
   * As {@link #of(List, ParentLinks)}, so that the plan itself knows what becomes of some paths.
   *
   * @param asked as the layers ship them; if there are any, the listings are read once
   */
  public static MergePlan of(List<LayerListing> listings, ParentLinks parentLinks, Set<Bytes> asked)
      throws IOException {
    Skeleton skeleton = new Skeleton();
    asked.forEach(skeleton::add);
    SkeletonTree tree;
    int scans = 0;
    do {
      if (scans++ == MAX_SCANS) {
        skeleton.addSubtree(Bytes.EMPTY);
      }
      tree = SkeletonTree.apply(skeleton, work(listings, skeleton, asked), parentLinks);
    } while (tree.growSkeleton());
    return new MergePlan(
        List.copyOf(listings), AppliedSkeleton.of(skeleton, tree, listings.size()));
  }

  private static List<SkeletonScan.LayerWork> work(
      List<LayerListing> listings, Skeleton skeleton, Set<Bytes> asked) throws IOException {
    if (asked.isEmpty() && listings.size() == 1 && listings.get(0).summary().sideEntries() == 0) {
      // A single layer without links, markers or repeated names: only its root needs thought.
      try (LayerListing.Cursor cursor = listings.get(0).entries()) {
        Entry first = cursor.next();
        List<Entry> roots = first != null && first.path().isEmpty() ? List.of(first) : List.of();
        return List.of(SkeletonScan.LayerWork.ofRoot(roots));
      }
    }
    return SkeletonScan.run(listings, skeleton);
  }

  /**
   * Names of the squashed tree that are known without a merge, in tree order: those that were asked
   * for when the plan was made, wherever they really lie, and more.
   */
  public List<TreeEntry> known() {
    List<TreeEntry> known = new ArrayList<>();
    for (PathHistory history : applied.states()) {
      NameState last = history.last();
      if (last != null) {
        List<Bytes> group = last.inode().isDirectory() ? null : applied.names().get(last.inode());
        known.add(
            group == null
                ? new TreeEntry(history.path(), last.inode(), last.layer(), 1, null)
                : new TreeEntry(
                    history.path(), last.inode(), last.layer(), group.size(), group.get(0)));
      }
    }
    return known;
  }

  /** The layers, lowest first. */
  public List<LayerListing> listings() {
    return listings;
  }

  /** Starts a merge from the first path. The caller closes it. */
  public OverlayMerge open() throws IOException {
    return new OverlayMerge(listings, applied);
  }
}
