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
  private static final int LAYER_COLUMNS = 5;

  /** What indentation leaves of a line. */
  private static final int LEAST_NAME_COLUMNS = 16;

  /** All of these, the mode, and the gaps between. */
  private static final int FACT_COLUMNS = 10 + 1 + OWNER_COLUMNS + SIZE_COLUMNS + LAYER_COLUMNS + 2;

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
            page.line(line(entry, level, page));
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

  private static String line(TreeEntry entry, int level, TextPage page) {
    String name = TerminalText.of(PathOrder.baseName(entry.path()));
    String links = entry.links() > 1 ? "(" + entry.links() + " names)" : "";
    int width = page.columns() - FACT_COLUMNS;
    String start = page.cut("  ".repeat(level - 1), width - LEAST_NAME_COLUMNS);
    int room = width - start.length();
    return EntryText.mode(entry.inode())
        + " "
        + TerminalText.left(EntryText.owner(entry.inode()), OWNER_COLUMNS)
        + TerminalText.right(EntryText.size(entry.inode()), SIZE_COLUMNS)
        + page.ink().paint(Tone.DIM, TerminalText.right("L" + entry.layer(), LAYER_COLUMNS))
        + "  "
        + start
        + EntryText.line(name, entry.inode(), links, room, page);
  }

  static void totals(TreeTotals totals, TextPage page) throws IOException {
    page.wrapped(
        "",
        0,
        SizeText.count(totals.paths(), "path")
            + ": "
            + SizeText.count(totals.files(), "file")
            + ", "
            + SizeText.count(totals.dirs())
            + (totals.dirs() == 1 ? " directory, " : " directories, ")
            + SizeText.count(totals.symlinks(), "symlink")
            + (totals.others() == 0 ? "" : ", " + SizeText.count(totals.others(), "other"))
            + "; "
            + SizeText.of(totals.liveBytes())
            + " live, "
            + SizeText.of(totals.hiddenBytes())
            + " hidden");
  }
}
