package dev.varve.report;

import dev.varve.diff.ConfigChange;
import dev.varve.diff.ConfigDiff;
import dev.varve.diff.DiffOptions;
import dev.varve.diff.DiffTotals;
import dev.varve.diff.LayerAlignment;
import dev.varve.diff.Move;
import dev.varve.diff.PathDifference;
import dev.varve.diff.TreeDiff;
import dev.varve.layer.Entry;
import dev.varve.report.Ink.Tone;
import dev.varve.stack.LayerStack;
import dev.varve.tree.Attribute;
import dev.varve.tree.Inode;
import dev.varve.tree.TreeEntry;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** {@code diff} for people: layers, config, files and moves, then what it amounts to. */
public final class DiffText {
  private static final int COMMAND_COLUMNS = 60;
  private static final int FIELD_COLUMNS = 28;
  private static final int FACT_COLUMNS = 22;

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
    page.line(ink.paint(Tone.REMOVED, "a") + "  " + header(a));
    page.line(ink.paint(Tone.ADDED, "b") + "  " + header(b));
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

  static List<LayerAlignment> alignment(LayerStack a, LayerStack b) {
    return LayerAlignment.ofLayers(
        a.layers().stream().map(layer -> layer.blob().diffId()).toList(),
        b.layers().stream().map(layer -> layer.blob().diffId()).toList());
  }

  private String layer(String sign, LayerAlignment pair, LayerStack.Layer layer) {
    String numbers =
        (pair.a() < 0 ? "" : "a" + pair.a())
            + (pair.isShared() ? " " : "")
            + (pair.b() < 0 ? "" : "b" + pair.b());
    return sign
        + TerminalText.left(numbers, 8)
        + ink.paint(Tone.DIM, LayersText.shortDigest(layer.blob().diffId().toString()))
        + TerminalText.right(SizeText.of(layer.listing().summary().shippedBytes()), 9)
        + "  "
        + TerminalText.cut(CommandText.redacted(layer.descriptor()), COMMAND_COLUMNS);
  }

  private void config(List<ConfigChange> changes) throws IOException {
    if (changes.isEmpty()) {
      return;
    }
    page.blank();
    page.heading("Config");
    for (ConfigChange change : changes) {
      String field = TerminalText.left(TerminalText.of(change.field()), FIELD_COLUMNS);
      if (change.a().isEmpty()) {
        page.line(
            ink.paint(Tone.ADDED, "  + ")
                + field
                + "  "
                + TerminalText.of(ConfigText.shown(change.field(), change.b())));
      } else if (change.b().isEmpty()) {
        page.line(
            ink.paint(Tone.REMOVED, "  - ")
                + field
                + "  "
                + TerminalText.of(ConfigText.shown(change.field(), change.a())));
      } else {
        page.line(
            ink.paint(Tone.CHANGED, "  ~ ")
                + field
                + "  "
                + TerminalText.of(ConfigText.shown(change.field(), change.a()))
                + ink.paint(Tone.DIM, " -> ")
                + TerminalText.of(ConfigText.shown(change.field(), change.b())));
      }
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
      String from = difference.movedFrom() == null ? "" : moved("from", difference.movedFrom());
      page.line(ink.paint(Tone.ADDED, "  + ") + facts(y.inode()) + name(path, y) + from);
    } else if (x != null && y == null) {
      String to = difference.movedTo() == null ? "" : moved("to", difference.movedTo());
      page.line(ink.paint(Tone.REMOVED, "  - ") + facts(x.inode()) + name(path, x) + to);
    } else if (x != null && y != null) {
      page.line(
          ink.paint(Tone.CHANGED, "  ~ ")
              + facts(y.inode())
              + name(path, y)
              + ink.paint(Tone.DIM, "  (" + changes(difference, x.inode(), y.inode()) + ")"));
    }
  }

  private String moved(String word, dev.varve.blob.Bytes path) {
    return ink.paint(Tone.DIM, "  (moved " + word + " " + TerminalText.of(path) + ")");
  }

  private String name(String path, TreeEntry entry) {
    return EntryText.name(path, entry.inode(), ink);
  }

  private static String facts(Inode inode) {
    return TerminalText.left(EntryText.mode(inode) + " " + EntryText.owner(inode), FACT_COLUMNS)
        + TerminalText.right(EntryText.size(inode), 8)
        + "  ";
  }

  private static String changes(PathDifference difference, Inode x, Inode y) {
    List<String> parts = new ArrayList<>();
    for (Attribute attribute : difference.attributes()) {
      switch (attribute) {
        case KIND -> parts.add(x.kind().label() + " -> " + y.kind().label());
        case CONTENT ->
            parts.add(
                x.size() == y.size()
                    ? "content"
                    : "content " + SizeText.signed(y.size() - x.size()));
        case LINK_TARGET -> parts.add("was -> " + target(x));
        case DEVICE -> parts.add("device " + EntryText.size(x) + " -> " + EntryText.size(y));
        case MODE ->
            parts.add(
                "mode " + ModeText.octal(x.modeBits()) + " -> " + ModeText.octal(y.modeBits()));
        case UID -> parts.add("uid " + x.uid() + " -> " + y.uid());
        case GID -> parts.add("gid " + x.gid() + " -> " + y.gid());
        case XATTRS, MTIME -> parts.add(attribute.label());
      }
    }
    return String.join(", ", parts);
  }

  private static String target(Inode inode) {
    Entry entry = inode.entry();
    return entry == null ? "" : TerminalText.of(entry.linkTarget());
  }

  private void moves(List<Move> moves) throws IOException {
    if (moves.isEmpty()) {
      return;
    }
    page.blank();
    page.heading("Moves");
    for (Move move : moves) {
      String attributes =
          move.attributes().isEmpty()
              ? ""
              : ink.paint(Tone.DIM, "  (" + LayersText.attributes(move.attributes()) + ")");
      page.line(
          "  "
              + TerminalText.right(SizeText.of(move.size()), 8)
              + "  "
              + TerminalText.of(move.from())
              + ink.paint(Tone.DIM, " -> ")
              + TerminalText.of(move.to())
              + attributes);
    }
  }

  private void totals(DiffTotals totals, DiffOptions options) throws IOException {
    page.blank();
    if (totals.isSame()) {
      page.line(
          ink.paint(Tone.GOOD, "The files are the same")
              + (options.semantic() ? " (times aside)" : "")
              + ": "
              + SizeText.count(totals.pathsB(), "path")
              + ", "
              + SizeText.of(totals.liveBytesB()));
      return;
    }
    page.line(
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
    page.line(
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
