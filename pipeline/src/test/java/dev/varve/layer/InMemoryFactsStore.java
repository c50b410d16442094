package dev.varve.layer;

import dev.varve.blob.Digest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** A facts store for tests: keeps listings sorted in memory, with a side table of everything. */
final class InMemoryFactsStore implements FactsStore {
  private final Map<Digest, LayerListing> listings = new LinkedHashMap<>();
  private final Map<Digest, BlobFacts> blobs = new LinkedHashMap<>();
  private int open;

  /** Writers that were created and not closed. */
  int open() {
    return open;
  }

  int size() {
    return listings.size();
  }

  @Override
  public Optional<LayerListing> find(Digest diffId) {
    return Optional.ofNullable(listings.get(diffId));
  }

  @Override
  public ListingWriter create() {
    open++;
    return new Writer();
  }

  @Override
  public void rememberBlob(Digest blobDigest, BlobFacts facts) {
    blobs.put(blobDigest, facts);
  }

  @Override
  public Optional<BlobFacts> blob(Digest blobDigest) {
    return Optional.ofNullable(blobs.get(blobDigest));
  }

  @Override
  public byte[] matchKey() {
    return new byte[SecretKeyFile.KEY_BYTES];
  }

  /** All entries of a listing. */
  static List<Entry> entriesOf(LayerListing listing) throws java.io.IOException {
    List<Entry> entries = new ArrayList<>();
    try (LayerListing.Cursor cursor = listing.entries()) {
      for (Entry entry = cursor.next(); entry != null; entry = cursor.next()) {
        entries.add(entry);
      }
    }
    return entries;
  }

  private final class Writer implements ListingWriter {
    private final List<Entry> entries = new ArrayList<>();
    private final List<ContentFact> facts = new ArrayList<>();

    @Override
    public void add(Entry entry) {
      entries.add(entry);
    }

    @Override
    public void add(ContentFact fact) {
      facts.add(fact);
    }

    @Override
    public LayerListing publish(LayerSummary summary) {
      entries.sort(PathOrder.ENTRIES);
      LayerListing listing = new Listing(summary, List.copyOf(entries), List.copyOf(facts));
      listings.put(summary.diffId(), listing);
      return listing;
    }

    @Override
    public void close() {
      open--;
    }
  }

  private record Listing(LayerSummary summary, List<Entry> all, List<ContentFact> facts)
      implements LayerListing {
    @Override
    public List<ContentFact> contents() {
      return facts.stream().filter(fact -> PackageFile.of(fact.path()) == null).toList();
    }

    @Override
    public void eachPackageFile(Consumer<ContentFact> taker) {
      facts.stream().filter(fact -> PackageFile.of(fact.path()) != null).forEach(taker);
    }

    @Override
    public Cursor entries() {
      var iterator = all.iterator();
      return new Cursor() {
        @Override
        public @org.jspecify.annotations.Nullable Entry next() {
          return iterator.hasNext() ? iterator.next() : null;
        }

        @Override
        public void close() {
          // nothing is held
        }
      };
    }

    @Override
    public Cursor sideTable() {
      return entries();
    }
  }
}
