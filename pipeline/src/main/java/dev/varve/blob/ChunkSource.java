package dev.varve.blob;

import dev.varve.failure.InputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A stream of bytes handed out in chunks, so that readers need not copy them. */
public interface ChunkSource {
  /**
   * The next chunk, never empty and backed by an array, or null at the end of the data. It belongs
   * to the source again with the next call.
   */
  @Nullable ByteBuffer next() throws IOException, InputException;

  /** Chunks of at most {@code chunkBytes} read on the calling thread. Closes nothing. */
  static ChunkSource of(ByteSource source, int chunkBytes) {
    byte[] chunk = new byte[chunkBytes];
    return () -> {
      int got = source.read(chunk, 0, chunk.length);
      return got < 0 ? null : ByteBuffer.wrap(chunk, 0, got);
    };
  }

  /** Chunks of at most 64 KiB of a stream of plain bytes. Closes nothing. */
  static ChunkSource of(InputStream in) {
    return of(in::read, 1 << 16);
  }
}
