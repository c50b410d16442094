package dev.varve.report;

import dev.varve.blob.StructureFinding;
import dev.varve.runtime.ImageUser;
import dev.varve.runtime.Start;
import dev.varve.stack.LayerStack;
import dev.varve.tree.ChangeCounts;
import dev.varve.tree.DiveFigures;
import dev.varve.tree.TreeTotals;
import java.util.List;

/**
 * What {@code inspect} says about one image.
 *
 * @param layers one for each layer, lowest first
 * @param findings all structural findings, sorted
 * @param user that the image starts as
 * @param start what starts in it
 */
public record Inspection(
    LayerStack stack,
    List<LayerFigures> layers,
    TreeTotals totals,
    DiveFigures dive,
    List<StructureFinding> findings,
    ImageUser user,
    Start start) {
  public Inspection {
    layers = List.copyOf(layers);
    findings = List.copyOf(findings);
  }

  /** What one layer ships and changes. */
  public record LayerFigures(long shippedBytes, long hiddenBytes, ChangeCounts changes) {}
}
