package dev.varve.report;

import dev.varve.blob.Bytes;
import dev.varve.diff.ConfigChange;
import dev.varve.diff.ConfigDiff;
import dev.varve.diff.DiffOptions;
import dev.varve.diff.DiffTotals;
import dev.varve.diff.LayerAlignment;
import dev.varve.diff.Move;
import dev.varve.diff.PathDifference;
import dev.varve.diff.TreeDiff;
import dev.varve.report.Ink.Tone;
import dev.varve.stack.LayerStack;
import dev.varve.tree.Inode;
import dev.varve.tree.TreeEntry;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code diff} for people: layers, config, files and moves, then what it amounts to. */
public final class DiffText {
  private static final int FIELD_COLUMNS = 28;
  private static final int FACT_COLUMNS = 22;

  /** Where paths begin: behind sign, mode, owner and size. */
  private static final int PATH_COLUMN = 4 + FACT_COLUMNS + 8 + 2;

  private final LayerStack a;
  private final LayerStack b;
  private final TextPage page;
  private final Ink ink;
  private boolean filesBegun;

  private DiffText(LayerStack a, LayerStack b, TextPage page) {
    this.a = a;
    this.b = b;
    this.page = page;
    this.ink = page.ink();
  }

  /** Writes the comparison; returns its totals. */
  public static DiffTotals write(LayerStack a, LayerStack b, DiffOptions options, TextPage page)
      throws IOException {
    return new DiffText(a, b, page).write(options);
  }

  private DiffTotals write(DiffOptions options) throws IOException {
    page.wrapped(ink.paint(Tone.REMOVED, "a") + "  ", 3, header(a));
    page.wrapped(ink.paint(Tone.ADDED, "b") + "  ", 3, header(b));
    layers();
    config(ConfigDiff.compare(a.image().config(), b.image().config()));
    TreeDiff.Result result =
        TreeDiff.compare(a.listings(), b.listings(), options, this::difference);
    moves(result.moves());
    totals(result.totals(), options);
    page.flush();
    return result.totals();
  }

  private String header(LayerStack stack) {
    return ink.paint(Tone.HEADING, TerminalText.of(stack.image().name()))
        + "  "
        + TerminalText.of(stack.image().platform().toString())
        + "  "
        + SizeText.count(stack.layers().size(), "layer")
        + "  "
        + ImageHeader.verdict(stack, ink);
  }

  private void layers() throws IOException {
    List<LayerAlignment> pairs = alignment(a, b);
    long shared = pairs.stream().filter(LayerAlignment::isShared).count();
    page.blank();
    page.heading("Layers (" + shared + " shared)");
    for (LayerAlignment pair : pairs) {
      if (pair.isShared()) {
        page.line(layer(ink.paint(Tone.DIM, "  = "), pair, b.layers().get(pair.b())));
      } else if (pair.b() < 0) {
        page.line(layer(ink.paint(Tone.REMOVED, "  - "), pair, a.layers().get(pair.a())));
      } else {
        page.line(layer(ink.paint(Tone.ADDED, "  + "), pair, b.layers().get(pair.b())));
      }
    }
  }

  /** The layers of two images, aligned by what they hold. */
  public static List<LayerAlignment> alignment(LayerStack a, LayerStack b) {
    return LayerAlignment.ofLayers(
        a.layers().stream().map(layer -> layer.blob().diffId()).toList(),
        b.layers().stream().map(layer -> layer.blob().diffId()).toList());
  }

  private String layer(String sign, LayerAlignment pair, LayerStack.Layer layer) {
    String numbers =
        (pair.a() < 0 ? "" : "a" + pair.a())
            + (pair.isShared() ? " " : "")
            + (pair.b() < 0 ? "" : "b" + pair.b());
    String start =
        sign
            + TerminalText.left(numbers, 8)
            + ink.paint(Tone.DIM, LayersText.shortDigest(layer.blob().diffId().toString()))
            + TerminalText.right(SizeText.of(layer.listing().summary().shippedBytes()), 9)
            + "  ";
    int room = page.columns() - TerminalText.columns(start);
    return start + page.cut(CommandText.redacted(layer.descriptor()), room);
  }

  private void config(List<ConfigChange> changes) throws IOException {
    if (changes.isEmpty()) {
      return;
    }
    page.blank();
    page.heading("Config");
    for (ConfigChange change : changes) {
      String field = TerminalText.left(TerminalText.of(change.field()), FIELD_COLUMNS) + "  ";
      String was = TerminalText.of(ConfigText.shown(change.field(), change.a()));
      String is = TerminalText.of(ConfigText.shown(change.field(), change.b()));
      String sign;
      String said;
      if (change.a().isEmpty()) {
        sign = ink.paint(Tone.ADDED, "  + ");
        said = is;
      } else if (change.b().isEmpty()) {
        sign = ink.paint(Tone.REMOVED, "  - ");
        said = was;
      } else {
        sign = ink.paint(Tone.CHANGED, "  ~ ");
        said = was + ink.paint(Tone.DIM, " -> ") + is;
      }
      page.wrapped(sign + field, TerminalText.columns(sign + field), said);
    }
  }

  private void difference(PathDifference difference) throws IOException {
    TreeEntry x = difference.a();
    TreeEntry y = difference.b();
    if (difference.kind() == PathDifference.Kind.TOUCHED) {
      return; // counted in the totals; one line for each would bury the rest
    }
    if (!filesBegun) {
      filesBegun = true;
      page.blank();
      page.heading("Files");
    }
    String path = TerminalText.of(difference.path());
    if (x == null && y != null) {
      line(ink.paint(Tone.ADDED, "  + "), path, y, moved("from", difference.movedFrom()));
    } else if (x != null && y == null) {
      line(ink.paint(Tone.REMOVED, "  - "), path, x, moved("to", difference.movedTo()));
    } else if (x != null && y != null) {
      String changes =
          "(" + DifferenceText.changes(difference.attributes(), x.inode(), y.inode()) + ")";
      line(ink.paint(Tone.CHANGED, "  ~ "), path, y, changes);
    }
  }

  private void line(String sign, String path, TreeEntry entry, String behind) throws IOException {
    Inode inode = entry.inode();
    int room = page.columns() - PATH_COLUMN;
    page.line(sign + facts(inode) + EntryText.line(path, inode, behind, room, page));
  }

  private static String moved(String word, @Nullable Bytes path) {
    return path == null ? "" : "(moved " + word + " " + TerminalText.of(path) + ")";
  }

  private static String facts(Inode inode) {
    return TerminalText.left(EntryText.mode(inode) + " " + EntryText.owner(inode), FACT_COLUMNS)
        + TerminalText.right(EntryText.size(inode), 8)
        + "  ";
  }

  private void moves(List<Move> moves) throws IOException {
    if (moves.isEmpty()) {
      return;
    }
    page.blank();
    page.heading("Moves");
    for (Move move : moves) {
      String attributes =
          move.attributes().isEmpty() ? "" : "  (" + LayersText.attributes(move.attributes()) + ")";
      int room = page.columns() - 12 - 4 - attributes.length();
      String to = TerminalText.of(move.to());
      int rest = room - TerminalText.columns(to);
      String from = page.cutPath(TerminalText.of(move.from()), Math.max(rest, room / 2));
      page.line(
          "  "
              + TerminalText.right(SizeText.of(move.size()), 8)
              + "  "
              + from
              + ink.paint(Tone.DIM, " -> ")
              + page.cutPath(to, room - TerminalText.columns(from))
              + ink.paint(Tone.DIM, attributes));
    }
  }

  private void totals(DiffTotals totals, DiffOptions options) throws IOException {
    page.blank();
    if (totals.isSame()) {
      page.wrapped(
          "",
          0,
          ink.paint(Tone.GOOD, "The files are the same")
              + (options.semantic() ? " (times aside)" : "")
              + ": "
              + SizeText.count(totals.pathsB(), "path")
              + ", "
              + SizeText.of(totals.liveBytesB()));
      return;
    }
    page.wrapped(
        "",
        0,
        ink.paint(Tone.ADDED, SizeText.count(totals.added()) + " added")
            + ", "
            + ink.paint(Tone.REMOVED, SizeText.count(totals.removed()) + " removed")
            + ", "
            + ink.paint(Tone.CHANGED, SizeText.count(totals.modified()) + " modified")
            + " ("
            + SizeText.count(totals.modifiedInodes(), "inode")
            + "), "
            + SizeText.count(totals.retyped())
            + " of another kind, "
            + SizeText.count(totals.touched())
            + " with another time only, "
            + SizeText.count(totals.moves(), "move"));
    page.wrapped(
        "",
        0,
        SizeText.of(totals.liveBytesA())
            + " -> "
            + SizeText.of(totals.liveBytesB())
            + " ("
            + SizeText.signed(totals.liveBytesB() - totals.liveBytesA())
            + "), "
            + SizeText.count(totals.pathsA())
            + " -> "
            + SizeText.count(totals.pathsB(), "path"));
  }
}
