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
  /** Where paths begin: behind sign, mode, owner and size. */
  private static final int PATH_COLUMN = 34;

  private LayersText() {}

  /**
   * @param scratch a private folder; the lines of each layer wait there for its heading
   * @param out what the page writes to
   */
  public static void write(
      LayerStack stack, ParentLinks parentLinks, Path scratch, OutputStream out, TextPage page)
      throws IOException {
    try (LayerSpools spools = new LayerSpools(stack.layers().size(), scratch);
        OverlayMerge merge = OverlayMerge.open(stack.listings(), parentLinks)) {
      while (merge.advance()) {
        for (Change change : merge.changes()) {
          putAside(line(change, page), spools.changes(change.layer()));
        }
        hidden(merge.takeHidden(), spools, page);
      }
      hidden(merge.takeHidden(), spools, page);
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

  private static void hidden(List<HiddenEntry> entries, LayerSpools spools, TextPage page)
      throws IOException {
    for (HiddenEntry entry : entries) {
      putAside(line(entry, page), spools.hidden(entry.layer()));
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
    page.wrapped(
        "",
        2,
        ink.paint(Tone.HEADING, "layer " + index)
            + "  "
            + ink.paint(Tone.DIM, shortDigest(layer.blob().diffId().toString()))
            + "  "
            + SizeText.of(merge.shippedBytes(index))
            + " shipped"
            + (hidden == 0 ? "" : ", " + ink.paint(Tone.REMOVED, SizeText.of(hidden) + " hidden"))
            + "  "
            + counts(counts, ink));
    page.line("  " + page.cut(CommandText.of(layer.descriptor()), page.columns() - 2));
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

  private static String line(Change change, TextPage page) {
    Ink ink = page.ink();
    Inode shown = change.after() != null ? change.after() : change.before();
    return switch (change.kind()) {
      case ADDED -> ink.paint(Tone.ADDED, "  + ") + line(change, shown, "", page);
      case DELETED -> ink.paint(Tone.REMOVED, "  - ") + line(change, null, "", page);
      case MODIFIED_CONTENT, MODIFIED_METADATA ->
          ink.paint(Tone.CHANGED, "  ~ ")
              + line(change, shown, "(" + attributes(change.attributes()) + ")", page);
      case RESHIPPED -> ink.paint(Tone.DIM, "  = ") + line(change, shown, "(shipped again)", page);
    };
  }

  private static String line(Change change, @Nullable Inode shown, String behind, TextPage page) {
    String path = TerminalText.of(change.path());
    int room = page.columns() - PATH_COLUMN;
    return shown == null
        ? blank() + page.cutPath(path, room)
        : facts(shown) + EntryText.line(path, shown, behind, room, page);
  }

  private static String facts(Inode inode) {
    return EntryText.mode(inode)
        + " "
        + TerminalText.left(EntryText.owner(inode), 9)
        + TerminalText.right(EntryText.size(inode), 8)
        + "  ";
  }

  private static String blank() {
    return " ".repeat(PATH_COLUMN - 4);
  }

  static String attributes(List<Attribute> attributes) {
    return attributes.stream().map(Attribute::label).collect(Collectors.joining(", "));
  }

  private static String line(HiddenEntry hidden, TextPage page) {
    String behind = "(hidden by layer " + hidden.by() + ": " + hidden.cause().label() + ")";
    int room = page.columns() - PATH_COLUMN;
    int rest = Math.max(room - 2 - behind.length(), room / 2);
    String path = page.cutPath(TerminalText.of(hidden.entry().shownPath()), rest);
    return page.ink().paint(Tone.REMOVED, "  ! ")
        + blank().substring(10)
        + TerminalText.right(SizeText.of(hidden.hiddenBytes()), 8)
        + "  "
        + path
        + "  "
        + page.ink().paint(Tone.DIM, page.cut(behind, room - 2 - TerminalText.columns(path)));
  }

  private static void findings(List<StructureFinding> findings, int layer, TextPage page)
      throws IOException {
    for (StructureFinding finding : findings) {
      if (finding.layer() == layer) {
        FindingText.write(finding, 2, page);
      }
    }
  }
}
