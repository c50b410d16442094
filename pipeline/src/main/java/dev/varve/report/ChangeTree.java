package dev.varve.report;

import dev.varve.blob.Bytes;
import dev.varve.diff.PathDifference;
import dev.varve.diff.TreeDiff;
import dev.varve.layer.PathOrder;
import dev.varve.tree.Attribute;
import dev.varve.tree.Inode;
import dev.varve.tree.TreeEntry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The differences of two images by folder, as a page shows them. Takes them in tree order. Only so
 * many become rows: {@value #MAX_ROWS} in all, and {@value #MAX_BELOW} below a folder that came or
 * went as a whole; every folder counts all of those below it. Paths of which only the time differs
 * are passed over.
 */
public final class ChangeTree implements TreeDiff.Visitor {
  static final int MAX_ROWS = 5_000;
  static final int MAX_BELOW = 200;

  private final Folder root = new Folder(Bytes.EMPTY, Bytes.EMPTY);

  /** From the root down to the folder of the last row. */
  private final Deque<Folder> open = new ArrayDeque<>(List.of(root));

  private int rows;

  /** The topmost folder that came or went with all that is below it, or null. */
  private @Nullable Bytes wholly;

  private int rowsBelow;

  /** What became of a path. */
  public enum Sign {
    ADDED("+"),
    REMOVED("-"),
    CHANGED("~");

    private final String mark;

    Sign(String mark) {
      this.mark = mark;
    }

    /** One character for tables. */
    public String mark() {
      return mark;
    }

    /** The text form. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * A path that differs.
   *
   * @param name of the file in its folder
   * @param changes what differs, in words; empty of a path that only one image has
   * @param moved where a moved file came from or went, or null
   */
  public record Row(
      Bytes path,
      Bytes name,
      Sign sign,
      @Nullable Inode a,
      @Nullable Inode b,
      String changes,
      @Nullable Bytes moved) {
    /** Whether the file, as the second image has it, gives its starter other rights. */
    public boolean isPrivileged() {
      return b != null && EntryText.isPrivileged(b);
    }

    /** Whether rights are there that were not before. */
    public boolean hasNewRights() {
      return isPrivileged() && (a == null || !EntryText.isPrivileged(a));
    }
  }

  /** A folder with what differs below it. */
  public static final class Folder {
    private final Bytes path;
    private final Bytes name;
    private final List<Folder> folders = new ArrayList<>();
    private final List<Row> files = new ArrayList<>();
    private final long[] counts = new long[Sign.values().length];
    private long left;
    private @Nullable Row own;

    Folder(Bytes path, Bytes name) {
      this.path = path;
      this.name = name;
    }

    public Bytes path() {
      return path;
    }

    /** Its name in the folder above that is shown, with slashes if folders between are not. */
    public Bytes name() {
      return name;
    }

    public List<Folder> folders() {
      return folders;
    }

    /** What differs in the folder itself, and is none. */
    public List<Row> files() {
      return files;
    }

    /** How it differs itself, or null. */
    public @Nullable Row own() {
      return own;
    }

    /** How many paths below have this sign, itself not counted. */
    public long count(Sign sign) {
      return counts[sign.ordinal()];
    }

    /** How many paths that differ have no row and lie in no folder below that has one. */
    public long left() {
      return left;
    }

    /** How many paths below differ. */
    public long total() {
      long total = 0;
      for (long count : counts) {
        total += count;
      }
      return total;
    }

    /** The same with chains of folders that hold nothing but one folder told as one. */
    private Folder withoutChains() {
      Folder at = this;
      Bytes joined = name;
      while (at.own == null && at.files.isEmpty() && at.left == 0 && at.folders.size() == 1) {
        at = at.folders.get(0);
        joined = PathOrder.join(joined, at.name);
      }
      if (at == this || this.path.isEmpty()) {
        folders.replaceAll(Folder::withoutChains);
        return this;
      }
      Folder merged = new Folder(at.path, joined);
      at.folders.forEach(folder -> merged.folders.add(folder.withoutChains()));
      merged.files.addAll(at.files);
      System.arraycopy(at.counts, 0, merged.counts, 0, counts.length);
      merged.left = at.left;
      merged.own = at.own;
      return merged;
    }
  }

  @Override
  public void difference(PathDifference difference) {
    Bytes path = difference.path();
    leaveFor(path);
    if (difference.kind() == PathDifference.Kind.TOUCHED) {
      return;
    }
    Row row = row(difference);
    open.forEach(folder -> folder.counts[row.sign().ordinal()]++);
    if (!hasRoom(row)) {
      open.getLast().left++;
      return;
    }
    rows++;
    enter(PathOrder.parent(path), row.sign());
    if (isFolder(row)) {
      Folder folder = new Folder(path, row.name());
      folder.own = row;
      open.getLast().folders.add(folder);
      open.addLast(folder);
    } else {
      open.getLast().files.add(row);
    }
  }

  private void leaveFor(Bytes path) {
    while (!open.getLast().path.isEmpty() && !PathOrder.isBelow(path, open.getLast().path)) {
      open.removeLast();
    }
  }

  /** Makes the folders down to {@code parent}; what is entered counts there as well. */
  private void enter(Bytes parent, Sign sign) {
    List<Bytes> parts = PathOrder.components(parent);
    for (int i = PathOrder.components(open.getLast().path).size(); i < parts.size(); i++) {
      Folder above = open.getLast();
      Folder folder = new Folder(PathOrder.join(above.path, parts.get(i)), parts.get(i));
      folder.counts[sign.ordinal()]++;
      above.folders.add(folder);
      open.addLast(folder);
    }
  }

  private boolean hasRoom(Row row) {
    if (rows >= MAX_ROWS) {
      return false;
    }
    if (wholly != null && PathOrder.isBelow(row.path(), wholly)) {
      return rowsBelow++ < MAX_BELOW;
    }
    wholly = isFolder(row) && row.sign() != Sign.CHANGED ? row.path() : null;
    rowsBelow = 0;
    return true;
  }

  private static boolean isFolder(Row row) {
    Inode shown = row.b() != null ? row.b() : row.a();
    return shown != null && shown.isDirectory();
  }

  private static Row row(PathDifference difference) {
    Bytes path = difference.path();
    TreeEntry x = difference.a();
    TreeEntry y = difference.b();
    Inode a = x == null ? null : x.inode();
    Inode b = y == null ? null : y.inode();
    return new Row(
        path,
        PathOrder.baseName(path),
        a == null ? Sign.ADDED : b == null ? Sign.REMOVED : Sign.CHANGED,
        a,
        b,
        a == null || b == null ? "" : DifferenceText.changes(counted(difference), a, b),
        difference.movedFrom() != null ? difference.movedFrom() : difference.movedTo());
  }

  /** Where more differs, the time says nothing. */
  private static List<Attribute> counted(PathDifference difference) {
    return difference.attributes().stream().filter(one -> one != Attribute.MTIME).toList();
  }

  /** The root, once everything was taken. */
  public Folder finish() {
    root.folders.replaceAll(Folder::withoutChains);
    return root;
  }
}
