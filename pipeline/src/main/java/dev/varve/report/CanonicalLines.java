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
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
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
      while (merge.advance()) {
        for (Change change : merge.changes()) {
          spools.changes(change.layer()).records.change(change);
        }
        spools.hidden(merge.takeHidden());
      }
      spools.hidden(merge.takeHidden());
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

  private static void findings(List<StructureFinding> findings, int layer, CanonicalRecords records)
      throws IOException {
    for (StructureFinding finding : findings) {
      if (finding.layer() == layer) {
        records.finding(finding);
      }
    }
  }

  /** Lines of each layer that wait on disk, changes and hidden entries apart. */
  private static final class LayerSpools implements Closeable {
    private static final class Spool implements Closeable {
      final Path file;
      final OutputStream out;
      final CanonicalRecords records;

      Spool(Path scratch) throws IOException {
        file = Files.createTempFile(scratch, "lines-", ".jsonl");
        out = new BufferedOutputStream(Files.newOutputStream(file), BUFFER_BYTES);
        records = new CanonicalRecords(out);
      }

      @Override
      public void close() throws IOException {
        out.close();
        Files.deleteIfExists(file);
      }
    }

    private final List<Spool> changes = new ArrayList<>();
    private final List<Spool> hidden = new ArrayList<>();

    LayerSpools(int layers, Path scratch) throws IOException {
      for (int i = 0; i < layers; i++) {
        changes.add(new Spool(scratch));
        hidden.add(new Spool(scratch));
      }
    }

    Spool changes(int layer) {
      return changes.get(layer);
    }

    void hidden(List<HiddenEntry> entries) throws IOException {
      for (HiddenEntry entry : entries) {
        hidden.get(entry.layer()).records.hidden(entry);
      }
    }

    void copy(int layer, OutputStream to) throws IOException {
      for (Spool spool : List.of(changes.get(layer), hidden.get(layer))) {
        spool.out.flush();
        Files.copy(spool.file, to);
      }
    }

    @Override
    public void close() throws IOException {
      for (Spool spool : changes) {
        spool.close();
      }
      for (Spool spool : hidden) {
        spool.close();
      }
    }
  }
}
