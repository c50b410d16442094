package dev.varve.layer;

import dev.varve.blob.Bytes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Tree order and the other arithmetic of paths in normal form (semantics.md section 3). Tree order
 * compares component by component as unsigned bytes, so that a directory is followed at once by its
 * whole subtree: {@code a}, {@code a/b}, {@code a-b}.
 */
public final class PathOrder {
  private PathOrder() {}

  /** Tree order of paths. */
  public static final Comparator<Bytes> TREE =
      (a, b) -> compare(a.unsafeArray(), 0, a.length(), b.unsafeArray(), 0, b.length());

  /** Entries of one listing: tree order of their paths, then position in the tar. */
  public static final Comparator<Entry> ENTRIES =
      Comparator.comparing(Entry::path, TREE).thenComparingInt(Entry::ordinal);

  /** Compares two ranges as if '/' were the byte 0, which no path in normal form holds. */
  public static int compare(byte[] a, int aFrom, int aTo, byte[] b, int bFrom, int bTo) {
    int length = Math.min(aTo - aFrom, bTo - bFrom);
    int at = java.util.Arrays.mismatch(a, aFrom, aFrom + length, b, bFrom, bFrom + length);
    if (at < 0) {
      return (aTo - aFrom) - (bTo - bFrom);
    }
    int x = a[aFrom + at] & 0xFF;
    int y = b[bFrom + at] & 0xFF;
    if (x == '/') {
      return -1;
    }
    return y == '/' ? 1 : x - y;
  }

  /** The normal form of a tar name: no empty components, no "."; ".." stays. */
  public static Bytes normalise(Bytes name) {
    byte[] in = name.unsafeArray();
    byte[] out = new byte[in.length];
    int length = 0;
    int i = 0;
    boolean changed = false;
    while (i < in.length) {
      int end = i;
      while (end < in.length && in[end] != '/') {
        end++;
      }
      if (end == i || (end == i + 1 && in[i] == '.')) {
        changed = true;
      } else {
        if (length > 0) {
          out[length++] = '/';
        }
        System.arraycopy(in, i, out, length, end - i);
        length += end - i;
      }
      i = end + 1;
    }
    return !changed && length == in.length ? name : Bytes.copyOf(out, 0, length);
  }

  /** Whether {@code path} lies strictly below {@code ancestor}; everything lies below the root. */
  public static boolean isBelow(Bytes path, Bytes ancestor) {
    if (ancestor.isEmpty()) {
      return !path.isEmpty();
    }
    return path.length() > ancestor.length()
        && path.at(ancestor.length()) == '/'
        && path.startsWith(ancestor);
  }

  /** The components of a path in normal form; none for the root. */
  public static List<Bytes> components(Bytes path) {
    List<Bytes> parts = new ArrayList<>();
    int from = 0;
    while (from < path.length()) {
      int slash = path.indexOf((byte) '/', from);
      int to = slash < 0 ? path.length() : slash;
      parts.add(path.slice(from, to));
      from = to + 1;
    }
    return parts;
  }

  /** The parent directory; the root is its own parent. */
  public static Bytes parent(Bytes path) {
    int slash = path.lastIndexOf((byte) '/');
    return slash < 0 ? Bytes.EMPTY : path.slice(0, slash);
  }

  /** The last component; empty for the root. */
  public static Bytes baseName(Bytes path) {
    return path.slice(path.lastIndexOf((byte) '/') + 1, path.length());
  }

  /** {@code directory} and {@code name} joined. */
  public static Bytes join(Bytes directory, Bytes name) {
    if (directory.isEmpty()) {
      return name;
    }
    byte[] out = new byte[directory.length() + 1 + name.length()];
    System.arraycopy(directory.unsafeArray(), 0, out, 0, directory.length());
    out[directory.length()] = '/';
    System.arraycopy(name.unsafeArray(), 0, out, directory.length() + 1, name.length());
    return Bytes.wrap(out);
  }
}
