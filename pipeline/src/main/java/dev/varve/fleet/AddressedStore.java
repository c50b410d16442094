package dev.varve.fleet;

import dev.varve.blob.Digest;
import dev.varve.failure.InputException;
import dev.varve.layer.CopiedListings;
import dev.varve.layer.DirectoryFactsStore;
import dev.varve.layer.FactsStore;
import dev.varve.layer.LayerListing;
import dev.varve.layer.ListingLostException;
import dev.varve.layer.ObjectFactsStore;
import dev.varve.layer.StoreAddress;
import dev.varve.report.parquet.ParquetTables;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;

/** Opens the facts store of an address: a folder, or an object store by way of Beam. */
final class AddressedStore {
  private AddressedStore() {}

  /**
   * Opens it.
   *
   * @param copies folder for what is fetched from an object store, of the caller's own
   * @throws InputException {@code beam-option-invalid} if nothing on the class path knows the
   *     scheme
   */
  static FactsStore open(StoreAddress address, Path copies) throws InputException, IOException {
    return address.isFolder()
        ? DirectoryFactsStore.open(address.folder())
        : new ObjectFactsStore(new BeamObjects(address), copies);
  }

  /**
   * Copies listings beside the results of a run, see {@link CopiedListings#copy}.
   *
   * @param copies as above
   */
  static void copyListings(
      StoreAddress address, Collection<Digest> diffIds, Path folder, Path copies)
      throws IOException {
    if (address.isFolder()) {
      CopiedListings.copy(address.folder(), diffIds, folder);
      return;
    }
    FactsStore store = reopen(address, copies);
    for (Digest diffId : diffIds) {
      find(diffId, store);
      CopiedListings.copy(copies, List.of(diffId), folder);
    }
  }

  /**
   * Shows listings one after another.
   *
   * @param copies as above
   * @throws ListingLostException if the store no longer has one
   */
  static void eachListing(
      StoreAddress address, List<Digest> diffIds, Path copies, ParquetTables.Taker taker)
      throws IOException {
    FactsStore store = reopen(address, copies);
    for (Digest diffId : diffIds) {
      taker.listing(find(diffId, store));
    }
  }

  private static LayerListing find(Digest diffId, FactsStore store) throws IOException {
    return store.find(diffId).orElseThrow(() -> ListingLostException.gone(diffId));
  }

  private static FactsStore reopen(StoreAddress address, Path copies) throws IOException {
    try {
      return open(address, copies);
    } catch (InputException e) {
      throw new IllegalStateException("it was open before", e);
    }
  }
}
