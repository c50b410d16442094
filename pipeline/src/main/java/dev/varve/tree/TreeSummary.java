package dev.varve.tree;

import dev.varve.blob.StructureFinding;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What a stack of layers amounts to, without its entries.
 *
 * @param layers one for each layer, lowest first
 * @param findings what applying the layers showed, in no order
 */
public record TreeSummary(
    TreeTotals totals, DiveFigures dive, List<LayerEffect> layers, List<StructureFinding> findings)
    implements java.io.Serializable {
  public TreeSummary {
    layers = List.copyOf(layers);
    findings = List.copyOf(findings);
  }

  /** What one layer ships and does. */
  public record LayerEffect(long shippedBytes, long hiddenBytes, ChangeCounts changes)
      implements java.io.Serializable {}

  /** Sums up a merge that has come to its end. */
  public static TreeSummary of(MergePlan plan, OverlayMerge merge) throws IOException {
    List<LayerEffect> effects = new ArrayList<>();
    for (int i = 0; i < plan.listings().size(); i++) {
      effects.add(
          new LayerEffect(merge.shippedBytes(i), merge.hiddenBytes(i), merge.changeCounts(i)));
    }
    return new TreeSummary(
        merge.totals(), DiveFigures.of(plan.listings()), effects, List.copyOf(merge.findings()));
  }
}
