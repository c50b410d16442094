package dev.varve.runtime;

import dev.varve.blob.Bytes;
import dev.varve.tree.TreeEntry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Finds the file a command word means, as execvp does with the container's PATH. */
final class CommandSearch {
  /** What engines put into PATH when neither image nor run spec says anything. */
  static final String DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  private final ImagePaths paths;
  private final String path;
  private final Map<String, Start.PathElement> inVain = new LinkedHashMap<>();

  CommandSearch(ImagePaths paths, @Nullable String path) {
    this.paths = paths;
    this.path = path == null || path.isEmpty() ? DEFAULT_PATH : path;
  }

  /**
   * A search's end.
   *
   * @param element of PATH where it was found; null if the word held a slash or nothing was found
   * @param notes {@code path-covered:DIR} for elements that a mount hides
   */
  record Hit(
      ImagePaths.Found found, Start.Status status, @Nullable String element, List<String> notes) {}

  /** Finds the program that {@code word} names in {@code workdir}. */
  Hit program(String word, String workdir) {
    if (word.isEmpty() || word.indexOf('/') >= 0) {
      ImagePaths.Found found = paths.find(ImagePaths.from(workdir, word));
      return new Hit(found, programStatus(found), null, List.of());
    }
    Hit best = null;
    List<String> notes = new ArrayList<>();
    Map<String, Start.PathElement> before = new LinkedHashMap<>();
    for (String element : path.split(":", -1)) {
      String directory = ImagePaths.from(workdir, element.isEmpty() ? "." : element).text();
      ImagePaths.Found found = paths.find(Bytes.utf8(directory + "/" + word));
      Start.Status status = programStatus(found);
      if (status == Start.Status.OK || isCoveredItself(found)) {
        inVain.putAll(before);
        return new Hit(found, status, element, List.copyOf(notes));
      }
      if (status == Start.Status.COVERED) {
        notes.add("path-covered:" + element);
      }
      before.putIfAbsent(element, element(element, directory));
      // What comes nearest to a program says best why nothing starts.
      if (best == null || status.compareTo(best.status()) < 0) {
        best = new Hit(found, status, null, notes);
      }
    }
    inVain.putAll(before);
    return best == null
        ? new Hit(paths.find(Bytes.EMPTY), Start.Status.MISSING, null, List.of())
        : best;
  }

  private static boolean isCoveredItself(ImagePaths.Found found) {
    Mount cover = found.cover();
    return found.status() == Start.Status.COVERED
        && cover != null
        && found.path().equals(Bytes.utf8(cover.target().substring(1)));
  }

  /** Finds a file that only has to be read. */
  ImagePaths.Found file(String name, String workdir) {
    return paths.find(ImagePaths.from(workdir, name));
  }

  /** Whether a path leads to something that can be started. */
  static Start.Status programStatus(ImagePaths.Found found) {
    Start.Status readable = fileStatus(found);
    TreeEntry entry = found.entry();
    if (readable == Start.Status.OK && entry != null && (entry.inode().modeBits() & 0111) == 0) {
      return Start.Status.NOT_EXECUTABLE;
    }
    return readable;
  }

  /** Whether a path leads to a file. */
  static Start.Status fileStatus(ImagePaths.Found found) {
    if (found.status() != Start.Status.OK) {
      return found.status();
    }
    TreeEntry entry = found.entry();
    if (entry == null || entry.inode().isDirectory()) {
      return Start.Status.DIRECTORY;
    }
    return entry.inode().isFile() ? Start.Status.OK : Start.Status.NOT_EXECUTABLE;
  }

  private Start.PathElement element(String element, String directory) {
    ImagePaths.Found found = paths.find(Bytes.utf8(directory));
    boolean present = found.status() == Start.Status.OK;
    TreeSet<String> writers = new TreeSet<>(found.replaceableBy());
    TreeEntry entry = found.entry();
    if (entry != null) {
      writers.addAll(Writers.of(entry.inode()));
    } else {
      writers.addAll(creators(found.path()));
    }
    return new Start.PathElement(element, present, List.copyOf(writers));
  }

  /** Who may create a missing directory: whoever writes the nearest one that is there. */
  private TreeSet<String> creators(Bytes missing) {
    Bytes parent = missing;
    while (!parent.isEmpty()) {
      int slash = parent.lastIndexOf((byte) '/');
      parent = parent.slice(0, Math.max(0, slash));
      TreeEntry entry = paths.tree().find(parent);
      if (entry != null) {
        return new TreeSet<>(Writers.of(entry.inode()));
      }
    }
    return new TreeSet<>();
  }

  /** PATH elements that were looked into before a command was found. */
  List<Start.PathElement> inVain() {
    return List.copyOf(inVain.values());
  }
}
