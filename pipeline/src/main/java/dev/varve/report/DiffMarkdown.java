package dev.varve.report;

import dev.varve.diff.ConfigChange;
import dev.varve.diff.ConfigDiff;
import dev.varve.diff.DiffOptions;
import dev.varve.diff.DiffTotals;
import dev.varve.diff.LayerAlignment;
import dev.varve.diff.TreeDiff;
import dev.varve.stack.LayerStack;
import dev.varve.tree.Inode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * {@code diff} for a comment on a change: what it amounts to, new rights, config, layers, files.
 * Always shorter than the 65,536 characters that a comment on GitHub may have.
 */
public final class DiffMarkdown {
  private static final int MAX_CHARACTERS = 60_000;
  private static final int MAX_COLUMNS = 160;
  private static final int MAX_RIGHTS = 50;

  private final LayerStack a;
  private final LayerStack b;
  private final StringBuilder text = new StringBuilder();

  private DiffMarkdown(LayerStack a, LayerStack b) {
    this.a = a;
    this.b = b;
  }

  /** Writes the comparison; returns its totals. */
  public static DiffTotals write(LayerStack a, LayerStack b, DiffOptions options, OutputStream out)
      throws IOException {
    ChangeTree changes = new ChangeTree();
    TreeDiff.Result result = TreeDiff.compare(a.listings(), b.listings(), options, changes);
    DiffMarkdown page = new DiffMarkdown(a, b);
    page.head(result.totals());
    List<ChangeTree.Row> rows = new ArrayList<>();
    gather(changes.finish(), rows);
    page.rights(rows);
    page.config();
    page.layers();
    page.files(rows, result.totals());
    out.write(page.text.toString().getBytes(StandardCharsets.UTF_8));
    out.flush();
    return result.totals();
  }

  private static void gather(ChangeTree.Folder folder, List<ChangeTree.Row> rows) {
    ChangeTree.Row own = folder.own();
    if (own != null) {
      rows.add(own);
    }
    rows.addAll(folder.files());
    folder.folders().forEach(below -> gather(below, rows));
  }

  private static String code(String text) {
    return MarkdownText.code(TerminalText.cut(TerminalText.of(text), MAX_COLUMNS));
  }

  private void head(DiffTotals totals) {
    text.append("## ").append(code(a.image().name())).append(" → ");
    text.append(code(b.image().name())).append("\n\n| | a | b |\n|---|---|---|\n");
    row("platform", code(a.image().platform().toString()), code(b.image().platform().toString()));
    row("layers", String.valueOf(a.layers().size()), String.valueOf(b.layers().size()));
    row("verified", a.isVerified() ? "yes" : "NO", b.isVerified() ? "yes" : "NO");
    row("paths", SizeText.count(totals.pathsA()), SizeText.count(totals.pathsB()));
    row("bytes", SizeText.of(totals.liveBytesA()), SizeText.of(totals.liveBytesB()));
    if (totals.isSame()) {
      text.append("\nThe files are the same.\n\n");
      return;
    }
    text.append("\n**").append(SizeText.count(totals.added())).append("** added, **");
    text.append(SizeText.count(totals.removed())).append("** removed, **");
    text.append(SizeText.count(totals.modified())).append("** modified, **");
    text.append(SizeText.count(totals.retyped())).append("** of another kind, **");
    text.append(SizeText.count(totals.touched())).append("** with another time only, **");
    text.append(SizeText.count(totals.moves())).append("** moved; ");
    text.append(SizeText.signed(totals.liveBytesB() - totals.liveBytesA())).append(".\n\n");
  }

  private void row(String name, String left, String right) {
    text.append("| ").append(name).append(" | ").append(left).append(" | ");
    text.append(right).append(" |\n");
  }

  private void rights(List<ChangeTree.Row> rows) {
    List<ChangeTree.Row> fresh = rows.stream().filter(ChangeTree.Row::hasNewRights).toList();
    if (fresh.isEmpty()) {
      return;
    }
    text.append("### New rights\n\n");
    for (ChangeTree.Row row : fresh.subList(0, Math.min(MAX_RIGHTS, fresh.size()))) {
      text.append("- ").append(code("/" + row.path().text())).append(" is now ");
      Inode now = row.b();
      text.append(now == null ? "" : MarkdownText.code(EntryText.mode(now)));
      text.append(now == null ? "" : " of " + EntryText.owner(now)).append("\n");
    }
    if (fresh.size() > MAX_RIGHTS) {
      text.append("- and ").append(SizeText.count(fresh.size() - MAX_RIGHTS)).append(" more\n");
    }
    text.append('\n');
  }

  private void config() {
    List<ConfigChange> changes = ConfigDiff.compare(a.image().config(), b.image().config());
    table(
        "### Config\n\n| field | a | b |\n|---|---|---|\n",
        changes.stream()
            .map(
                change ->
                    "| "
                        + code(change.field())
                        + " | "
                        + code(ConfigText.shown(change.field(), change.a()))
                        + " | "
                        + code(ConfigText.shown(change.field(), change.b()))
                        + " |\n")
            .toList());
  }

  private void layers() {
    table(
        "### Layers\n\n| | a | b | size | made by |\n|---|---:|---:|---:|---|\n",
        DiffText.alignment(a, b).stream().map(this::layer).toList());
  }

  private String layer(LayerAlignment pair) {
    LayerStack.Layer layer = pair.b() >= 0 ? b.layers().get(pair.b()) : a.layers().get(pair.a());
    String sign = pair.isShared() ? "=" : pair.b() < 0 ? "-" : "+";
    return "| "
        + MarkdownText.code(sign)
        + " | "
        + (pair.a() < 0 ? "" : pair.a())
        + " | "
        + (pair.b() < 0 ? "" : pair.b())
        + " | "
        + SizeText.of(layer.listing().summary().shippedBytes())
        + " | "
        + code(CommandText.redacted(layer.descriptor()))
        + " |\n";
  }

  private void files(List<ChangeTree.Row> rows, DiffTotals totals) {
    // What existing files became is more than what merely came with a folder.
    List<ChangeTree.Row> sorted =
        rows.stream()
            .sorted(
                Comparator.comparing((ChangeTree.Row row) -> !row.hasNewRights())
                    .thenComparing(row -> row.sign() != ChangeTree.Sign.CHANGED))
            .toList();
    int written =
        table(
            "### Files\n\n| | path | mode | owner | size | what |\n|---|---|---|---|---:|---|\n",
            sorted.stream().map(DiffMarkdown::file).collect(Collectors.toList()));
    long all = totals.added() + totals.removed() + totals.modified() + totals.retyped();
    if (written < all) {
      text.append("And ").append(SizeText.count(all - written)).append(" more.\n");
    }
  }

  private static String file(ChangeTree.Row row) {
    Inode shown = row.b() != null ? row.b() : row.a();
    String moved =
        row.moved() == null
            ? ""
            : (row.sign() == ChangeTree.Sign.REMOVED ? "moved to " : "moved from ")
                + code("/" + row.moved().text());
    return "| "
        + MarkdownText.code(row.sign().mark())
        + " | "
        + code("/" + row.path().text())
        + " | "
        + (shown == null ? "" : MarkdownText.code(EntryText.mode(shown)))
        + " | "
        + (shown == null ? "" : EntryText.owner(shown))
        + " | "
        + (shown == null ? "" : EntryText.size(shown))
        + " | "
        + (row.changes().isEmpty() ? "" : code(row.changes()))
        + moved
        + " |\n";
  }

  /** Writes as many rows as there is room for; returns how many. */
  private int table(String head, List<String> rows) {
    if (rows.isEmpty()) {
      return 0;
    }
    text.append(head);
    int written = 0;
    for (String row : rows) {
      if (text.length() + row.length() > MAX_CHARACTERS) {
        break;
      }
      text.append(row);
      written++;
    }
    text.append('\n');
    return written;
  }
}
