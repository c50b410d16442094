package dev.varve.stack;

import dev.varve.blob.BlobOpener;
import dev.varve.failure.InputException;
import java.io.Closeable;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the stream that was opened last when its reader is done with it, so that its rest can still
 * be read. For use by one thread at a time.
 */
final class LastOpened implements BlobOpener, Closeable {
  private final BlobOpener opener;
  private @Nullable InputStream last;

  LastOpened(BlobOpener opener) {
    this.opener = opener;
  }

  @Override
  public InputStream open() throws IOException, InputException {
    close();
    InputStream opened = opener.open();
    last = opened;
    return new FilterInputStream(opened) {
      @Override
      public int read(byte[] into, int from, int length) throws IOException {
        return in.read(into, from, length);
      }

      @Override
      public void close() {
        // The owner closes it.
      }
    };
  }

  /** Reads what is left of the stream that was opened last. */
  void drain() throws IOException {
    if (last != null) {
      last.transferTo(java.io.OutputStream.nullOutputStream());
    }
  }

  @Override
  public void close() throws IOException {
    InputStream opened = last;
    last = null;
    if (opened != null) {
      opened.close();
    }
  }
}
