package dev.varve.report.peer;

import dev.varve.blob.Bytes;
import dev.varve.blob.Digest;
import dev.varve.image.HistoryItem;
import dev.varve.image.LayerDescriptor;
import dev.varve.json.CanonicalJson;
import dev.varve.json.JsonLineWriter;
import dev.varve.json.JsonNumber;
import dev.varve.json.JsonString;
import dev.varve.layer.Entry;
import dev.varve.layer.LayerListing;
import dev.varve.layer.LineSorter;
import dev.varve.report.JsonArrayOutput;
import dev.varve.stack.LayerStack;
import dev.varve.tree.DiveFigures;
import dev.varve.tree.DiveTree;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An image as {@code dive --json} exports it (dive 0.13): every layer with all its files, and the
 * figures of semantics.md section 9 with the paths behind them. Files are streamed, one a line.
 *
 * <p>Two things are more definite than dive's: wasteful paths of one size come in tree order, and a
 * name that is no UTF-8 has its exact bytes under the same key with {@code B64} behind it.
 */
public final class DiveJson {
  private static final int SORT_BYTES = 8 << 20;

  /** Digits of the number in front of a path by which wasteful paths are sorted. */
  private static final int SIZE_DIGITS = 16;

  private static final Bytes ROOT = Bytes.utf8("/");
  private static final String SHELL = "/bin/sh -c ";
  private static final String NO_HISTORY = "(missing)";

  /** Bits of Go's {@code io/fs.FileMode} beyond the nine that need no name. */
  private static final long GO_DIR = 1L << 31;

  private static final long GO_SYMLINK = 1L << 27;
  private static final long GO_DEVICE = 1L << 26;
  private static final long GO_NAMED_PIPE = 1L << 25;
  private static final long GO_SETUID = 1L << 23;
  private static final long GO_SETGID = 1L << 22;
  private static final long GO_CHAR_DEVICE = 1L << 21;
  private static final long GO_STICKY = 1L << 20;

  private final LayerStack stack;
  private final OutputStream out;

  private DiveJson(LayerStack stack, OutputStream out) {
    this.stack = stack;
    this.out = out;
  }

  /**
   * Writes the export and returns its figures.
   *
   * @param scratch a private folder, where wasteful paths are sorted if there are very many
   */
  public static DiveFigures write(LayerStack stack, Path scratch, OutputStream to)
      throws IOException {
    OutputStream out = new BufferedOutputStream(to, 1 << 16);
    DiveFigures figures = new DiveJson(stack, out).write(scratch);
    out.flush();
    return figures;
  }

  private DiveFigures write(Path scratch) throws IOException {
    DiveFigures figures;
    try (LineSorter wasteful = new LineSorter(scratch.resolve("wasteful-paths"), SORT_BYTES)) {
      figures =
          DiveFigures.of(
              stack.listings(),
              (path, references, bytes) ->
                  wasteful.add(
                      largestFirst(bytes).plus(path),
                      references,
                      Long.toString(bytes).getBytes(StandardCharsets.US_ASCII)));
      text("{\"image\":{\"efficiencyScore\":");
      CanonicalJson.write(JsonNumber.of(figures.efficiency()), out);
      text(",\"fileReference\":");
      references(wasteful.sorted());
    }
    text(",\"inefficientBytes\":" + figures.wastedBytes());
    text(",\"sizeBytes\":" + figures.sizeBytes());
    text("},\"layer\":[");
    List<HistoryItem> steps =
        stack.image().config().history().stream().filter(step -> !step.emptyLayer()).toList();
    for (int i = 0; i < stack.layers().size(); i++) {
      text(i == 0 ? "\n" : ",\n");
      layer(i, i < steps.size() ? steps.get(i) : null);
    }
    text("]}\n");
    return figures;
  }

  /** A text that is the smaller the larger the size. */
  private static Bytes largestFirst(long bytes) {
    return Bytes.utf8(String.format("%0" + SIZE_DIGITS + "x", Long.MAX_VALUE - bytes));
  }

  private void references(LineSorter.Sorted wasteful) throws IOException {
    JsonArrayOutput items = new JsonArrayOutput(out);
    JsonLineWriter json = new JsonLineWriter(items);
    while (wasteful.next()) {
      Bytes path = wasteful.key().slice(SIZE_DIGITS, wasteful.key().length());
      json.begin().put("count", wasteful.number()).put("file", ROOT.plus(path));
      json.put("sizeBytes", Long.parseLong(wasteful.line().text())).end();
    }
    items.finish();
  }

  /**
   * @param step that made the layer: dive counts through the history, whether or not it fits
   */
  private void layer(int index, @Nullable HistoryItem step) throws IOException {
    LayerStack.Layer layer = stack.layers().get(index);
    text("{\"command\":");
    CanonicalJson.write(new JsonString(step == null ? NO_HISTORY : command(step)), out);
    text(",\"digestId\":");
    Digest claimed = layer.descriptor().claimedDiffId();
    CanonicalJson.write(
        new JsonString(step == null || claimed == null ? "" : claimed.toString()), out);
    text(",\"fileList\":");
    long bytes = files(layer.listing());
    text(",\"id\":");
    CanonicalJson.write(new JsonString(id(layer)), out);
    text(",\"index\":" + index + ",\"sizeBytes\":" + bytes + "}");
  }

  private static String command(HistoryItem step) {
    String command = step.createdBy();
    return command.startsWith(SHELL) ? command.substring(SHELL.length()) : command;
  }

  /** The folder that an archive keeps the layer in, else its digest. */
  private static String id(LayerStack.Layer layer) {
    LayerDescriptor claims = layer.descriptor();
    return claims.label().contains("/")
        ? claims.label().substring(0, claims.label().indexOf('/'))
        : claims.label().isEmpty() ? layer.blob().diffId().hex() : claims.label();
  }

  /** Writes the files of a layer; returns the sum of their sizes. */
  private long files(LayerListing listing) throws IOException {
    JsonArrayOutput items = new JsonArrayOutput(out);
    JsonLineWriter json = new JsonLineWriter(items);
    long bytes;
    try (DiveTree tree = new DiveTree(listing)) {
      for (DiveTree.Node node = tree.next(); node != null; node = tree.next()) {
        file(node.entry(), json);
      }
      bytes = tree.totalBytes();
    }
    items.finish();
    return bytes;
  }

  /**
   * @param entry null for a directory that no member describes, of which dive knows nothing
   */
  private static void file(@Nullable Entry entry, JsonLineWriter json) throws IOException {
    json.begin().put("path", entry == null ? Bytes.EMPTY : entry.path());
    json.put("typeFlag", entry == null ? 0 : entry.typeFlag() == 0 ? '0' : entry.typeFlag());
    json.put("linkName", entry == null ? Bytes.EMPTY : entry.linkTarget());
    json.put("size", entry == null ? 0 : entry.size());
    json.put("fileMode", entry == null ? 0 : goMode(entry));
    json.put("uid", entry == null ? 0 : entry.uid()).put("gid", entry == null ? 0 : entry.gid());
    json.put("isDir", entry != null && entry.typeFlag() == '5').end();
  }

  private static long goMode(Entry entry) {
    int bits = entry.modeBits();
    long kind =
        switch (entry.typeFlag()) {
          case '2' -> GO_SYMLINK;
          case '3' -> GO_DEVICE | GO_CHAR_DEVICE;
          case '4' -> GO_DEVICE;
          case '5' -> GO_DIR;
          case '6' -> GO_NAMED_PIPE;
          default -> 0;
        };
    return kind
        | (bits & 0777)
        | ((bits & 04000) == 0 ? 0 : GO_SETUID)
        | ((bits & 02000) == 0 ? 0 : GO_SETGID)
        | ((bits & 01000) == 0 ? 0 : GO_STICKY);
  }

  private void text(String ascii) throws IOException {
    out.write(ascii.getBytes(StandardCharsets.US_ASCII));
  }
}
