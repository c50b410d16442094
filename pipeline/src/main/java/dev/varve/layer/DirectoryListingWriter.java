package dev.varve.layer;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Sorts the members of one layer and writes them into a folder of a {@link DirectoryFactsStore}.
 */
final class DirectoryListingWriter implements ListingWriter {
  /** Contents are few but long: they get a quarter of what entries get. */
  private static final int CONTENT_SHARE = 4;

  private final DirectoryFactsStore store;
  private final Workspace workspace;
  private final ExternalSorter entries;
  private final ExternalSorter contents;
  private final ExternalSorter packages;
  private final EntryCodec codec = new EntryCodec();
  private final RecordBytes record = new RecordBytes();
  private long added;

  DirectoryListingWriter(DirectoryFactsStore store, Workspace workspace, int sortBytes) {
    this.store = store;
    this.workspace = workspace;
    this.entries = new ExternalSorter(workspace.file("entries.spill"), sortBytes);
    this.contents = new ExternalSorter(workspace.file("contents.spill"), sortBytes / CONTENT_SHARE);
    this.packages = new ExternalSorter(workspace.file("packages.spill"), sortBytes / CONTENT_SHARE);
  }

  @Override
  public void add(Entry entry) throws IOException {
    record.clear();
    codec.restart();
    codec.writeAttributes(entry, record);
    entries.add(entry.path(), entry.ordinal(), record);
    added++;
  }

  @Override
  public void add(ContentFact fact) throws IOException {
    record.clear();
    FactsCodec.write(fact, record);
    ExternalSorter sorter = PackageFile.of(fact.path()) == null ? contents : packages;
    sorter.add(fact.path(), fact.ordinal(), record);
  }

  @Override
  public LayerListing publish(LayerSummary summary) throws IOException {
    if (summary.entries() != added) {
      throw new IllegalStateException(
          "a summary of " + summary.entries() + " entries for " + added + " added ones");
    }
    Path folder = workspace.createFolder("layer");
    long sideEntries = writeEntries(folder, summary);
    writeContents(folder, summary, StoreFile.CONTENT, contents);
    writeContents(folder, summary, StoreFile.PACKAGES, packages);
    LayerSummary complete =
        new LayerSummary(
            summary.diffId(),
            summary.tarBytes(),
            summary.entries(),
            summary.shippedBytes(),
            sideEntries,
            summary.findings());
    record.clear();
    FactsCodec.write(complete, record);
    try (SealedFileWriter file = writer(folder, StoreFile.SUMMARY, summary)) {
      file.append(record);
      file.seal();
    }
    return store.publish(folder, complete);
  }

  private long writeEntries(Path folder, LayerSummary summary) throws IOException {
    SideTableFilter filter = new SideTableFilter();
    RecordReader reader = new RecordReader();
    long sideEntries = 0;
    try (SealedFileWriter listingFile = writer(folder, StoreFile.LISTING, summary);
        SealedFileWriter sideFile = writer(folder, StoreFile.SIDE, summary)) {
      EntryWriter listing = new EntryWriter(listingFile);
      EntryWriter side = new EntryWriter(sideFile);
      ExternalSorter.Merge sorted = entries.merge();
      while (sorted.next()) {
        sorted.payload(reader);
        codec.restart();
        Entry entry = codec.readAttributes(sorted.path(), reader);
        listing.write(entry);
        sideEntries += side.writeIfPresent(filter.before(entry));
      }
      sideEntries += side.writeIfPresent(filter.last());
      listingFile.seal();
      sideFile.seal();
    }
    return sideEntries;
  }

  private void writeContents(
      Path folder, LayerSummary summary, StoreFile kind, ExternalSorter facts) throws IOException {
    RecordReader reader = new RecordReader();
    try (SealedFileWriter file = writer(folder, kind, summary)) {
      ExternalSorter.Merge sorted = facts.merge();
      while (sorted.next()) {
        sorted.payload(reader);
        record.clear();
        FactsCodec.write(FactsCodec.readContent(reader), record);
        file.append(record);
      }
      file.seal();
    }
  }

  private static SealedFileWriter writer(Path folder, StoreFile kind, LayerSummary summary)
      throws IOException {
    return new SealedFileWriter(folder.resolve(kind.fileName()), kind, summary.diffId());
  }

  @Override
  public void close() throws IOException {
    try (workspace;
        packages;
        contents;
        entries) {
      // Closes in the order written from the end: files first, then the folder they lie in.
    }
  }

  /** Entries into one file, each told by its difference from the one before. */
  private static final class EntryWriter {
    private final SealedFileWriter file;
    private final EntryCodec codec = new EntryCodec();
    private final RecordBytes record = new RecordBytes();

    EntryWriter(SealedFileWriter file) {
      this.file = file;
    }

    void write(Entry entry) throws IOException {
      record.clear();
      codec.write(entry, record);
      if (file.append(record)) {
        codec.restart();
      }
    }

    int writeIfPresent(@Nullable Entry entry) throws IOException {
      if (entry == null) {
        return 0;
      }
      write(entry);
      return 1;
    }
  }
}
