package dev.varve.report.html;

import dev.varve.blob.Bytes;
import dev.varve.blob.Digest;
import dev.varve.diff.ConfigChange;
import dev.varve.diff.ConfigDiff;
import dev.varve.diff.DiffTotals;
import dev.varve.diff.LayerAlignment;
import dev.varve.diff.TextRow;
import dev.varve.diff.TreeDiff;
import dev.varve.image.HistoryItem;
import dev.varve.image.Image;
import dev.varve.policy.BuildSecrets;
import dev.varve.report.ChangeTree;
import dev.varve.report.CommandText;
import dev.varve.report.ConfigText;
import dev.varve.report.DiffText;
import dev.varve.report.EntryText;
import dev.varve.report.SizeText;
import dev.varve.report.TerminalText;
import dev.varve.stack.LayerStack;
import dev.varve.tree.Inode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What {@code diff.jte} shows, in the words in which it shows it. */
public final class DiffView {
  /** Folders that hold no more are unfolded from the start. */
  private static final int FEW = 40;

  /** Longer lines are cut, since a page lays out every character. */
  private static final int MAX_LINE_COLUMNS = 400;

  private final LayerStack a;
  private final LayerStack b;
  private final TreeDiff.Result result;
  private final ChangeTree.Folder root;
  private final List<TextFile> texts;
  private final long textsLeft;
  private final Map<Bytes, Integer> textNumbers = new HashMap<>();

  DiffView(
      LayerStack a,
      LayerStack b,
      TreeDiff.Result result,
      ChangeTree.Folder root,
      List<TextFile> texts,
      long textsLeft) {
    this.a = a;
    this.b = b;
    this.result = result;
    this.root = root;
    this.texts = List.copyOf(texts);
    this.textsLeft = textsLeft;
    for (int i = 0; i < texts.size(); i++) {
      textNumbers.put(texts.get(i).path(), i);
    }
  }

  /**
   * The texts of a changed file side by side.
   *
   * @param left how many lines more there would be
   */
  public record TextFile(Bytes path, List<TextRow> rows, int left) {
    public TextFile {
      rows = List.copyOf(rows);
    }
  }

  /** A name and its value in both images. */
  public record Pair(String name, String a, String b) {
    public boolean differs() {
      return !a.equals(b);
    }
  }

  /** One row of layers or build steps; absent sides are empty. */
  public record Aligned(String sign, String word, Cell a, Cell b) {
    public boolean shared() {
      return sign.equals("=");
    }
  }

  /** One side of such a row. */
  public record Cell(String number, String digest, String size, String command) {
    static final Cell NONE = new Cell("", "", "", "");

    public boolean present() {
      return !number.isEmpty();
    }
  }

  // ---------------------------------------------------------------- images

  /** What the images are. */
  public List<Pair> images() {
    DiffTotals totals = result.totals();
    List<Pair> pairs = new ArrayList<>();
    pairs.add(new Pair("Image", a.image().name(), b.image().name()));
    pairs.add(new Pair("Platform", platform(a), platform(b)));
    pairs.add(new Pair("Form", a.image().format().label(), b.image().format().label()));
    pairs.add(new Pair("Verified", verdict(a), verdict(b)));
    pairs.add(new Pair("Config", text(a.image().configDigest()), text(b.image().configDigest())));
    Image left = a.image();
    Image right = b.image();
    if (left.manifestDigest() != null || right.manifestDigest() != null) {
      pairs.add(new Pair("Manifest", text(left.manifestDigest()), text(right.manifestDigest())));
    }
    pairs.add(
        new Pair("Layers", String.valueOf(a.layers().size()), String.valueOf(b.layers().size())));
    pairs.add(new Pair("Paths", SizeText.count(totals.pathsA()), SizeText.count(totals.pathsB())));
    pairs.add(
        new Pair("Bytes", SizeText.of(totals.liveBytesA()), SizeText.of(totals.liveBytesB())));
    return pairs;
  }

  private static String platform(LayerStack stack) {
    return stack.image().platform().toString();
  }

  private static String verdict(LayerStack stack) {
    return stack.isVerified() ? "yes" : "NO: the bytes are not what the image claims";
  }

  private static String text(@Nullable Digest digest) {
    return digest == null ? "-" : digest.toString();
  }

  // ---------------------------------------------------------------- totals

  public boolean same() {
    return result.totals().isSame();
  }

  public String added() {
    return SizeText.count(result.totals().added());
  }

  public String removed() {
    return SizeText.count(result.totals().removed());
  }

  /** In content or attributes, or of another kind. */
  public String changed() {
    return SizeText.count(result.totals().modified() + result.totals().retyped());
  }

  /** What else there is to say, a sentence each. */
  public List<String> remarks() {
    DiffTotals totals = result.totals();
    List<String> remarks = new ArrayList<>();
    if (totals.retyped() > 0) {
      remarks.add(SizeText.count(totals.retyped(), "path") + " became another kind of file.");
    }
    if (totals.touched() > 0) {
      remarks.add(
          SizeText.count(totals.touched(), "path")
              + " differ in nothing but their time; not shown.");
    }
    if (totals.moves() > 0) {
      remarks.add(SizeText.count(totals.moves(), "file") + " moved.");
    }
    remarks.add(
        "Live bytes: "
            + SizeText.of(totals.liveBytesA())
            + " → "
            + SizeText.of(totals.liveBytesB())
            + " ("
            + SizeText.signed(totals.liveBytesB() - totals.liveBytesA())
            + ").");
    return remarks;
  }

  // ---------------------------------------------------------------- layers and steps

  public List<Aligned> layers() {
    List<Aligned> rows = new ArrayList<>();
    for (LayerAlignment pair : DiffText.alignment(a, b)) {
      rows.add(aligned(pair, layer(a, pair.a()), layer(b, pair.b())));
    }
    return rows;
  }

  private static Aligned aligned(LayerAlignment pair, Cell left, Cell right) {
    return pair.isShared()
        ? new Aligned("=", "in both", left, right)
        : pair.b() < 0
            ? new Aligned("-", "removed", left, right)
            : new Aligned("+", "added", left, right);
  }

  private static Cell layer(LayerStack stack, int index) {
    if (index < 0) {
      return Cell.NONE;
    }
    LayerStack.Layer layer = stack.layers().get(index);
    return new Cell(
        String.valueOf(index),
        layer.blob().diffId().toString(),
        SizeText.of(layer.listing().summary().shippedBytes()),
        CommandText.redacted(layer.descriptor()));
  }

  /** Steps of the histories that are in one image only. */
  public List<Aligned> steps() {
    List<HistoryItem> left = a.image().config().history();
    List<HistoryItem> right = b.image().config().history();
    List<Aligned> rows = new ArrayList<>();
    for (LayerAlignment pair :
        LayerAlignment.ofHistory(
            left.stream().map(HistoryItem::createdBy).toList(),
            right.stream().map(HistoryItem::createdBy).toList())) {
      if (!pair.isShared()) {
        rows.add(aligned(pair, step(left, pair.a()), step(right, pair.b())));
      }
    }
    return rows;
  }

  private static Cell step(List<HistoryItem> history, int index) {
    return index < 0
        ? Cell.NONE
        : new Cell(
            String.valueOf(index), "", "", BuildSecrets.redact(history.get(index).createdBy()));
  }

  public List<Pair> config() {
    List<Pair> rows = new ArrayList<>();
    for (ConfigChange change : ConfigDiff.compare(a.image().config(), b.image().config())) {
      rows.add(
          new Pair(
              change.field(),
              ConfigText.shown(change.field(), change.a()),
              ConfigText.shown(change.field(), change.b())));
    }
    return rows;
  }

  // ---------------------------------------------------------------- files

  public ChangeTree.Folder root() {
    return root;
  }

  /** Whether a folder is unfolded from the start. */
  public static boolean isOpen(ChangeTree.Folder folder) {
    return folder.total() <= FEW;
  }

  /** How many paths below a folder have each sign, in words. */
  public static String counts(ChangeTree.Folder folder) {
    List<String> parts = new ArrayList<>();
    for (ChangeTree.Sign sign : ChangeTree.Sign.values()) {
      if (folder.count(sign) > 0) {
        parts.add(SizeText.count(folder.count(sign)) + " " + sign.label());
      }
    }
    return String.join(", ", parts);
  }

  public static String count(long number, String noun) {
    return SizeText.count(number, noun);
  }

  public static String text(Bytes bytes) {
    return bytes.text();
  }

  /** Mode, owner and size, or nothing if the image does not have it. */
  public static String facts(@Nullable Inode inode) {
    if (inode == null) {
      return "";
    }
    String size = EntryText.size(inode);
    return EntryText.mode(inode)
        + " "
        + EntryText.owner(inode)
        + (size.isEmpty() ? "" : " " + size)
        + (inode.isSymlink() && inode.entry() != null
            ? " → " + inode.entry().linkTarget().text()
            : "");
  }

  /** Mode and owner of a folder, in both images if they differ. */
  public static String facts(ChangeTree.Row folder) {
    String before = facts(folder.a());
    String after = facts(folder.b());
    return before.isEmpty() || before.equals(after)
        ? after
        : after.isEmpty() ? before : before + " → " + after;
  }

  /** What is to be said of a path that the columns do not show. */
  public static String note(ChangeTree.Row row) {
    Bytes moved = row.moved();
    return moved == null
        ? row.changes()
        : (row.sign() == ChangeTree.Sign.REMOVED ? "moved to /" : "moved from /") + moved.text();
  }

  /** The number of the texts of a path, or -1. */
  public int textNumber(ChangeTree.Row row) {
    return textNumbers.getOrDefault(row.path(), -1);
  }

  public List<TextFile> texts() {
    return texts;
  }

  /** How many small files more differ than are compared as texts. */
  public long textsLeft() {
    return Math.max(0, textsLeft);
  }

  public static String line(@Nullable String text) {
    return text == null ? "" : TerminalText.cut(TerminalText.of(text), MAX_LINE_COLUMNS);
  }

  public static String number(int line) {
    return line == 0 ? "" : String.valueOf(line);
  }

  /** What became of one side of a line. */
  public static String tone(TextRow row, @Nullable String side, String tone) {
    return row.kind() == TextRow.Kind.CHANGED && side != null ? tone : "";
  }
}
