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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Looks up single paths of a squashed tree in bounded memory. While the layers are merged anyway it
 * is shown every entry and keeps them all; of a tree beyond a bound it keeps those that lookups
 * mostly want, directories, symlinks and executables, up to another bound. What it is asked for
 * beyond that it fetches by merging once more, all open questions at a time. Not for several
 * threads at once.
 */
public final class TreeGlimpse implements TreeLookup {
  /** Entries kept from the first merge: about 100 MB. */
  private static final int MAX_KEPT = 200_000;

  /** Most images have fewer entries than this share of the bound, and need no further merge. */
  private static final int WHOLE_TREE_SHARE = 4;

  /** Merges that one answer may cost; a chain of symlinks and launchers needs a handful. */
  private static final int MAX_MERGES = 64;

  /** Bytes of contents kept; layers that hold more are read again for every question. */
  private static final long MAX_CONTENT_BYTES = 32 << 20;

  /** What a content costs beside its bytes. */
  private static final int CONTENT_OVERHEAD = 200;

  private static final int EXECUTE_BITS = 0111;

  private final MergePlan plan;
  private final int maxKept;
  private final Map<Bytes, TreeEntry> kept = new HashMap<>();
  private final Map<Bytes, @Nullable TreeEntry> fetched = new HashMap<>();
  private final Map<Integer, HeldContents> contents = new HashMap<>();
  private long contentBytesLeft;
  private final TreeSet<Bytes> asked = new TreeSet<>(PathOrder.TREE);
  private boolean keptAll = true;
  private boolean keptAllDirectories = true;

  /** Nothing is known before {@link #offer} or {@link #answer} is called. */
  public TreeGlimpse(MergePlan plan) {
    this(plan, MAX_KEPT, MAX_CONTENT_BYTES);
  }

  /**
   * @param maxKept entries kept from the first merge
   * @param maxContentBytes contents kept
   */
  TreeGlimpse(MergePlan plan, int maxKept, long maxContentBytes) {
    this.plan = plan;
    this.maxKept = maxKept;
    this.contentBytesLeft = maxContentBytes;
  }

  /** Takes notice of an entry of the tree during a merge. */
  public void offer(TreeEntry entry) {
    if (keptAll && kept.size() >= maxKept / WHOLE_TREE_SHARE) {
      keptAll = false;
      kept.values().removeIf(early -> !isWanted(early));
    }
    if (keptAll || isWanted(entry)) {
      if (kept.size() < maxKept) {
        kept.put(entry.path(), entry);
      } else {
        keptAllDirectories = false;
      }
    }
  }

  private static boolean isWanted(TreeEntry entry) {
    return entry.inode().isDirectory()
        || entry.inode().isSymlink()
        || (entry.inode().modeBits() & EXECUTE_BITS) != 0;
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

  /** Every entry is known, or every directory, and the one that would hold the path is none. */
  private boolean isSurelyAbsent(Bytes path) {
    if (keptAll && !kept.isEmpty()) {
      return true;
    }
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
    int layer = entry.inode().layer();
    try {
      HeldContents held = contents.get(layer);
      if (held == null) {
        held = hold(layer);
        contents.put(layer, held);
      }
      ContentFact fact = held.facts.get(shipped.ordinal());
      return fact != null || held.complete ? fact : read(layer, shipped.ordinal());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Contents of a layer by ordinal: all of them, or as many as there was room for. */
  private static final class HeldContents {
    final Map<Integer, ContentFact> facts = new HashMap<>();
    boolean complete = true;
  }

  /** One start looks into the same few layers again and again. */
  private HeldContents hold(int layer) throws IOException {
    HeldContents held = new HeldContents();
    plan.listings()
        .get(layer)
        .eachContent(
            fact -> {
              long cost = fact.head().length() + CONTENT_OVERHEAD * (1L + fact.matches().size());
              if (cost <= contentBytesLeft) {
                contentBytesLeft -= cost;
                held.facts.put(fact.ordinal(), fact);
              } else {
                held.complete = false;
              }
            });
    return held;
  }

  private @Nullable ContentFact read(int layer, int ordinal) throws IOException {
    List<ContentFact> found = new ArrayList<>(1);
    plan.listings()
        .get(layer)
        .eachContent(
            fact -> {
              if (fact.ordinal() == ordinal) {
                found.add(fact);
              }
            });
    return found.isEmpty() ? null : found.get(0);
  }
}
