package dev.varve.testing;

import dev.varve.blob.Digest;
import dev.varve.layer.BlobFacts;
import dev.varve.layer.FactsStore;
import dev.varve.layer.LayerListing;
import dev.varve.layer.ListingWriter;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** A facts store that only has the listings it was given. */
public final class MemoryStore implements FactsStore {
  private final Map<Digest, LayerListing> listings = new HashMap<>();

  public void put(LayerListing listing) {
    listings.put(listing.diffId(), listing);
  }

  public void remove(Digest diffId) {
    listings.remove(diffId);
  }

  @Override
  public Optional<LayerListing> find(Digest diffId) {
    return Optional.ofNullable(listings.get(diffId));
  }

  @Override
  public ListingWriter create() {
    throw new UnsupportedOperationException("nothing is expanded here");
  }

  @Override
  public void rememberBlob(Digest blobDigest, BlobFacts facts) {
    throw new UnsupportedOperationException("nothing is expanded here");
  }

  @Override
  public Optional<BlobFacts> blob(Digest blobDigest) {
    return Optional.empty();
  }

  @Override
  public byte[] matchKey() {
    return new byte[32];
  }
}
