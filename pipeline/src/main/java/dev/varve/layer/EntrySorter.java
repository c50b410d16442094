package dev.varve.layer;

import dev.varve.blob.Bytes;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Entries that come in any order and go out in the tree order of a path, each with a label, in
 * bounded memory: what does not fit is sorted on disk. For one thread.
 */
public final class EntrySorter implements Closeable {
  private final ExternalSorter sorter;
  private final RecordBytes record = new RecordBytes();
  private final EntryCodec codec = new EntryCodec();

  /**
   * @param spillFile created only when needed, deleted by {@link #close}
   * @param memoryBytes of encoded entries kept in memory
   */
  public EntrySorter(Path spillFile, int memoryBytes) {
    this.sorter = new ExternalSorter(spillFile, memoryBytes);
  }

  /**
   * An entry that was added.
   *
   * @param path by which it was sorted
   */
  public record Sorted(Bytes path, Bytes label, Entry entry) {}

  /**
   * Adds an entry.
   *
   * @param path by which to sort it; it may really lie elsewhere than the entry says
   * @param label given back as it is
   */
  public void add(Bytes path, Bytes label, Entry entry) throws IOException {
    record.clear();
    record.putBytes(label);
    codec.restart();
    codec.write(entry, record);
    sorter.add(path, 0, record);
  }

  /** Starts to read what was added; nothing may be added any more. */
  public Cursor sorted() throws IOException {
    return new Cursor(sorter.merge());
  }

  /** A forward-only reader of sorted entries; valid until the sorter is closed. */
  public static final class Cursor {
    private final ExternalSorter.Merge merge;
    private final RecordReader reader = new RecordReader();
    private final EntryCodec codec = new EntryCodec();

    private Cursor(ExternalSorter.Merge merge) {
      this.merge = merge;
    }

    /** The next entry, or null at the end. Those of one path come in no order. */
    public @Nullable Sorted next() throws IOException {
      if (!merge.next()) {
        return null;
      }
      merge.payload(reader);
      Bytes label = reader.getBytes();
      codec.restart();
      return new Sorted(merge.path(), label, codec.read(reader));
    }
  }

  @Override
  public void close() throws IOException {
    sorter.close();
  }
}
