package dev.varve.tree;

import dev.varve.blob.Bytes;
import dev.varve.layer.Entry;
import dev.varve.layer.LayerListing;
import java.io.IOException;
import java.util.List;

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
    Skeleton skeleton = new Skeleton();
    SkeletonTree tree;
    int scans = 0;
    do {
      if (scans++ == MAX_SCANS) {
        skeleton.addSubtree(Bytes.EMPTY);
      }
      tree = SkeletonTree.apply(skeleton, work(listings, skeleton), parentLinks);
    } while (tree.growSkeleton());
    return new MergePlan(
        List.copyOf(listings), AppliedSkeleton.of(skeleton, tree, listings.size()));
  }

  private static List<SkeletonScan.LayerWork> work(List<LayerListing> listings, Skeleton skeleton)
      throws IOException {
    if (listings.size() == 1 && listings.get(0).summary().sideEntries() == 0) {
      // A single layer without links, markers or repeated names: only its root needs thought.
      try (LayerListing.Cursor cursor = listings.get(0).entries()) {
        Entry first = cursor.next();
        List<Entry> roots = first != null && first.path().isEmpty() ? List.of(first) : List.of();
        return List.of(SkeletonScan.LayerWork.ofRoot(roots));
      }
    }
    return SkeletonScan.run(listings, skeleton);
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
