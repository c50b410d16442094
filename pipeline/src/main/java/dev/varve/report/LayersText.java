package dev.varve.report;

import dev.varve.blob.StructureFinding;
import dev.varve.report.Ink.Tone;
import dev.varve.stack.LayerStack;
import dev.varve.tree.Attribute;
import dev.varve.tree.Change;
import dev.varve.tree.ChangeCounts;
import dev.varve.tree.HiddenEntry;
import dev.varve.tree.Inode;
import dev.varve.tree.OverlayMerge;
import dev.varve.tree.ParentLinks;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@code layers} for people: what each layer added, changed, removed and hid. */
public final class LayersText {
  private LayersText() {}

  /**
   * @param scratch a private folder; the lines of each layer wait there for its heading
   */
  public static void write(
      LayerStack stack,
      ParentLinks parentLinks,
      Path scratch,
      OutputStream out,
      Ink ink,
      int columns)
      throws IOException {
    try (LayerSpools spools = new LayerSpools(stack.layers().size(), scratch);
        OverlayMerge merge = OverlayMerge.open(stack.listings(), parentLinks)) {
      while (merge.advance()) {
        for (Change change : merge.changes()) {
          putAside(line(change, ink), spools.changes(change.layer()));
        }
        hidden(merge.takeHidden(), spools, ink);
      }
      hidden(merge.takeHidden(), spools, ink);
      TextPage page = new TextPage(out, ink, columns);
      List<StructureFinding> findings = FindingOrder.sorted(stack.findings(), merge.findings());
      ImageHeader.write(stack, page);
      findings(findings, StructureFinding.NO_LAYER, page);
      for (int i = 0; i < stack.layers().size(); i++) {
        heading(i, stack.layers().get(i), merge, page);
        page.flush();
        spools.copy(i, out);
        findings(findings, i, page);
      }
      page.blank();
      TreeText.totals(merge.totals(), page);
      page.flush();
    }
  }

  private static void hidden(List<HiddenEntry> entries, LayerSpools spools, Ink ink)
      throws IOException {
    for (HiddenEntry entry : entries) {
      putAside(line(entry, ink), spools.hidden(entry.layer()));
    }
  }

  private static void putAside(String line, OutputStream spool) throws IOException {
    spool.write((line + "\n").getBytes(StandardCharsets.UTF_8));
  }

  private static void heading(int index, LayerStack.Layer layer, OverlayMerge merge, TextPage page)
      throws IOException {
    Ink ink = page.ink();
    ChangeCounts counts = merge.changeCounts(index);
    long hidden = merge.hiddenBytes(index);
    page.blank();
    page.line(
        ink.paint(Tone.HEADING, "layer " + index)
            + "  "
            + ink.paint(Tone.DIM, shortDigest(layer.blob().diffId().toString()))
            + "  "
            + SizeText.of(merge.shippedBytes(index))
            + " shipped"
            + (hidden == 0 ? "" : ", " + ink.paint(Tone.REMOVED, SizeText.of(hidden) + " hidden"))
            + "  "
            + counts(counts, ink));
    page.line("  " + CommandText.of(layer.descriptor()));
  }

  static String shortDigest(String digest) {
    int colon = digest.indexOf(':');
    return digest.substring(0, Math.min(digest.length(), colon + 13));
  }

  static String counts(ChangeCounts counts, Ink ink) {
    return ink.paint(Tone.ADDED, "+" + SizeText.count(counts.added()))
        + " "
        + ink.paint(
            Tone.CHANGED,
            "~" + SizeText.count(counts.modifiedContent() + counts.modifiedMetadata()))
        + " "
        + ink.paint(Tone.REMOVED, "-" + SizeText.count(counts.deleted()));
  }

  private static String line(Change change, Ink ink) {
    String path = TerminalText.of(change.path());
    Inode shown = change.after() != null ? change.after() : change.before();
    String name = shown == null ? path : EntryText.name(path, shown, ink);
    String size = shown == null ? "" : EntryText.size(shown);
    return switch (change.kind()) {
      case ADDED -> ink.paint(Tone.ADDED, "  + ") + facts(shown, size) + name;
      case DELETED -> ink.paint(Tone.REMOVED, "  - ") + blank() + path;
      case MODIFIED_CONTENT, MODIFIED_METADATA ->
          ink.paint(Tone.CHANGED, "  ~ ")
              + facts(shown, size)
              + name
              + ink.paint(Tone.DIM, "  (" + attributes(change.attributes()) + ")");
      case RESHIPPED ->
          ink.paint(Tone.DIM, "  = ")
              + facts(shown, size)
              + name
              + ink.paint(Tone.DIM, "  (shipped again)");
    };
  }

  private static String facts(@Nullable Inode inode, String size) {
    return inode == null
        ? blank()
        : EntryText.mode(inode)
            + " "
            + TerminalText.left(EntryText.owner(inode), 9)
            + TerminalText.right(size, 8)
            + "  ";
  }

  private static String blank() {
    return " ".repeat(30);
  }

  static String attributes(List<Attribute> attributes) {
    return attributes.stream().map(Attribute::label).collect(Collectors.joining(", "));
  }

  private static String line(HiddenEntry hidden, Ink ink) {
    return ink.paint(Tone.REMOVED, "  ! ")
        + blank().substring(10)
        + TerminalText.right(SizeText.of(hidden.hiddenBytes()), 8)
        + "  "
        + TerminalText.of(hidden.entry().shownPath())
        + ink.paint(
            Tone.DIM, "  (hidden by layer " + hidden.by() + ": " + hidden.cause().label() + ")");
  }

  private static void findings(List<StructureFinding> findings, int layer, TextPage page)
      throws IOException {
    for (StructureFinding finding : findings) {
      if (finding.layer() == layer) {
        page.line("  " + FindingText.line(finding, page.ink()));
      }
    }
  }
}
