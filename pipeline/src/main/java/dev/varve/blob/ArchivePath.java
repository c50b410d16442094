package dev.varve.blob;

import java.util.ArrayList;
import java.util.List;

/** Names inside an archive: normal form, and links resolved against a folder. */
final class ArchivePath {
  private static final Bytes SLASH = Bytes.utf8("/");

  private ArchivePath() {}

  /** The name leads out of the archive. */
  static final class Escape extends Exception {
    private static final long serialVersionUID = 1L;
  }

  /**
   * @param base a normal path
   */
  static Bytes resolve(Bytes base, Bytes relative) throws Escape {
    List<Bytes> parts = new ArrayList<>(components(base));
    for (Bytes part : components(relative)) {
      if (isParentStep(part)) {
        if (parts.isEmpty()) {
          throw new Escape();
        }
        parts.remove(parts.size() - 1);
      } else if (!(part.length() == 1 && part.at(0) == '.')) {
        parts.add(part);
      }
    }
    Bytes joined = Bytes.EMPTY;
    for (Bytes part : parts) {
      joined = joined.isEmpty() ? part : joined.plus(SLASH).plus(part);
    }
    return joined;
  }

  static boolean hasParentStep(Bytes name) {
    return components(name).stream().anyMatch(ArchivePath::isParentStep);
  }

  static Bytes parent(Bytes path) {
    int slash = path.lastIndexOf((byte) '/');
    return slash < 0 ? Bytes.EMPTY : path.slice(0, slash);
  }

  private static boolean isParentStep(Bytes part) {
    return part.length() == 2 && part.at(0) == '.' && part.at(1) == '.';
  }

  /** The non-empty components. */
  private static List<Bytes> components(Bytes path) {
    List<Bytes> parts = new ArrayList<>();
    int from = 0;
    while (from < path.length()) {
      int slash = path.indexOf((byte) '/', from);
      int end = slash < 0 ? path.length() : slash;
      if (end > from) {
        parts.add(path.slice(from, end));
      }
      from = end + 1;
    }
    return parts;
  }
}
