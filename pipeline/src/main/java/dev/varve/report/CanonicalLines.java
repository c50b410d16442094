package dev.varve.report;

import dev.varve.blob.StructureFinding;
import dev.varve.diff.DiffOptions;
import dev.varve.diff.DiffTotals;
import dev.varve.diff.Move;
import dev.varve.diff.TreeDiff;
import dev.varve.stack.LayerStack;
import dev.varve.tree.Change;
import dev.varve.tree.DiveFigures;
import dev.varve.tree.HiddenEntry;
import dev.varve.tree.OverlayMerge;
import dev.varve.tree.ParentLinks;
import dev.varve.tree.TreeEntry;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The outputs of {@code layers}, {@code tree} and {@code diff} with {@code --format jsonl}, exactly
 * as semantics.md section 10 defines them.
 */
public final class CanonicalLines {
  private static final int BUFFER_BYTES = 1 << 16;

  private CanonicalLines() {}

  /**
   * {@code layers}: the image, its layers with their changes, hidden entries and findings.
   *
   * @param scratch a private folder; a layer's changes wait there for its record, which comes first
   */
  public static void layers(
      LayerStack stack, ParentLinks parentLinks, Path scratch, OutputStream out)
      throws IOException {
    try (LayerSpools spools = new LayerSpools(stack.layers().size(), scratch);
        OverlayMerge merge = OverlayMerge.open(stack.listings(), parentLinks)) {
      List<CanonicalRecords> changes = new ArrayList<>();
      List<CanonicalRecords> hidden = new ArrayList<>();
      for (int i = 0; i < stack.layers().size(); i++) {
        changes.add(new CanonicalRecords(spools.changes(i)));
        hidden.add(new CanonicalRecords(spools.hidden(i)));
      }
      while (merge.advance()) {
        for (Change change : merge.changes()) {
          changes.get(change.layer()).change(change);
        }
        hidden(merge.takeHidden(), hidden);
      }
      hidden(merge.takeHidden(), hidden);
      OutputStream buffered = new BufferedOutputStream(out, BUFFER_BYTES);
      CanonicalRecords records = new CanonicalRecords(buffered);
      List<StructureFinding> findings = FindingOrder.sorted(stack.findings(), merge.findings());
      records.image(stack);
      findings(findings, StructureFinding.NO_LAYER, records);
      for (int i = 0; i < stack.layers().size(); i++) {
        records.layer(
            i,
            stack.layers().get(i),
            merge.hiddenBytes(i),
            merge.shippedBytes(i),
            merge.changeCounts(i));
        spools.copy(i, buffered);
        findings(findings, i, records);
      }
      records.summary(merge.totals(), DiveFigures.of(stack.listings()));
      buffered.flush();
    }
  }

  /** {@code tree}: the image, the entries of its squashed tree, the totals. */
  public static void tree(LayerStack stack, ParentLinks parentLinks, OutputStream out)
      throws IOException {
    OutputStream buffered = new BufferedOutputStream(out, BUFFER_BYTES);
    CanonicalRecords records = new CanonicalRecords(buffered);
    try (OverlayMerge merge = OverlayMerge.open(stack.listings(), parentLinks)) {
      records.image(stack);
      TreeEntry root = merge.root();
      if (root != null) {
        records.entry(root);
      }
      while (merge.advance()) {
        merge.takeHidden();
        TreeEntry entry = merge.entry();
        if (entry != null) {
          records.entry(entry);
        }
      }
      records.summary(merge.totals(), null);
    }
    buffered.flush();
  }

  /** {@code diff}: the differences, the moves, the totals. */
  public static DiffTotals diff(LayerStack a, LayerStack b, DiffOptions options, OutputStream out)
      throws IOException {
    OutputStream buffered = new BufferedOutputStream(out, BUFFER_BYTES);
    CanonicalRecords records = new CanonicalRecords(buffered);
    TreeDiff.Result result =
        TreeDiff.compare(a.listings(), b.listings(), options, records::difference);
    for (Move move : result.moves()) {
      records.move(move);
    }
    records.summary(result.totals());
    buffered.flush();
    return result.totals();
  }

  private static void hidden(List<HiddenEntry> entries, List<CanonicalRecords> layers)
      throws IOException {
    for (HiddenEntry entry : entries) {
      layers.get(entry.layer()).hidden(entry);
    }
  }

  private static void findings(List<StructureFinding> findings, int layer, CanonicalRecords records)
      throws IOException {
    for (StructureFinding finding : findings) {
      if (finding.layer() == layer) {
        records.finding(finding);
      }
    }
  }
}
