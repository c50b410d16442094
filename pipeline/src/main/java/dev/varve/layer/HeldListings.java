package dev.varve.layer;

import dev.varve.blob.Digest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * A facts store that keeps what is read from another one in memory, decoded, as far as there is
 * room: one image reads each of its listings several times, and the images of a fleet share most of
 * their layers. What was used longest ago gives way, but never what somebody is reading, which
 * would stay in memory all the same. A listing that would fill much of the room by itself, or that
 * finds all room in use, is read from the other store. Whether a listing is there is always asked
 * of the other store. For any number of threads.
 */
public final class HeldListings implements FactsStore {
  /** Share of the heap that held listings may fill. */
  private static final int HEAP_SHARE = 8;

  /** Share of the room that one part of one listing may fill. */
  private static final int PART_SHARE = 2;

  /** Share of the room that is asked for at a time while a part is being read. */
  private static final int STEP_SHARE = 1024;

  /** An entry with its path's and digest's objects, without the bytes of the names; measured. */
  private static final int ENTRY_BYTES = 256;

  private static final int FACT_BYTES = 160;
  private static final int ITEM_BYTES = 200;

  private final FactsStore store;
  private final long maxBytes;
  private final Map<Digest, Held> listings = new HashMap<>();

  /** Parts that are in memory, least recently used first. */
  private final Set<Part<?>> resident = new LinkedHashSet<>();

  /** Of the resident parts, and of those that are being read. */
  private long heldBytes;

  /** Holds listings of another store in a fixed share of the heap. */
  public HeldListings(FactsStore store) {
    this(store, Runtime.getRuntime().maxMemory() / HEAP_SHARE);
  }

  /**
   * @param maxBytes of memory that held listings may take, about
   */
  HeldListings(FactsStore store, long maxBytes) {
    this.store = store;
    this.maxBytes = maxBytes;
  }

  @Override
  public Optional<LayerListing> find(Digest diffId) throws IOException {
    Optional<LayerListing> found = store.find(diffId);
    synchronized (this) {
      if (found.isEmpty()) {
        Held gone = listings.remove(diffId);
        if (gone != null) {
          gone.parts().forEach(this::drop);
        }
        return found;
      }
      return Optional.of(listings.computeIfAbsent(diffId, d -> new Held(found.get())));
    }
  }

  @Override
  public ListingWriter create() throws IOException {
    return store.create();
  }

  @Override
  public void rememberBlob(Digest blobDigest, BlobFacts facts) throws IOException {
    store.rememberBlob(blobDigest, facts);
  }

  @Override
  public Optional<BlobFacts> blob(Digest blobDigest) throws IOException {
    return store.blob(blobDigest);
  }

  @Override
  public byte[] matchKey() throws IOException {
    return store.matchKey();
  }

  @Override
  public ResultStore results() {
    return store.results();
  }

  /** Bytes that are held at present, about. */
  synchronized long heldBytes() {
    return heldBytes;
  }

  /** The items of a part, not to give way before they are given back; null if not in memory. */
  private synchronized <T> @Nullable List<T> borrow(Part<T> part) {
    List<T> items = part.items;
    if (items != null) {
      part.readers++;
      resident.remove(part);
      resident.add(part);
    }
    return items;
  }

  private synchronized void giveBack(Part<?> part) {
    part.readers--;
  }

  /** Makes room, if what is not being read amounts to that much. */
  private synchronized boolean reserve(long bytes) {
    Iterator<Part<?>> oldest = resident.iterator();
    while (heldBytes + bytes > maxBytes && oldest.hasNext()) {
      Part<?> leaving = oldest.next();
      if (leaving.readers == 0) {
        oldest.remove();
        forget(leaving);
      }
    }
    if (heldBytes + bytes > maxBytes) {
      return false;
    }
    heldBytes += bytes;
    return true;
  }

  private synchronized void release(long bytes) {
    heldBytes -= bytes;
  }

  /** Keeps what was read into reserved room. */
  private synchronized <T> void keep(Part<T> part, List<T> items, long bytes) {
    part.items = items;
    part.bytes = bytes;
    resident.add(part);
  }

  /** What is still being read gives way later, as the oldest. */
  private void drop(Part<?> part) {
    if (part.readers == 0 && resident.remove(part)) {
      forget(part);
    }
  }

  private void forget(Part<?> part) {
    heldBytes -= part.bytes;
    part.items = null;
  }

  private static long bytesOf(Entry entry) {
    return ENTRY_BYTES
        + entry.path().length()
        + entry.linkTarget().length()
        + (long) ITEM_BYTES * entry.xattrs().size();
  }

  private static long bytesOf(ContentFact fact) {
    return FACT_BYTES
        + fact.path().length()
        + fact.head().length()
        + (long) ITEM_BYTES * fact.matches().size();
  }

  /** Shows the items of a part, read from the other store. */
  private interface Reading<T> {
    /** Stops early once {@code taker} is false. */
    void read(Taker<T> taker) throws IOException;
  }

  private interface Taker<T> {
    boolean take(T item);
  }

  /** The entries, the side table, the contents or the package files of one listing. */
  private final class Part<T> {
    private final ToLongFunction<T> weight;
    private boolean tooLarge;

    // These three belong to the listings' lock.
    private @Nullable List<T> items;
    private long bytes;
    private int readers;

    Part(ToLongFunction<T> weight, boolean tooLarge) {
      this.weight = weight;
      this.tooLarge = tooLarge;
    }

    /** All items, for the caller to give back; null if there is no room for them. */
    @Nullable List<T> items(Reading<T> reading) throws IOException {
      List<T> held = borrow(this);
      return held == null ? load(reading) : held;
    }

    /** Of several readers one reads and the others wait. */
    private synchronized @Nullable List<T> load(Reading<T> reading) throws IOException {
      List<T> held = borrow(this);
      if (held != null || tooLarge) {
        return held;
      }
      Filling<T> filling = new Filling<>(weight);
      try {
        reading.read(filling);
        tooLarge = filling.tooLarge;
        if (filling.complete) {
          release(filling.reserved - filling.sum);
          filling.reserved = 0;
          keep(this, filling.items, filling.sum);
        }
      } finally {
        release(filling.reserved);
      }
      return borrow(this);
    }
  }

  /** Takes items into memory as long as there is room. */
  private final class Filling<T> implements Taker<T> {
    private final ToLongFunction<T> weight;
    private final List<T> items = new ArrayList<>();
    private long sum;
    private long reserved;
    private boolean tooLarge;
    private boolean complete = true;

    Filling(ToLongFunction<T> weight) {
      this.weight = weight;
    }

    @Override
    public boolean take(T item) {
      sum += weight.applyAsLong(item);
      tooLarge = sum > maxBytes / PART_SHARE;
      complete = !tooLarge && hasRoom() && items.add(item);
      return complete;
    }

    private boolean hasRoom() {
      long missing = sum - reserved;
      if (missing <= 0) {
        return true;
      }
      long step = Math.max(missing, maxBytes / STEP_SHARE);
      boolean made = reserve(step);
      reserved += made ? step : 0;
      return made;
    }
  }

  private final class Held implements LayerListing {
    private final LayerListing listing;
    private final Part<Entry> entries;
    private final Part<Entry> side;
    private final Part<ContentFact> contents;
    private final Part<ContentFact> packageFiles;

    Held(LayerListing listing) {
      this.listing = listing;
      LayerSummary summary = listing.summary();
      this.entries = new Part<>(HeldListings::bytesOf, isTooMany(summary.entries()));
      this.side = new Part<>(HeldListings::bytesOf, isTooMany(summary.sideEntries()));
      this.contents = new Part<>(HeldListings::bytesOf, false);
      this.packageFiles = new Part<>(HeldListings::bytesOf, false);
    }

    List<Part<?>> parts() {
      return List.of(entries, side, contents, packageFiles);
    }

    @Override
    public LayerSummary summary() {
      return listing.summary();
    }

    @Override
    public Cursor entries() throws IOException {
      List<Entry> held = entries.items(taker -> readAll(listing.entries(), taker));
      return held == null ? listing.entries() : new HeldCursor(entries, held.iterator());
    }

    @Override
    public Cursor sideTable() throws IOException {
      List<Entry> held = side.items(taker -> readAll(listing.sideTable(), taker));
      return held == null ? listing.sideTable() : new HeldCursor(side, held.iterator());
    }

    @Override
    public List<ContentFact> contents() throws IOException {
      List<ContentFact> facts = new ArrayList<>();
      eachContent(facts::add);
      return facts;
    }

    @Override
    public void eachContent(Consumer<ContentFact> taker) throws IOException {
      each(contents, listing::eachContent, taker);
    }

    @Override
    public void eachPackageFile(Consumer<ContentFact> taker) throws IOException {
      each(packageFiles, listing::eachPackageFile, taker);
    }
  }

  /** Facts as the other store shows them. */
  private interface Facts {
    void each(Consumer<ContentFact> taker) throws IOException;
  }

  private void each(Part<ContentFact> part, Facts facts, Consumer<ContentFact> taker)
      throws IOException {
    List<ContentFact> held = part.items(keeper -> readAll(facts, keeper));
    if (held == null) {
      facts.each(taker);
      return;
    }
    try {
      held.forEach(taker);
    } finally {
      giveBack(part);
    }
  }

  /** What is too large is read to its end once, without being kept. */
  private static void readAll(Facts facts, Taker<ContentFact> taker) throws IOException {
    boolean[] wanted = {true};
    facts.each(
        fact -> {
          if (wanted[0]) {
            wanted[0] = taker.take(fact);
          }
        });
  }

  private boolean isTooMany(long entries) {
    return entries > maxBytes / PART_SHARE / ENTRY_BYTES;
  }

  private static void readAll(LayerListing.Cursor cursor, Taker<Entry> taker) throws IOException {
    try (cursor) {
      Entry entry = cursor.next();
      while (entry != null && taker.take(entry)) {
        entry = cursor.next();
      }
    }
  }

  private final class HeldCursor implements LayerListing.Cursor {
    private final Part<Entry> part;
    private final Iterator<Entry> left;
    private boolean closed;

    HeldCursor(Part<Entry> part, Iterator<Entry> left) {
      this.part = part;
      this.left = left;
    }

    @Override
    public @Nullable Entry next() {
      return left.hasNext() ? left.next() : null;
    }

    @Override
    public void close() {
      if (!closed) {
        closed = true;
        giveBack(part);
      }
    }
  }
}
