package dev.varve.testing;

import dev.varve.blob.Bytes;
import dev.varve.blob.Digest;
import dev.varve.layer.ContentFact;
import dev.varve.layer.Entry;
import dev.varve.layer.EntryKind;
import dev.varve.layer.LayerListing;
import dev.varve.layer.LayerSummary;
import dev.varve.layer.PathOrder;
import dev.varve.layer.Whiteout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A listing held in memory, for tests that are not about the facts store. */
public final class MemoryListing implements LayerListing {
  private final List<Entry> sorted;
  private final List<Entry> side;
  private final LayerSummary summary;

  private MemoryListing(List<Entry> sorted, List<Entry> side, LayerSummary summary) {
    this.sorted = sorted;
    this.side = side;
    this.summary = summary;
  }

  /** A listing of entries in tar order. */
  public static MemoryListing of(List<Entry> entries) {
    List<Entry> sorted = new ArrayList<>(entries);
    sorted.sort(PathOrder.ENTRIES);
    Map<Bytes, Integer> times = new HashMap<>();
    sorted.forEach(entry -> times.merge(entry.path(), 1, Integer::sum));
    List<Entry> side = new ArrayList<>();
    for (int i = 0; i < sorted.size(); i++) {
      Entry entry = sorted.get(i);
      boolean below =
          i + 1 < sorted.size() && PathOrder.isBelow(sorted.get(i + 1).path(), entry.path());
      if (entry.kind() == EntryKind.SYMLINK
          || entry.kind() == EntryKind.HARDLINK
          || entry.kind() == EntryKind.UNSUPPORTED
          || entry.unsafeName() != null
          || Whiteout.of(entry.path()) != Whiteout.NONE
          || times.getOrDefault(entry.path(), 0) > 1
          || (below && entry.kind() != EntryKind.DIR)) {
        side.add(entry);
      }
    }
    long shipped = entries.stream().mapToLong(Entry::size).sum();
    Digest diffId =
        Digest.sha256Of(entries.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8));
    return new MemoryListing(
        sorted, side, new LayerSummary(diffId, 0, entries.size(), shipped, side.size(), List.of()));
  }

  @Override
  public LayerSummary summary() {
    return summary;
  }

  @Override
  public Cursor entries() {
    return cursor(sorted);
  }

  @Override
  public Cursor sideTable() {
    return cursor(side);
  }

  @Override
  public List<ContentFact> contents() {
    return List.of();
  }

  @Override
  public void eachPackageFile(Consumer<ContentFact> taker) {}

  private static Cursor cursor(List<Entry> entries) {
    Iterator<Entry> iterator = entries.iterator();
    return new Cursor() {
      @Override
      public @Nullable Entry next() {
        return iterator.hasNext() ? iterator.next() : null;
      }

      @Override
      public void close() {}
    };
  }
}
