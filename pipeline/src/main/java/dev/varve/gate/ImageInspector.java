package dev.varve.gate;

import dev.varve.image.ImageConfig;
import dev.varve.report.FindingOrder;
import dev.varve.report.Inspection;
import dev.varve.runtime.Accounts;
import dev.varve.runtime.EntrypointChain;
import dev.varve.runtime.ImageUser;
import dev.varve.runtime.Start;
import dev.varve.stack.LayerStack;
import dev.varve.stack.TreeGlimpse;
import dev.varve.tree.DiveFigures;
import dev.varve.tree.MergePlan;
import dev.varve.tree.OverlayMerge;
import dev.varve.tree.ParentLinks;
import dev.varve.tree.TreeEntry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Looks an image over: one merge of its layers, streamed, and a few glimpses at its tree. */
public final class ImageInspector {
  private ImageInspector() {}

  /** Memory does not grow with the number of files, except where {@link OverlayMerge} says so. */
  public static Inspection inspect(LayerStack stack, ParentLinks parentLinks) throws IOException {
    MergePlan plan = MergePlan.of(stack.listings(), parentLinks);
    TreeGlimpse tree = new TreeGlimpse(plan);
    try (OverlayMerge merge = plan.open()) {
      TreeEntry root = merge.root();
      if (root != null) {
        tree.offer(root);
      }
      while (merge.advance()) {
        merge.takeHidden();
        TreeEntry entry = merge.entry();
        if (entry != null) {
          tree.offer(entry);
        }
      }
      List<Inspection.LayerFigures> layers = new ArrayList<>();
      for (int i = 0; i < stack.layers().size(); i++) {
        layers.add(
            new Inspection.LayerFigures(
                merge.shippedBytes(i), merge.hiddenBytes(i), merge.changeCounts(i)));
      }
      ImageConfig config = stack.image().config();
      Accounts accounts = tree.answer(Accounts::of);
      Start start = tree.answer(lookup -> EntrypointChain.of(config, lookup, accounts));
      return new Inspection(
          stack,
          layers,
          merge.totals(),
          DiveFigures.of(stack.listings()),
          FindingOrder.sorted(stack.findings(), merge.findings()),
          ImageUser.resolve(config.user(), accounts),
          start);
    }
  }
}
