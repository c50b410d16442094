package dev.varve.runtime;

import dev.varve.blob.Bytes;
import dev.varve.layer.Entry;
import dev.varve.layer.EntryKind;
import dev.varve.layer.PathGlob;
import dev.varve.layer.PathOrder;
import dev.varve.layer.Xattr;
import dev.varve.tree.Inode;
import dev.varve.tree.TreeEntry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What questions about the ways an image is run need to know of its whole tree, counted while the
 * tree streams by once: what lies below each directory, files that raise rights, and who may write
 * how much. Bounded: where a bound is met, {@link #isComplete} says so.
 */
public final class TreeCensus {
  /** Directories with their totals: about 40 MB. */
  private static final int MAX_DIRECTORIES = 200_000;

  /** Files with setuid, setgid or capabilities; an ordinary image has twenty. */
  private static final int MAX_PRIVILEGED = 10_000;

  /** Different sets of writers; images have a handful. */
  private static final int MAX_WRITER_SETS = 4_096;

  private static final int MAX_SAMPLE = 50;

  /** Files of one kind; an image has a handful. */
  private static final int MAX_WATCHED = 1_000;

  private static final int MAX_MODULE_DIRECTORIES = 200;

  private static final int SET_ID = 06000;
  private static final int WRITE_FOR_OTHERS = 022;

  /** Where interpreters look for code, whatever directory they lie in. */
  private static final Set<Bytes> MODULE_DIRECTORIES =
      Set.of(Bytes.utf8("site-packages"), Bytes.utf8("dist-packages"), Bytes.utf8("node_modules"));

  private static final Bytes ACL = Bytes.utf8("system.posix_acl_access");

  private final Deque<Open> open = new ArrayDeque<>();
  private final Map<Bytes, Subtree> tallies = new HashMap<>();
  private final List<TreeEntry> privileged = new ArrayList<>();
  private final List<Bytes> moduleDirectories = new ArrayList<>();
  private final Map<Watched, List<Bytes>> watched = new EnumMap<>(Watched.class);
  private final Map<List<String>, Writable> writables = new TreeMap<>(TreeCensus::compareLists);
  private long devices;
  private boolean complete = true;

  /** Files that lie in no fixed place, or in folders of which all files count. */
  enum Watched {
    /** Who may use sudo and doas. */
    PRIVILEGE_RULES("etc/sudoers", "etc/sudoers.d/*", "etc/doas.conf", "etc/doas.d/*.conf"),
    /** Keys with which one may log in. */
    AUTHORIZED_KEYS("**/.ssh/authorized_keys", "**/.ssh/authorized_keys2"),
    /** What a daemon for logins shows to those who come. */
    HOST_KEYS("etc/ssh/ssh_host_*_key");

    private final List<PathGlob> globs;

    Watched(String... globs) {
      this.globs = Stream.of(globs).map(PathGlob::of).toList();
    }
  }

  private static final Bytes ETC = Bytes.utf8("etc/");
  private static final Bytes KEYS = Bytes.utf8("/.ssh/authorized_keys");
  private static final Bytes MORE_KEYS = Bytes.utf8("/.ssh/authorized_keys2");

  /** A census of an empty tree. */
  public TreeCensus() {
    open.push(new Open(Bytes.EMPTY));
  }

  /**
   * Entries that the same users and groups may write, besides root.
   *
   * @param writers in the words of start chains: {@code world}, {@code uid:n}, {@code gid:n}
   * @param sample the first by path
   */
  record WritableEntries(List<String> writers, long count, List<Bytes> sample) {}

  private static final class Writable {
    private long count;
    private final List<Bytes> sample = new ArrayList<>();
  }

  private static final class Open {
    private final Bytes path;
    private long entries;
    private long bytes;
    private long executables;

    Open(Bytes path) {
      this.path = path;
    }

    boolean holds(Bytes other) {
      return path.isEmpty()
          || (other.length() > path.length()
              && other.at(path.length()) == '/'
              && other.startsWith(path));
    }
  }

  /** Takes the next entry of the tree, in tree order; the root does not count. */
  public void offer(TreeEntry entry) {
    Bytes path = entry.path();
    if (path.isEmpty()) {
      return;
    }
    while (!top().holds(path)) {
      close();
    }
    Inode inode = entry.inode();
    Open parent = top();
    parent.entries++;
    boolean firstName = entry.linkGroup() == null || entry.linkGroup().equals(path);
    if (inode.isFile()) {
      parent.bytes += firstName ? inode.size() : 0;
      parent.executables += (inode.modeBits() & 0111) != 0 ? 1 : 0;
      privileged(entry);
    } else if (inode.isDirectory()) {
      open.push(new Open(path));
      Bytes name = path.slice(path.lastIndexOf((byte) '/') + 1, path.length());
      if (MODULE_DIRECTORIES.contains(name) && moduleDirectories.size() < MAX_MODULE_DIRECTORIES) {
        moduleDirectories.add(path);
      }
    } else if (inode.kind() == EntryKind.CHARDEV || inode.kind() == EntryKind.BLOCKDEV) {
      devices++;
    }
    writable(entry);
    watch(entry);
  }

  private void watch(TreeEntry entry) {
    Bytes path = entry.path();
    if (entry.inode().isDirectory()
        || !(path.startsWith(ETC) || path.endsWith(KEYS) || path.endsWith(MORE_KEYS))) {
      return;
    }
    String text = path.text();
    for (Watched kind : Watched.values()) {
      if (kind.globs.stream().anyMatch(glob -> glob.matches(text))) {
        List<Bytes> found = watched.computeIfAbsent(kind, k -> new ArrayList<>());
        if (found.size() < MAX_WATCHED) {
          found.add(path);
        } else {
          complete = false;
        }
      }
    }
  }

  private Open top() {
    return open.element();
  }

  private void close() {
    Open done = open.pop();
    if (tallies.size() < MAX_DIRECTORIES) {
      tallies.put(done.path, new Subtree(done.entries, done.bytes, done.executables));
    } else {
      complete = false;
    }
    Open parent = open.peek();
    if (parent != null) {
      parent.entries += done.entries;
      parent.bytes += done.bytes;
      parent.executables += done.executables;
    }
  }

  private void privileged(TreeEntry entry) {
    Entry shipped = entry.inode().entry();
    boolean capable = shipped != null && shipped.xattr(Xattr.CAPABILITY) != null;
    if (capable || (entry.inode().modeBits() & SET_ID) != 0) {
      if (privileged.size() < MAX_PRIVILEGED) {
        privileged.add(entry);
      } else {
        complete = false;
      }
    }
  }

  private void writable(TreeEntry entry) {
    Inode inode = entry.inode();
    Entry shipped = inode.entry();
    boolean roots = inode.uid() == 0 && (inode.modeBits() & WRITE_FOR_OTHERS) == 0;
    if (inode.isSymlink() || (roots && (shipped == null || shipped.xattr(ACL) == null))) {
      return;
    }
    SortedSet<String> writers = Writers.of(inode);
    if (writers.isEmpty()) {
      return;
    }
    List<String> key = List.copyOf(writers);
    Writable same = writables.get(key);
    if (same == null) {
      if (writables.size() == MAX_WRITER_SETS) {
        complete = false;
        return;
      }
      same = new Writable();
      writables.put(key, same);
    }
    same.count++;
    if (same.sample.size() < MAX_SAMPLE) {
      same.sample.add(entry.path());
    }
  }

  private static int compareLists(List<String> a, List<String> b) {
    for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
      int order = a.get(i).compareTo(b.get(i));
      if (order != 0) {
        return order;
      }
    }
    return a.size() - b.size();
  }

  /** Ends the count; to be called once the tree has streamed by. */
  public TreeCensus finish() {
    while (!open.isEmpty()) {
      close();
    }
    return this;
  }

  /** Whether no bound was met. */
  public boolean isComplete() {
    return complete;
  }

  /** What lies below a directory; null if that is not known or it is no directory. */
  @Nullable Subtree below(Bytes directory) {
    return tallies.get(directory);
  }

  /** Everything in the tree. */
  public Subtree all() {
    return tallies.getOrDefault(Bytes.EMPTY, Subtree.NOTHING);
  }

  /** Device nodes in the tree; the kernel lets nobody use them unless the run says so. */
  public long devices() {
    return devices;
  }

  /** Regular files with setuid, setgid or capabilities, in tree order. */
  List<TreeEntry> privileged() {
    return Collections.unmodifiableList(privileged);
  }

  /** Directories in which interpreters look for code, in tree order. */
  List<Bytes> moduleDirectories() {
    return Collections.unmodifiableList(moduleDirectories);
  }

  /** Files of that kind, in tree order. */
  List<Bytes> watched(Watched kind) {
    return List.copyOf(watched.getOrDefault(kind, List.of()));
  }

  /** What others than root may write, by who may. */
  List<WritableEntries> writables() {
    List<WritableEntries> all = new ArrayList<>();
    writables.forEach(
        (writers, entries) ->
            all.add(new WritableEntries(writers, entries.count, List.copyOf(entries.sample))));
    return all;
  }

  /** Whether one path is another or lies below it. */
  static boolean isAtOrBelow(Bytes path, Bytes place) {
    return path.equals(place) || isBelow(path, place);
  }

  /** Whether one path lies below another. */
  static boolean isBelow(Bytes path, Bytes place) {
    for (Bytes up = path; !up.isEmpty(); ) {
      up = PathOrder.parent(up);
      if (up.equals(place)) {
        return true;
      }
    }
    return false;
  }
}
