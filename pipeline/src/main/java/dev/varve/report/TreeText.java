package dev.varve.report;

import dev.varve.layer.PathOrder;
import dev.varve.report.Ink.Tone;
import dev.varve.stack.LayerStack;
import dev.varve.tree.OverlayMerge;
import dev.varve.tree.ParentLinks;
import dev.varve.tree.TreeEntry;
import dev.varve.tree.TreeTotals;
import java.io.IOException;

/** {@code tree} for people: the squashed tree as an indented listing, streamed. */
public final class TreeText {
  private static final int OWNER_COLUMNS = 11;
  private static final int SIZE_COLUMNS = 8;

  private TreeText() {}

  /**
   * @param depth deepest level of directories shown, 1 for the top; negative for all
   */
  public static void write(LayerStack stack, ParentLinks parentLinks, int depth, TextPage page)
      throws IOException {
    ImageHeader.write(stack, page);
    try (OverlayMerge merge = OverlayMerge.open(stack.listings(), parentLinks)) {
      while (merge.advance()) {
        merge.takeHidden();
        TreeEntry entry = merge.entry();
        if (entry != null) {
          int level = level(entry);
          if (depth < 0 || level <= depth) {
            page.line(line(entry, level, page.ink()));
          }
        }
      }
      page.blank();
      totals(merge.totals(), page);
    }
    page.flush();
  }

  private static int level(TreeEntry entry) {
    int level = 1;
    for (int i = 0; i < entry.path().length(); i++) {
      if (entry.path().at(i) == '/') {
        level++;
      }
    }
    return level;
  }

  private static String line(TreeEntry entry, int level, Ink ink) {
    String name = TerminalText.of(PathOrder.baseName(entry.path()));
    String links = entry.links() > 1 ? ink.paint(Tone.DIM, "  (" + entry.links() + " names)") : "";
    return EntryText.mode(entry.inode())
        + " "
        + TerminalText.left(EntryText.owner(entry.inode()), OWNER_COLUMNS)
        + TerminalText.right(EntryText.size(entry.inode()), SIZE_COLUMNS)
        + ink.paint(Tone.DIM, TerminalText.right("L" + entry.layer(), 5))
        + "  "
        + "  ".repeat(level - 1)
        + EntryText.name(name, entry.inode(), ink)
        + links;
  }

  static void totals(TreeTotals totals, TextPage page) throws IOException {
    page.line(
        SizeText.count(totals.paths(), "path")
            + ": "
            + SizeText.count(totals.files(), "file")
            + ", "
            + SizeText.count(totals.dirs())
            + (totals.dirs() == 1 ? " directory, " : " directories, ")
            + SizeText.count(totals.symlinks(), "symlink")
            + ", "
            + SizeText.count(totals.others(), "other")
            + "; "
            + SizeText.of(totals.liveBytes())
            + " live, "
            + SizeText.of(totals.hiddenBytes())
            + " hidden but shipped");
  }
}
