package dev.varve.layer;

import dev.varve.blob.Bytes;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Sorts lines by keys within a bound on memory: what does not fit lies in a temporary file. Lines
 * of one key stay in the order of their numbers. Keys may be any bytes; their order is {@link
 * PathOrder#TREE}.
 */
public final class LineSorter implements Closeable {
  private final ExternalSorter sorter;
  private final RecordBytes record = new RecordBytes();

  /**
   * @param spillFile created only when needed, deleted by {@link #close}
   * @param memoryBytes of lines and keys kept in memory
   */
  public LineSorter(Path spillFile, int memoryBytes) {
    this.sorter = new ExternalSorter(spillFile, memoryBytes);
  }

  /** Takes a line. */
  public void add(Bytes key, int number, byte[] line) throws IOException {
    record.clear();
    record.putBytes(line, 0, line.length);
    sorter.add(key, number, record);
  }

  /** All lines in order. Nothing may be added any more; what it yields ends with {@link #close}. */
  public Sorted sorted() throws IOException {
    return new Sorted(sorter.merge());
  }

  @Override
  public void close() throws IOException {
    sorter.close();
  }

  /** Lines in order. */
  public static final class Sorted {
    private final ExternalSorter.Merge merge;
    private final RecordReader reader = new RecordReader();

    private Sorted(ExternalSorter.Merge merge) {
      this.merge = merge;
    }

    /** Moves to the next line; false at the end. */
    public boolean next() throws IOException {
      return merge.next();
    }

    public Bytes key() {
      return merge.path();
    }

    public int number() {
      return merge.ordinal();
    }

    public Bytes line() throws IOException {
      merge.payload(reader);
      return reader.getBytes();
    }
  }
}
