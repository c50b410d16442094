package dev.varve.layer;

import dev.varve.blob.Digest;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Reads the entries of a listing or side table file. For one thread. */
final class ListingCursor implements LayerListing.Cursor {
  private final RecordCursor records;
  private final EntryCodec codec = new EntryCodec();

  ListingCursor(Path file, StoreFile kind, Digest diffId) throws IOException {
    this.records = new RecordCursor(file, kind, diffId);
  }

  @Override
  public @Nullable Entry next() throws IOException {
    if (!records.next()) {
      return null;
    }
    if (records.atBlockStart()) {
      codec.restart();
    }
    try {
      return codec.read(records.record());
    } catch (IOException e) {
      throw records.lost(e);
    }
  }

  @Override
  public void close() throws IOException {
    records.close();
  }
}
