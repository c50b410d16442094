package dev.varve.report;

import dev.varve.blob.Bytes;
import dev.varve.blob.StructureFinding;
import dev.varve.layer.PathOrder;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Structural findings in output order: layer, path, code (semantics.md section 10). */
public final class FindingOrder {
  private static final Comparator<StructureFinding> ORDER =
      Comparator.comparingInt(StructureFinding::layer)
          .thenComparing(finding -> orEmpty(finding.path()), PathOrder.TREE)
          .thenComparing(finding -> finding.code().code())
          .thenComparing(finding -> orEmpty(finding.target()), PathOrder.TREE)
          .thenComparing(finding -> finding.detail() == null ? "" : finding.detail());

  private FindingOrder() {}

  /** All findings once, sorted. */
  public static List<StructureFinding> sorted(
      Collection<StructureFinding> first, Collection<StructureFinding> second) {
    List<StructureFinding> all = new ArrayList<>(first);
    all.addAll(second);
    all.sort(ORDER);
    List<StructureFinding> once = new ArrayList<>(all.size());
    for (StructureFinding finding : all) {
      if (once.isEmpty() || !finding.equals(once.get(once.size() - 1))) {
        once.add(finding);
      }
    }
    return once;
  }

  private static Bytes orEmpty(@Nullable Bytes path) {
    return path == null ? Bytes.EMPTY : path;
  }
}
