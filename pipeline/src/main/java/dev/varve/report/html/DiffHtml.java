package dev.varve.report.html;

import dev.varve.blob.Bytes;
import dev.varve.diff.DiffOptions;
import dev.varve.diff.DiffTotals;
import dev.varve.diff.TextDiff;
import dev.varve.diff.TextRow;
import dev.varve.diff.TreeDiff;
import dev.varve.failure.InputException;
import dev.varve.layer.ShownText;
import dev.varve.report.ChangeTree;
import dev.varve.stack.LayerStack;
import dev.varve.tree.Inode;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Two images side by side as a page: layers aligned, configs, a tree of changes that folds, and the
 * texts of changed files. Bounded whatever the images are: {@link ChangeTree} says how many paths,
 * {@value #MAX_FILES} texts of up to {@value #MAX_TEXT_BYTES} bytes with {@value #MAX_TEXT_ROWS}
 * lines each.
 */
public final class DiffHtml {
  static final int MAX_FILES = 200;
  static final int MAX_TEXT_BYTES = 64 << 10;
  static final int MAX_TEXT_ROWS = 400;

  private DiffHtml() {}

  /** Writes the page; returns what the comparison came to. */
  public static DiffTotals write(
      LayerStack a, LayerStack b, DiffOptions options, DiffContents contents, OutputStream out)
      throws InputException, IOException {
    ChangeTree changes = new ChangeTree();
    TreeDiff.Result result = TreeDiff.compare(a.listings(), b.listings(), options, changes);
    ChangeTree.Folder root = changes.finish();
    List<ChangeTree.Row> candidates = new ArrayList<>();
    gather(root, candidates);
    boolean tooMany = candidates.size() > MAX_FILES;
    List<DiffView.TextFile> texts =
        texts(tooMany ? candidates.subList(0, MAX_FILES) : candidates, contents);
    DiffView view = new DiffView(a, b, result, root, texts, candidates.size() - MAX_FILES);
    HtmlPage page = HtmlPage.of(a.image().name() + " → " + b.image().name(), "diff");
    HtmlPage.render("diff.jte", Map.of("page", page, "view", view), out);
    out.flush();
    return result.totals();
  }

  /** Files that are in both images, with other contents, and small enough to be read. */
  private static void gather(ChangeTree.Folder folder, List<ChangeTree.Row> rows) {
    for (ChangeTree.Row row : folder.files()) {
      Inode a = row.a();
      Inode b = row.b();
      if (a != null && b != null && isSmall(a) && isSmall(b) && haveOtherContent(a, b)) {
        rows.add(row);
      }
    }
    folder.folders().forEach(below -> gather(below, rows));
  }

  private static boolean isSmall(Inode inode) {
    return inode.isFile() && inode.size() <= MAX_TEXT_BYTES;
  }

  private static boolean haveOtherContent(Inode a, Inode b) {
    Bytes before = a.entry() == null ? null : a.entry().sha256();
    Bytes after = b.entry() == null ? null : b.entry().sha256();
    return a.size() != b.size() || (before != null && !before.equals(after));
  }

  private static List<DiffView.TextFile> texts(List<ChangeTree.Row> rows, DiffContents contents)
      throws InputException, IOException {
    List<Inode> left = new ArrayList<>();
    List<Inode> right = new ArrayList<>();
    for (ChangeTree.Row row : rows) {
      if (row.a() != null && row.b() != null) {
        left.add(row.a());
        right.add(row.b());
      }
    }
    Map<Inode, Bytes> before = contents.read(false, left);
    Map<Inode, Bytes> after = contents.read(true, right);
    List<DiffView.TextFile> texts = new ArrayList<>();
    for (ChangeTree.Row row : rows) {
      Bytes x = before.get(row.a());
      Bytes y = after.get(row.b());
      if (x == null || y == null || isBinary(x) || isBinary(y)) {
        continue;
      }
      List<TextRow> lines =
          TextDiff.sideBySide(ShownText.of(row.path(), x), ShownText.of(row.path(), y));
      texts.add(
          new DiffView.TextFile(
              row.path(),
              lines.size() > MAX_TEXT_ROWS ? lines.subList(0, MAX_TEXT_ROWS) : lines,
              Math.max(0, lines.size() - MAX_TEXT_ROWS)));
    }
    return texts;
  }

  private static boolean isBinary(Bytes content) {
    return content.indexOf((byte) 0, 0) >= 0;
  }
}
