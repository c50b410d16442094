package dev.varve.tree;

import dev.varve.blob.StructureFinding;
import dev.varve.failure.InputException;
import dev.varve.layer.LayerListing;
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

  /** Receives every path and every hidden entry while the layers are merged. */
  public interface Visitor {
    /** The merge stands at a path: read it, do not move it. */
    void path(OverlayMerge merge) throws InputException, IOException;

    /** An entry that is shipped but hidden; per layer in output order. */
    void hidden(HiddenEntry entry) throws InputException, IOException;
  }

  /** Merges a stack of layers and keeps the totals only. */
  public static TreeSummary of(List<LayerListing> listings, ParentLinks parentLinks)
      throws IOException {
    try (OverlayMerge merge = OverlayMerge.open(listings, parentLinks)) {
      while (merge.advance()) {
        merge.takeHidden();
      }
      return summary(listings, merge);
    }
  }

  /**
   * As above, and shows the visitor all that is met.
   *
   * @throws InputException only if the visitor does
   */
  public static TreeSummary of(
      List<LayerListing> listings, ParentLinks parentLinks, Visitor visitor)
      throws InputException, IOException {
    try (OverlayMerge merge = OverlayMerge.open(listings, parentLinks)) {
      while (merge.advance()) {
        visitor.path(merge);
        for (HiddenEntry entry : merge.takeHidden()) {
          visitor.hidden(entry);
        }
      }
      for (HiddenEntry entry : merge.takeHidden()) {
        visitor.hidden(entry);
      }
      return summary(listings, merge);
    }
  }

  private static TreeSummary summary(List<LayerListing> listings, OverlayMerge merge)
      throws IOException {
    List<LayerEffect> effects = new ArrayList<>();
    for (int i = 0; i < listings.size(); i++) {
      effects.add(
          new LayerEffect(merge.shippedBytes(i), merge.hiddenBytes(i), merge.changeCounts(i)));
    }
    return new TreeSummary(
        merge.totals(), DiveFigures.of(listings), effects, List.copyOf(merge.findings()));
  }
}
