package dev.varve.layer;

import dev.varve.blob.Digest;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.file.DataFileStream;

/**
 * Hands out the bytes of one store file's records, block by block. Any trouble is a {@link
 * ListingLostException}, since the file was sound when it was found.
 */
final class RecordCursor implements Closeable {
  private final Digest diffId;
  private final DataFileStream<Object> avro;
  private final RecordReader reader = new RecordReader();
  private long leftInBlock;
  private boolean blockStart;

  RecordCursor(Path file, StoreFile kind, Digest diffId) throws IOException {
    this.diffId = diffId;
    try {
      this.avro = SealedFile.open(file, kind, diffId);
    } catch (NoSuchFileException e) {
      throw new ListingLostException(diffId, file.getFileName() + " is gone", e);
    } catch (DamagedFileException e) {
      throw new ListingLostException(diffId, file.getFileName() + ": " + e.getMessage(), e);
    }
  }

  /** Moves to the next record; false at the end. */
  boolean next() throws IOException {
    blockStart = leftInBlock == 0;
    if (blockStart) {
      try {
        if (!avro.hasNext()) {
          return false;
        }
        reader.reset(avro.nextBlock());
        leftInBlock = avro.getBlockCount();
      } catch (AvroRuntimeException | IOException e) {
        throw lost(e);
      }
    }
    leftInBlock--;
    return true;
  }

  /** Whether the present record is the first of its block. */
  boolean atBlockStart() {
    return blockStart;
  }

  /** Stands at the present record, which the caller reads to its end. */
  RecordReader record() {
    return reader;
  }

  /** What to throw if the present record cannot be read. */
  ListingLostException lost(Exception cause) {
    return new ListingLostException(diffId, String.valueOf(cause.getMessage()), cause);
  }

  @Override
  public void close() throws IOException {
    avro.close();
  }
}
