package dev.varve.layer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A listing in a folder of a {@link DirectoryFactsStore}; opens its files anew for each reader. */
final class DirectoryListing implements LayerListing {
  private final Path folder;
  private final LayerSummary summary;

  DirectoryListing(Path folder, LayerSummary summary) {
    this.folder = folder;
    this.summary = summary;
  }

  @Override
  public LayerSummary summary() {
    return summary;
  }

  @Override
  public Cursor entries() throws IOException {
    return new ListingCursor(
        folder.resolve(StoreFile.LISTING.fileName()), StoreFile.LISTING, diffId());
  }

  @Override
  public Cursor sideTable() throws IOException {
    return new ListingCursor(folder.resolve(StoreFile.SIDE.fileName()), StoreFile.SIDE, diffId());
  }

  @Override
  public List<ContentFact> contents() throws IOException {
    List<ContentFact> facts = new ArrayList<>();
    eachContent(facts::add);
    return facts;
  }

  @Override
  public void eachContent(Consumer<ContentFact> taker) throws IOException {
    each(StoreFile.CONTENT, taker);
  }

  @Override
  public void eachPackageFile(Consumer<ContentFact> taker) throws IOException {
    each(StoreFile.PACKAGES, taker);
  }

  private void each(StoreFile kind, Consumer<ContentFact> taker) throws IOException {
    try (RecordCursor records = new RecordCursor(folder.resolve(kind.fileName()), kind, diffId())) {
      while (records.next()) {
        ContentFact fact;
        try {
          fact = FactsCodec.readContent(records.record());
        } catch (IOException e) {
          throw records.lost(e);
        }
        taker.accept(fact);
      }
    }
  }
}
