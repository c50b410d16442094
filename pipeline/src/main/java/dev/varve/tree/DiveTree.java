package dev.varve.tree;

import dev.varve.blob.Bytes;
import dev.varve.layer.Entry;
import dev.varve.layer.LayerListing;
import dev.varve.layer.PathOrder;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * The nodes of dive's tree of one layer, children before parents, each level in byte order. Names
 * below a component {@code .wh..wh..…} are cut off before it, as dive does.
 */
public final class DiveTree implements Closeable {
  private static final Bytes CUT = Bytes.utf8(".wh..wh..");

  /**
   * A node as dive sees it.
   *
   * @param entry the last member of that name, or null for a parent that no member describes
   * @param leaf whether nothing lies below it
   */
  public record Node(Bytes path, @Nullable Entry entry, boolean leaf) {
    long size() {
      return entry == null ? 0 : entry.size();
    }

    /** Whether an entry says that it is one; an implied parent is not. */
    boolean directory() {
      return entry != null && entry.typeFlag() == '5';
    }
  }

  private static final class Open {
    final Bytes path;
    @Nullable Entry entry;
    boolean hasChild;

    Open(Bytes path) {
      this.path = path;
    }
  }

  private final LayerListing.Cursor cursor;
  private final Deque<Open> open = new ArrayDeque<>();
  private final Queue<Node> ready = new ArrayDeque<>();
  private boolean ended;
  private long totalBytes;

  public DiveTree(LayerListing listing) throws IOException {
    cursor = listing.entries();
  }

  /** The next node, or null at the end. */
  public @Nullable Node next() throws IOException {
    while (ready.isEmpty() && !ended) {
      Entry entry = cursor.next();
      if (entry == null) {
        leaveFor(null);
        ended = true;
      } else {
        totalBytes += entry.size();
        take(entry);
      }
    }
    return ready.poll();
  }

  /** Sum of all member sizes; complete at the end. */
  public long totalBytes() {
    return totalBytes;
  }

  private void take(Entry entry) {
    Bytes path = cut(entry.path());
    leaveFor(path);
    int from = open.isEmpty() ? 0 : open.getLast().path.length() + 1;
    while (from < path.length()) {
      int slash = path.indexOf((byte) '/', from);
      int to = slash < 0 ? path.length() : slash;
      if (!open.isEmpty()) {
        open.getLast().hasChild = true;
      }
      open.addLast(new Open(path.slice(0, to)));
      from = to + 1;
    }
    if (!open.isEmpty() && path.length() == entry.path().length()) {
      open.getLast().entry = entry;
    }
  }

  private void leaveFor(@Nullable Bytes path) {
    while (!open.isEmpty()
        && (path == null
            || !(open.getLast().path.equals(path)
                || PathOrder.isBelow(path, open.getLast().path)))) {
      Open done = open.removeLast();
      ready.add(new Node(done.path, done.entry, !done.hasChild));
    }
  }

  private static Bytes cut(Bytes path) {
    int from = 0;
    while (from < path.length()) {
      if (path.startsWith(CUT, from)) {
        return path.slice(0, Math.max(0, from - 1));
      }
      int slash = path.indexOf((byte) '/', from);
      from = slash < 0 ? path.length() : slash + 1;
    }
    return path;
  }

  @Override
  public void close() throws IOException {
    cursor.close();
  }
}
