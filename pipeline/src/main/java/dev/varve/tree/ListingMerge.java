package dev.varve.tree;

import dev.varve.blob.Bytes;
import dev.varve.layer.Entry;
import dev.varve.layer.LayerListing;
import dev.varve.layer.PathOrder;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The k-way merge of sorted listings: all entries of all layers in tree order, then by layer, then
 * by position in the tar. Holds one entry per layer.
 */
final class ListingMerge implements Closeable {
  /** The next entry of one layer. */
  private static final class Head {
    final int layer;
    final LayerListing.Cursor cursor;
    @Nullable Entry entry;

    Head(int layer, LayerListing.Cursor cursor) {
      this.layer = layer;
      this.cursor = cursor;
    }

    Entry get() {
      if (entry == null) {
        throw new IllegalStateException("the cursor is at its end");
      }
      return entry;
    }
  }

  private static final Comparator<Head> ORDER =
      (a, b) -> {
        int byPath = PathOrder.TREE.compare(a.get().path(), b.get().path());
        return byPath != 0 ? byPath : Integer.compare(a.layer, b.layer);
      };

  private final Predicate<Entry> wanted;
  private final List<Head> heads = new ArrayList<>();

  /** All heads but the first. */
  private final PriorityQueue<Head> queue;

  /** The head with the next entry, or null at the end. */
  private @Nullable Head first;

  private int takenLayer = -1;

  /** Merges the entries that {@code wanted} accepts; the others are passed over. */
  ListingMerge(List<LayerListing> listings, Predicate<Entry> wanted) throws IOException {
    this.wanted = wanted;
    this.queue = new PriorityQueue<>(Math.max(1, listings.size()), ORDER);
    try {
      for (int layer = 0; layer < listings.size(); layer++) {
        Head head = new Head(layer, listings.get(layer).entries());
        heads.add(head);
        advance(head);
        if (head.entry != null) {
          queue.add(head);
        }
      }
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
    this.first = queue.poll();
  }

  private void advance(Head head) throws IOException {
    Entry entry = head.cursor.next();
    while (entry != null && !wanted.test(entry)) {
      entry = head.cursor.next();
    }
    head.entry = entry;
  }

  /** The path of the next entry, or null at the end. */
  @Nullable Bytes nextPath() {
    return first == null ? null : first.get().path();
  }

  /** Takes the next entry; only after {@link #nextPath} was not null. */
  Entry take() throws IOException {
    Head head = first;
    if (head == null) {
      throw new IllegalStateException("nothing is left");
    }
    Entry entry = head.get();
    takenLayer = head.layer;
    advance(head);
    // Mostly one layer holds many entries in a row, and the queue need not be asked for each.
    Head other = queue.peek();
    if (head.entry == null) {
      first = queue.poll();
    } else if (other != null && ORDER.compare(head, other) > 0) {
      first = queue.poll();
      queue.add(head);
    }
    return entry;
  }

  /** The layer of the entry taken last. */
  int takenLayer() {
    return takenLayer;
  }

  /** Whether the next entry of a layer lies strictly below a path. */
  boolean isNextBelow(int layer, Bytes path) {
    Entry entry = heads.get(layer).entry;
    return entry != null && PathOrder.isBelow(entry.path(), path);
  }

  @Override
  public void close() throws IOException {
    for (Head head : heads) {
      head.cursor.close();
    }
  }
}
