package dev.varve.diff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.blob.Bytes;
import dev.varve.layer.Entry;
import dev.varve.layer.LayerListing;
import dev.varve.layer.PathOrder;
import dev.varve.testing.MemoryListing;
import dev.varve.testing.RandomLayers;
import dev.varve.tree.Inode;
import dev.varve.tree.OverlayMerge;
import dev.varve.tree.ParentLinks;
import dev.varve.tree.TreeEntry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Laws of the comparison over random pairs of images; a failure names its seed. */
class TreeDiffProperties {
  private static final int PAIRS = 3000;

  @Test
  void anImageDoesNotDifferFromItself() throws IOException {
    for (long seed = 0; seed < PAIRS; seed++) {
      Compared same = compare(image(seed), image(seed));
      assertThat(same.differences).as("seed %d", seed).isEmpty();
      assertThat(same.result.moves()).as("seed %d", seed).isEmpty();
      assertThat(same.result.totals().isSame()).as("seed %d", seed).isTrue();
    }
  }

  @Test
  void comparingTheOtherWayMirrorsEverything() throws IOException {
    for (long seed = 0; seed < PAIRS; seed++) {
      Compared there = compare(image(seed), image(seed + 1));
      Compared back = compare(image(seed + 1), image(seed));
      assertThat(back.differences.stream().map(TreeDiffProperties::mirrored))
          .as("seed %d", seed)
          .containsExactlyElementsOf(
              there.differences.stream().map(TreeDiffProperties::described).toList());
      assertThat(back.result.moves().stream().map(m -> m.to() + " " + m.from()))
          .as("seed %d", seed)
          .containsExactlyInAnyOrderElementsOf(
              there.result.moves().stream().map(m -> m.from() + " " + m.to()).toList());
      assertThat(back.result.totals().modifiedInodes())
          .as("seed %d", seed)
          .isEqualTo(there.result.totals().modifiedInodes());
    }
  }

  @Test
  void applyingTheDifferencesToTheFirstTreeGivesTheSecond() throws IOException {
    for (long seed = 0; seed < PAIRS; seed++) {
      List<LayerListing> a = image(seed);
      List<LayerListing> b = image(seed + 1);
      TreeMap<Bytes, String> tree = tree(a);
      for (PathDifference difference : compare(a, b).differences) {
        if (difference.b() == null) {
          assertThat(tree.remove(difference.path())).as("seed %d", seed).isNotNull();
        } else {
          tree.put(difference.path(), state(difference.b().inode()));
        }
      }
      assertThat(tree).as("seed %d", seed).isEqualTo(tree(b));
    }
  }

  private record Compared(List<PathDifference> differences, TreeDiff.Result result) {}

  private static Compared compare(List<LayerListing> a, List<LayerListing> b) throws IOException {
    List<PathDifference> differences = new ArrayList<>();
    TreeDiff.Result result = TreeDiff.compare(a, b, DiffOptions.EXACT, differences::add);
    return new Compared(differences, result);
  }

  private static List<LayerListing> image(long seed) {
    List<LayerListing> listings = new ArrayList<>();
    for (List<Entry> layer : new RandomLayers(seed).stack()) {
      listings.add(MemoryListing.of(layer));
    }
    return listings;
  }

  private static TreeMap<Bytes, String> tree(List<LayerListing> listings) throws IOException {
    TreeMap<Bytes, String> tree = new TreeMap<>(PathOrder.TREE);
    try (OverlayMerge merge = OverlayMerge.open(listings, ParentLinks.FOLLOW)) {
      while (merge.advance()) {
        TreeEntry entry = merge.entry();
        if (entry != null) {
          tree.put(entry.path(), state(entry.inode()));
        }
      }
    }
    return tree;
  }

  private static String state(Inode inode) {
    Entry entry = inode.entry();
    String content =
        entry == null ? "" : (entry.sha256() == null ? "" : entry.sha256().hex() + entry.size());
    String target = inode.isSymlink() && entry != null ? entry.linkTarget().text() : "";
    return String.join(
        " ",
        inode.kind().label(),
        content,
        target,
        Integer.toOctalString(inode.modeBits()),
        inode.uid() + ":" + inode.gid(),
        inode.mtimeSeconds() + "." + inode.mtimeNanos());
  }

  private static String described(PathDifference d) {
    return text(d, d.kind(), d.a(), d.b(), d.movedTo(), d.movedFrom());
  }

  private static String mirrored(PathDifference d) {
    PathDifference.Kind kind =
        switch (d.kind()) {
          case ADDED -> PathDifference.Kind.REMOVED;
          case REMOVED -> PathDifference.Kind.ADDED;
          case RETYPED, MODIFIED, TOUCHED -> d.kind();
        };
    return text(d, kind, d.b(), d.a(), d.movedFrom(), d.movedTo());
  }

  private static String text(
      PathDifference d,
      PathDifference.Kind kind,
      TreeEntry a,
      TreeEntry b,
      Bytes movedTo,
      Bytes movedFrom) {
    return d.path()
        + " "
        + kind
        + d.attributes()
        + (a == null ? "-" : state(a.inode()))
        + (b == null ? "-" : state(b.inode()))
        + movedTo
        + movedFrom;
  }
}
