package dev.varve.policy;

import dev.varve.blob.Bytes;
import dev.varve.failure.InputException;
import dev.varve.layer.PathOrder;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The files of the fleet that rules ask for, path by path over all images, in bounded memory: each
 * distinct stack of layers leaves one sorted list in a folder, and the lists are merged. Which
 * files a stack has only the merge of its layers can tell (a whiteout or a symlink in one layer
 * decides about files of another), so the lists are of stacks and not of layers; images that share
 * all their layers share the list.
 */
public final class FleetPaths {
  /** Lists that are open at once; more are merged in several rounds. */
  private static final int MOST_OPEN = 256;

  private static final String LIST = ".list";
  private static final int DIGEST_BYTES = 32;

  private final Path folder;

  /**
   * @param folder of this run alone, on a file system that all workers see; is made when needed
   */
  public FleetPaths(Path folder) {
    this.folder = folder;
  }

  /**
   * One file of one stack.
   *
   * @param owner name and version of its package, or null
   * @param layer index of the layer that ships the content
   */
  record Row(Bytes path, String stack, Bytes sha256, @Nullable String owner, int layer) {
    private static final Comparator<Row> ORDER =
        Comparator.comparing(Row::path, PathOrder.TREE).thenComparing(Row::stack);
  }

  /**
   * Starts the list of a stack; if it is written twice, the second takes the place of the first,
   * which is the same.
   *
   * @param stack as {@link FleetShare#stackKey} says
   */
  public Writer write(String stack) throws IOException {
    Files.createDirectories(folder);
    return new Writer(folder, stack, folder.resolve(stack + LIST));
  }

  /** Whether the list of a stack is there. */
  public boolean has(String stack) {
    return Files.exists(folder.resolve(stack + LIST));
  }

  /** The size of a stack's list. */
  public long bytes(String stack) throws IOException {
    return Files.size(folder.resolve(stack + LIST));
  }

  /** A stack's list as it lies there. */
  public Bytes content(String stack) throws IOException {
    return Bytes.wrap(Files.readAllBytes(folder.resolve(stack + LIST)));
  }

  /** Puts a list as {@link #content} gave it to its place. */
  public void put(String stack, Bytes content) throws IOException {
    try (Writer writer = write(stack)) {
      writer.out.write(content.unsafeArray());
      writer.finish();
    }
  }

  /**
   * Writes a list, which appears whole when it is finished and not at all if it is closed before.
   */
  public static final class Writer implements FleetFiles, Closeable {
    private final String stack;
    private final Path temporary;
    private final Path target;
    private final DataOutputStream out;

    private Writer(Path folder, String stack, Path target) throws IOException {
      this.stack = stack;
      this.target = target;
      this.temporary = Files.createTempFile(folder, "list-", ".tmp");
      this.out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(temporary)));
    }

    @Override
    public void file(Bytes path, Bytes sha256, @Nullable String owner, int layer)
        throws IOException {
      write(new Row(path, stack, sha256, owner, layer));
    }

    private void write(Row row) throws IOException {
      write(row.path());
      out.writeUTF(row.stack());
      out.write(row.sha256().unsafeArray());
      // Images choose what packages are called, so a name may be longer than writeUTF takes.
      write(Bytes.utf8(row.owner() == null ? "" : row.owner()));
      out.writeInt(row.layer());
    }

    private void write(Bytes bytes) throws IOException {
      out.writeInt(bytes.length());
      out.write(bytes.unsafeArray());
    }

    /** Publishes the list. */
    public void finish() throws IOException {
      out.close();
      Files.move(
          temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void close() throws IOException {
      out.close();
      Files.deleteIfExists(temporary);
    }
  }

  /** Reads a list. */
  private static final class Reader implements Closeable {
    private final DataInputStream in;
    private Row row;

    /** Null if the list is empty. */
    static @Nullable Reader open(Path list) throws IOException {
      DataInputStream in =
          new DataInputStream(new BufferedInputStream(Files.newInputStream(list), 1 << 14));
      Row first = read(in);
      if (first == null) {
        in.close();
        return null;
      }
      return new Reader(in, first);
    }

    private Reader(DataInputStream in, Row first) {
      this.in = in;
      this.row = first;
    }

    /** False at the end of the list. */
    boolean advance() throws IOException {
      Row next = read(in);
      if (next != null) {
        row = next;
      }
      return next != null;
    }

    private static @Nullable Row read(DataInputStream in) throws IOException {
      int length;
      try {
        length = in.readInt();
      } catch (EOFException e) {
        return null;
      }
      byte[] path = new byte[length];
      in.readFully(path);
      String stack = in.readUTF();
      byte[] sha256 = new byte[DIGEST_BYTES];
      in.readFully(sha256);
      String owner = Bytes.wrap(in.readNBytes(in.readInt())).text();
      return new Row(
          Bytes.wrap(path),
          stack,
          Bytes.wrap(sha256),
          owner.isEmpty() ? null : owner,
          in.readInt());
    }

    @Override
    public void close() throws IOException {
      in.close();
    }
  }

  /** Receives all files of one path. */
  interface PathVisitor {
    void path(Bytes path, List<Row> rows) throws IOException, InputException;
  }

  /** Merges the lists of all stacks. */
  void merge(PathVisitor visitor) throws IOException, InputException {
    List<Path> lists = lists();
    for (int round = 0; lists.size() > MOST_OPEN; round++) {
      List<Path> merged = new ArrayList<>();
      for (int from = 0; from < lists.size(); from += MOST_OPEN) {
        Path target = folder.resolve("merged-" + round + "-" + merged.size());
        List<Path> some = lists.subList(from, Math.min(lists.size(), from + MOST_OPEN));
        try (Writer writer = new Writer(folder, "", target)) {
          merge(
              some,
              (path, rows) -> {
                for (Row row : rows) {
                  writer.write(row);
                }
              });
          writer.finish();
        }
        merged.add(target);
      }
      lists = merged;
    }
    merge(lists, visitor);
  }

  private List<Path> lists() throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(LIST)).sorted().toList();
    }
  }

  private static void merge(List<Path> lists, PathVisitor visitor)
      throws IOException, InputException {
    PriorityQueue<Reader> heap =
        new PriorityQueue<>(Comparator.comparing((Reader reader) -> reader.row, Row.ORDER));
    List<Reader> opened = new ArrayList<>();
    try {
      for (Path list : lists) {
        Reader reader = Reader.open(list);
        if (reader != null) {
          opened.add(reader);
          heap.add(reader);
        }
      }
      List<Row> rows = new ArrayList<>();
      while (!heap.isEmpty()) {
        Reader least = heap.remove();
        if (!rows.isEmpty() && !rows.get(0).path().equals(least.row.path())) {
          visitor.path(rows.get(0).path(), rows);
          rows = new ArrayList<>();
        }
        rows.add(least.row);
        if (least.advance()) {
          heap.add(least);
        } else {
          least.close();
        }
      }
      if (!rows.isEmpty()) {
        visitor.path(rows.get(0).path(), rows);
      }
    } finally {
      for (Reader reader : opened) {
        reader.close();
      }
    }
  }
}
