package dev.varve.stack;

import dev.varve.blob.Bytes;
import dev.varve.layer.ContentFact;
import dev.varve.layer.Entry;
import dev.varve.layer.PathOrder;
import dev.varve.tree.MergePlan;
import dev.varve.tree.OverlayMerge;
import dev.varve.tree.TreeEntry;
import dev.varve.tree.TreeLookup;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Looks up single paths of a squashed tree in bounded memory. While the layers are merged anyway it
 * is shown every entry and keeps those that lookups mostly want: directories, symlinks and
 * executables, up to a bound. What it is asked for beyond that it fetches by merging once more, all
 * open questions at a time. Not for several threads at once.
 */
public final class TreeGlimpse implements TreeLookup {
  /** Entries kept from the first merge: about 100 MB. */
  private static final int MAX_KEPT = 200_000;

  /** Merges that one answer may cost; a chain of symlinks and launchers needs a handful. */
  private static final int MAX_MERGES = 64;

  private static final int EXECUTE_BITS = 0111;

  private final MergePlan plan;
  private final int maxKept;
  private final Map<Bytes, TreeEntry> kept = new HashMap<>();
  private final Map<Bytes, @Nullable TreeEntry> fetched = new HashMap<>();
  private final Map<Integer, Map<Integer, ContentFact>> contents = new HashMap<>();
  private final TreeSet<Bytes> asked = new TreeSet<>(PathOrder.TREE);
  private boolean keptAllDirectories = true;

  /** Nothing is known before {@link #offer} or {@link #answer} is called. */
  public TreeGlimpse(MergePlan plan) {
    this(plan, MAX_KEPT);
  }

  /**
   * @param maxKept entries kept from the first merge
   */
  TreeGlimpse(MergePlan plan, int maxKept) {
    this.plan = plan;
    this.maxKept = maxKept;
  }

  /** Takes notice of an entry of the tree during a merge. */
  public void offer(TreeEntry entry) {
    boolean wanted =
        entry.inode().isDirectory()
            || entry.inode().isSymlink()
            || (entry.inode().modeBits() & EXECUTE_BITS) != 0;
    if (wanted) {
      if (kept.size() < maxKept) {
        kept.put(entry.path(), entry);
      } else {
        keptAllDirectories = false;
      }
    }
  }

  /**
   * Answers a question about the tree: asks it until everything it looks at is known. The question
   * is asked several times and must do nothing but look.
   */
  public <T> T answer(Function<TreeLookup, T> question) throws IOException {
    for (int merges = 0; ; merges++) {
      T answer;
      try {
        answer = question.apply(this);
      } catch (UncheckedIOException e) {
        throw e.getCause();
      }
      if (asked.isEmpty() || merges == MAX_MERGES) {
        return answer;
      }
      fetch();
    }
  }

  @Override
  public @Nullable TreeEntry find(Bytes path) {
    TreeEntry entry = kept.get(path);
    if (entry != null || fetched.containsKey(path)) {
      return entry != null ? entry : fetched.get(path);
    }
    if (!path.isEmpty() && !isSurelyAbsent(path)) {
      asked.add(path);
    }
    return null;
  }

  /** Every directory is known, and the one that would hold the path is not among them. */
  private boolean isSurelyAbsent(Bytes path) {
    Bytes parent = PathOrder.parent(path);
    TreeEntry directory = kept.get(parent);
    return keptAllDirectories
        && !kept.isEmpty()
        && !parent.isEmpty()
        && (directory == null || !directory.inode().isDirectory());
  }

  private void fetch() throws IOException {
    try (OverlayMerge merge = plan.open()) {
      Bytes last = asked.last();
      while (merge.advance() && PathOrder.TREE.compare(merge.path(), last) <= 0) {
        merge.takeHidden();
        TreeEntry entry = merge.entry();
        if (entry != null && asked.contains(entry.path())) {
          fetched.put(entry.path(), entry);
        }
      }
    }
    asked.forEach(path -> fetched.putIfAbsent(path, null));
    asked.clear();
  }

  @Override
  public @Nullable ContentFact content(TreeEntry entry) {
    Entry shipped = entry.inode().entry();
    if (shipped == null) {
      return null;
    }
    try {
      return contentsOf(entry.inode().layer()).get(shipped.ordinal());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One start looks into the same few layers again and again. */
  private Map<Integer, ContentFact> contentsOf(int layer) throws IOException {
    Map<Integer, ContentFact> known = contents.get(layer);
    if (known == null) {
      known = new HashMap<>();
      for (ContentFact fact : plan.listings().get(layer).contents()) {
        known.put(fact.ordinal(), fact);
      }
      contents.put(layer, known);
    }
    return known;
  }
}
