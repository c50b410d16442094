package dev.varve.layer;

import dev.varve.blob.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Listings of layers that a run has put beside its results, so that they can be judged again where
 * its store is not (design.md section 7). They lie as in a store, without what is the store's own:
 * the key of the digests of secrets is never copied. What is missing or damaged here is looked for
 * in the store behind, which does everything else; the copies are never written to.
 */
public final class CopiedListings implements FactsStore {
  private static final System.Logger LOG = System.getLogger(CopiedListings.class.getName());

  private final StoreLayout copies;
  private final FactsStore behind;
  private final Map<Digest, LayerListing> verified = new ConcurrentHashMap<>();

  /**
   * @param folder that {@link #copy} has filled; need not be there
   */
  public CopiedListings(Path folder, FactsStore behind) {
    this.copies = new StoreLayout(folder);
    this.behind = behind;
  }

  /**
   * Copies listings with their content sidecars, for the user alone.
   *
   * @param store that has them
   * @throws ListingLostException if it no longer has one
   */
  public static void copy(Path store, Collection<Digest> diffIds, Path folder) throws IOException {
    DirectoryFactsStore from = DirectoryFactsStore.open(store);
    StoreLayout source = new StoreLayout(store);
    StoreLayout target = new StoreLayout(folder);
    for (Digest diffId : diffIds) {
      if (from.find(diffId).isEmpty()) {
        throw ListingLostException.gone(diffId);
      }
      Path copied = target.listing(diffId);
      PrivateFiles.createFolders(copied);
      for (StoreFile kind : StoreFile.OF_LISTING) {
        PrivateFiles.copy(
            source.listing(diffId).resolve(kind.fileName()), copied.resolve(kind.fileName()));
      }
    }
  }

  @Override
  public Optional<LayerListing> find(Digest diffId) throws IOException {
    LayerListing known = verified.get(diffId);
    if (known != null) {
      return Optional.of(known);
    }
    Path folder = copies.listing(diffId);
    if (Files.isDirectory(folder)) {
      try {
        DirectoryFactsStore.verifyFiles(folder, diffId);
        LayerListing copy =
            new DirectoryListing(folder, DirectoryFactsStore.readSummary(folder, diffId));
        verified.put(diffId, copy);
        return Optional.of(copy);
      } catch (NoSuchFileException | DamagedFileException e) {
        LOG.log(
            System.Logger.Level.WARNING,
            "{0} is damaged ({1}); the store is asked instead",
            folder,
            e.getMessage());
      }
    }
    return behind.find(diffId);
  }

  @Override
  public ListingWriter create() throws IOException {
    return behind.create();
  }

  @Override
  public void rememberBlob(Digest blobDigest, BlobFacts facts) throws IOException {
    behind.rememberBlob(blobDigest, facts);
  }

  @Override
  public Optional<BlobFacts> blob(Digest blobDigest) throws IOException {
    return behind.blob(blobDigest);
  }

  @Override
  public byte[] matchKey() throws IOException {
    return behind.matchKey();
  }

  @Override
  public ResultStore results() {
    return behind.results();
  }
}
