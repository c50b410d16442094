package dev.varve.tree;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.blob.Bytes;
import dev.varve.blob.StructureFinding;
import dev.varve.layer.Entry;
import dev.varve.layer.EntryKind;
import dev.varve.layer.LayerListing;
import dev.varve.testing.MemoryListing;
import dev.varve.testing.RandomLayers;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Laws of the merge over random layer stacks; a failure names its seed. */
class OverlayMergeProperties {
  private static final int STACKS = 6000;

  @Test
  void mergeEqualsTheNaiveModel() throws IOException {
    for (long seed = 0; seed < STACKS; seed++) {
      ParentLinks mode = seed % 4 == 3 ? ParentLinks.OVERLAY : ParentLinks.FOLLOW;
      List<List<Entry>> stack = new RandomLayers(seed).stack();
      NaiveOverlay naive = new NaiveOverlay(mode);
      stack.forEach(naive::apply);
      Merged merged = Merged.of(stack, mode);
      String when = "seed " + seed + " " + mode;
      assertThat(merged.tree).as(when).isEqualTo(naive.tree());
      assertThat(merged.changes).as(when).isEqualTo(new TreeSet<>(naive.changes));
      assertThat(merged.hidden).as(when).isEqualTo(naive.hidden());
      assertThat(merged.findings).as(when).isEqualTo(naive.findings);
      assertThat(merged.totals.liveBytes()).as(when).isEqualTo(naive.liveBytes());
    }
  }

  /** Squashing the lower layers into one first, hard links kept, gives the same tree. */
  @Test
  void mergingIsAssociativeOverLayerRanges() throws IOException {
    for (long seed = 0; seed < STACKS; seed += 2) {
      List<List<Entry>> stack = new RandomLayers(seed).stack();
      for (int split = 1; split < stack.size(); split++) {
        List<List<Entry>> squashed = new ArrayList<>();
        squashed.add(squash(stack.subList(0, split)));
        squashed.addAll(stack.subList(split, stack.size()));
        assertThat(shape(squashed)).as("seed %d split %d", seed, split).isEqualTo(shape(stack));
      }
    }
  }

  /** The squashed tree of some layers as the entries of a single one. */
  private static List<Entry> squash(List<List<Entry>> stack) throws IOException {
    List<Entry> out = new ArrayList<>();
    try (OverlayMerge merge = merge(stack)) {
      while (merge.advance()) {
        TreeEntry entry = merge.entry();
        if (entry != null) {
          boolean laterName = entry.linkGroup() != null && !entry.linkGroup().equals(entry.path());
          out.add(asEntry(entry, out.size(), laterName));
        }
      }
    }
    return out;
  }

  private static Entry asEntry(TreeEntry entry, int ordinal, boolean laterName) {
    Entry shipped = entry.inode().entry();
    EntryKind kind = laterName ? EntryKind.HARDLINK : entry.inode().kind();
    return new Entry(
        ordinal,
        kind,
        '0',
        entry.path(),
        null,
        kind == EntryKind.FILE ? shipped.size() : 0,
        kind == EntryKind.FILE ? shipped.sha256() : null,
        entry.inode().modeBits(),
        entry.inode().uid(),
        entry.inode().gid(),
        Bytes.EMPTY,
        Bytes.EMPTY,
        entry.inode().mtimeSeconds(),
        entry.inode().mtimeNanos(),
        laterName ? entry.linkGroup() : shipped == null ? Bytes.EMPTY : shipped.linkTarget(),
        0,
        0,
        List.of());
  }

  private static List<String> shape(List<List<Entry>> stack) throws IOException {
    List<String> out = new ArrayList<>();
    try (OverlayMerge merge = merge(stack)) {
      while (merge.advance()) {
        TreeEntry entry = merge.entry();
        if (entry != null) {
          Inode inode = entry.inode();
          Entry shipped = inode.entry();
          out.add(
              String.join(
                  " ",
                  entry.path().text(),
                  inode.kind().label(),
                  Long.toString(inode.size()),
                  shipped == null ? "" : (shipped.sha256() == null ? "" : shipped.sha256().hex()),
                  shipped == null ? "" : shipped.linkTarget().text(),
                  Integer.toOctalString(inode.modeBits()),
                  Long.toString(inode.uid()),
                  Long.toString(inode.mtimeSeconds()),
                  entry.links() + "" + entry.linkGroup()));
        }
      }
    }
    return out;
  }

  private static OverlayMerge merge(List<List<Entry>> stack) throws IOException {
    List<LayerListing> listings = new ArrayList<>();
    stack.forEach(entries -> listings.add(MemoryListing.of(entries)));
    return OverlayMerge.open(listings, ParentLinks.FOLLOW);
  }

  /** What a merge says, as text. */
  record Merged(
      List<String> tree,
      TreeSet<String> changes,
      List<List<String>> hidden,
      TreeSet<String> findings,
      TreeTotals totals) {

    static Merged of(List<List<Entry>> stack, ParentLinks mode) throws IOException {
      List<LayerListing> listings = new ArrayList<>();
      stack.forEach(entries -> listings.add(MemoryListing.of(entries)));
      TreeSet<String> changes = new TreeSet<>();
      List<List<String>> hidden = new ArrayList<>();
      stack.forEach(entries -> hidden.add(new ArrayList<>()));
      List<TreeEntry> entries = new ArrayList<>();
      Map<Inode, List<Bytes>> groups = new java.util.IdentityHashMap<>();
      try (OverlayMerge merge = OverlayMerge.open(listings, mode)) {
        List<String> tree = new ArrayList<>();
        TreeEntry root = merge.root();
        if (root != null) {
          tree.add("root " + root.layer());
        }
        while (merge.advance()) {
          TreeEntry entry = merge.entry();
          if (entry != null) {
            entries.add(entry);
            groups.computeIfAbsent(entry.inode(), i -> new ArrayList<>()).add(entry.path());
          }
          merge.changes().forEach(change -> changes.add(text(change)));
          note(merge.takeHidden(), hidden);
        }
        note(merge.takeHidden(), hidden);
        for (TreeEntry entry : entries) {
          List<Bytes> group = groups.get(entry.inode());
          tree.add(NaiveOverlay.describe(entry.path(), entry.inode(), entry.layer(), group));
          if (!entry.inode().isDirectory()) {
            assertThat(entry.links()).isEqualTo(group.size());
            assertThat(entry.linkGroup()).isEqualTo(group.size() > 1 ? group.get(0) : null);
          }
        }
        TreeSet<String> findings = new TreeSet<>();
        for (StructureFinding f : merge.findings()) {
          findings.add(f.layer() + " " + f.code().code() + " " + f.path() + " " + f.target());
        }
        return new Merged(tree, changes, hidden, findings, merge.totals());
      }
    }

    private static String text(Change change) {
      boolean plain = change.kind() == Change.Kind.ADDED || change.kind() == Change.Kind.DELETED;
      return change.layer()
          + " "
          + change.path()
          + " "
          + change.kind().label()
          + (plain ? "" : " " + change.attributes());
    }

    private static void note(List<HiddenEntry> met, List<List<String>> hidden) {
      for (HiddenEntry h : met) {
        hidden
            .get(h.layer())
            .add(h.entry().ordinal() + " " + h.hiddenBytes() + " by " + h.by() + " " + h.cause());
      }
    }
  }
}
