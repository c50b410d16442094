package dev.varve.report;

import dev.varve.blob.Bytes;
import dev.varve.blob.Digest;
import dev.varve.layer.Entry;
import dev.varve.layer.EntryKind;
import dev.varve.layer.FileCapabilities;
import dev.varve.layer.Xattr;
import dev.varve.report.Ink.Tone;
import dev.varve.report.TextTable.Cell;
import dev.varve.report.TextTable.Side;
import dev.varve.tree.Inode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What {@code find} finds, for people: each name with its layer and the images that ship it. */
public final class FoundText implements Found.Taker {
  /** What is shown of a digest. */
  private static final int DIGITS = 12;

  /** Images that are named; {@code --verbose} names all. */
  private static final int MOST_NAMES = 6;

  private static final String LIVE = "live";

  private final TextPage page;
  private final int mostNames;

  public FoundText(TextPage page, boolean verbose) {
    this.page = page;
    this.mostNames = verbose ? Integer.MAX_VALUE : MOST_NAMES;
  }

  @Override
  public void take(Found found) throws IOException {
    Entry entry = found.entry();
    Inode inode = Inode.shipped(entry, 0);
    String safe = found.path().isEmpty() ? "/" : TerminalText.of(found.path());
    page.line(EntryText.name(safe, inode, page.ink()));
    page.wrapped("  ", 2, String.join("  ", attributes(entry, inode)));
    String layer = "  layer " + layer(found.layer()) + "  ";
    page.line(layer + page.cut(CommandText.of(found.createdBy()), page.columns() - layer.length()));
    if (!found.contentLayer().equals(found.layer())) {
      page.line("  content from layer " + layer(found.contentLayer()));
    }
    Map<String, List<String>> states = new LinkedHashMap<>();
    for (Found.Place place : found.places()) {
      Found.Hidden hidden = place.hidden();
      String state = hidden == null ? LIVE : "hidden (" + hidden.cause().label() + ")";
      states
          .computeIfAbsent(state, s -> new ArrayList<>())
          .add(TerminalText.of(place.image().name()));
    }
    for (Map.Entry<String, List<String>> state : states.entrySet()) {
      String word = state.getKey();
      String shown = word.equals(LIVE) ? word : page.ink().paint(Tone.REMOVED, word);
      String behind = " in " + SizeText.count(state.getValue().size(), "image") + ": ";
      page.wrapped(
          "  " + shown + behind, 2 + word.length() + behind.length(), names(state.getValue()));
    }
  }

  private static List<String> attributes(Entry entry, Inode inode) {
    List<String> words = new ArrayList<>();
    if (entry.kind() == EntryKind.HARDLINK) {
      words.add("hard link to " + TerminalText.of(entry.linkTarget()));
      return words;
    }
    if (entry.kind() == EntryKind.UNSUPPORTED) {
      words.add("a member of an unknown type");
      return words;
    }
    words.add(EntryText.mode(inode));
    words.add(EntryText.owner(inode));
    String size = EntryText.size(inode);
    if (!size.isEmpty()) {
      words.add(size);
    }
    Bytes sha256 = entry.sha256();
    if (sha256 != null) {
      words.add("sha256:" + sha256.hex().substring(0, DIGITS));
    }
    Bytes attribute = entry.xattr(Xattr.CAPABILITY);
    FileCapabilities capabilities = attribute == null ? null : FileCapabilities.decode(attribute);
    if (capabilities != null) {
      words.add(String.join(",", capabilities.permitted()));
    }
    return words;
  }

  private static String layer(Digest diffId) {
    return diffId.algorithm() + ":" + diffId.hex().substring(0, DIGITS);
  }

  private String names(List<String> names) {
    int more = names.size() - mostNames;
    String shown = String.join(", ", names.subList(0, Math.min(names.size(), mostNames)));
    return more <= 0 ? shown : shown + " and " + SizeText.count(more) + " more";
  }

  /** The name of each image that holds something, one a line. */
  public void images(Found.Totals totals) throws IOException {
    for (RunImages.RunImage image : totals.images()) {
      page.line(TerminalText.of(image.name()));
    }
  }

  private static String searched(Found.Totals totals) {
    return SizeText.count(totals.searched(), "image")
        + " over "
        + SizeText.count(totals.searchedLayers(), "distinct layer")
        + " searched";
  }

  /** The last lines. */
  public void summary(Found.Totals totals) throws IOException {
    if (totals.names() == 0) {
      page.line("nothing found");
    } else {
      page.line(
          SizeText.count(totals.names())
              + " found in "
              + SizeText.count(totals.layers(), "layer")
              + ", shipped by "
              + SizeText.count(totals.images().size(), "image"));
    }
    page.line(searched(totals));
  }

  /** Contents that several layers ship, those with the most repeated bytes first. */
  public void duplicates(Duplicate.Totals totals) throws IOException {
    List<Duplicate> shown =
        totals.most().subList(0, (int) Math.min(totals.most().size(), 4L * mostNames));
    TextTable table =
        new TextTable()
            .column("size", Side.RIGHT)
            .column("layers", Side.RIGHT)
            .column("images", Side.RIGHT)
            .column("content", Side.LEFT)
            .column("paths", Side.LEFT);
    for (Duplicate duplicate : shown) {
      table.row(
          List.of(
              Cell.of(SizeText.of(duplicate.bytes())),
              Cell.of(SizeText.count(duplicate.layers())),
              Cell.of(SizeText.count(duplicate.images())),
              Cell.of("sha256:" + duplicate.sha256().hex().substring(0, DIGITS)),
              Cell.of(
                  String.join(", ", duplicate.paths().stream().map(TerminalText::of).toList()))));
    }
    if (!shown.isEmpty()) {
      table.write(0, page);
      if (totals.contents() > shown.size()) {
        page.line("     and " + SizeText.count(totals.contents() - shown.size()) + " more");
      }
      page.blank();
    }
    page.line(
        SizeText.count(totals.contents(), "content")
            + " in several layers, "
            + SizeText.of(totals.repeatedBytes())
            + " shipped more than once");
    page.line(searched(totals.search()));
  }
}
