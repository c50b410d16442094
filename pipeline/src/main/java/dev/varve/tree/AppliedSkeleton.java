package dev.varve.tree;

import dev.varve.blob.Bytes;
import dev.varve.blob.StructureFinding;
import dev.varve.failure.FindingCode;
import dev.varve.layer.Entry;
import dev.varve.layer.FileCapabilities;
import dev.varve.layer.PathOrder;
import dev.varve.layer.Xattr;
import dev.varve.tree.HiddenEntry.Cause;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What applying the layers to a skeleton gave: all that a streaming merge of the rest needs, worked
 * out once however often that is made. Never changed, so safe for several threads.
 *
 * @param states of the skeleton's paths, in tree order; the root is not among them
 * @param removals in tree order of their paths, then in the order they happened
 * @param names of inodes that a hard link was made to, in tree order; gone inodes are absent
 * @param root as the last layer describing it left it
 * @param hidden entries of the skeleton, by path as shipped, then by ordinal
 * @param shippedBytes of the skeleton's members, by layer
 * @param findings each once, in no order
 */
record AppliedSkeleton(
    Skeleton skeleton,
    List<PathHistory> states,
    List<SkeletonTree.Removal> removals,
    Map<Inode, List<Bytes>> names,
    @Nullable NameState root,
    List<HiddenEntry> hidden,
    List<Long> shippedBytes,
    List<StructureFinding> findings) {

  static AppliedSkeleton of(Skeleton skeleton, SkeletonTree tree, int layers) {
    Map<Inode, List<Bytes>> names = tree.namesOfLinkedInodes();
    long[] shipped = new long[layers];
    Set<StructureFinding> findings = tree.findings();
    for (SkeletonTree.Member member : tree.members()) {
      shipped[member.layer] += member.entry.size();
      StructureFinding malformed = malformedCapability(member.entry, member.layer);
      if (malformed != null) {
        findings.add(malformed);
      }
    }
    List<Long> shippedBytes = new ArrayList<>(layers);
    for (long bytes : shipped) {
      shippedBytes.add(bytes);
    }
    return new AppliedSkeleton(
        skeleton,
        tree.states(),
        tree.removals(),
        names,
        tree.describedRoot(),
        hiddenOf(tree.members(), names),
        shippedBytes,
        List.copyOf(findings));
  }

  private static List<HiddenEntry> hiddenOf(
      List<SkeletonTree.Member> members, Map<Inode, List<Bytes>> names) {
    List<HiddenEntry> out = new ArrayList<>();
    for (SkeletonTree.Member member : members) {
      Cause cause = member.cause;
      if (cause == null || (cause == Cause.MARKER && member.entry.size() == 0)) {
        continue;
      }
      boolean live = member.inode != null && names.containsKey(member.inode);
      long lost = live ? 0 : member.entry.size();
      out.add(new HiddenEntry(member.layer, member.entry, lost, member.hiddenBy, cause));
    }
    out.sort(
        Comparator.comparing((HiddenEntry h) -> h.entry().shownPath(), PathOrder.TREE)
            .thenComparingInt(h -> h.entry().ordinal()));
    return out;
  }

  /** The finding about an entry whose file capabilities cannot be decoded, or null. */
  static @Nullable StructureFinding malformedCapability(Entry entry, int layer) {
    if (entry.xattrs().isEmpty()) {
      return null;
    }
    Bytes value = entry.xattr(Xattr.CAPABILITY);
    return value == null || FileCapabilities.decode(value) != null
        ? null
        : new StructureFinding(
            FindingCode.MALFORMED_CAPABILITY, layer, entry.shownPath(), null, null);
  }
}
