package dev.varve.blob;

import dev.varve.failure.InputException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a tar archive with the offset reached. Blocks and content are handed out where they
 * lie; only a block that crosses two chunks is copied.
 */
final class TarInput {
  static final int BLOCK_BYTES = 512;
  private static final byte[] ZEROS = new byte[4096];

  private final ChunkSource source;
  private final byte[] crossing = new byte[BLOCK_BYTES];
  private byte[] chunk = new byte[0];
  private int at;
  private int end;

  /** Offset in the archive of {@code chunk[end]}. */
  private long endOffset;

  private byte[] blockArray = crossing;
  private int blockFrom;

  TarInput(ChunkSource source) {
    this.source = source;
  }

  /** Bytes consumed so far. */
  long offset() {
    return endOffset - (end - at);
  }

  /** Takes in the next block; fewer than 512 bytes mean that the data ended. */
  int block() throws IOException, InputException {
    if (end - at >= BLOCK_BYTES) {
      blockArray = chunk;
      blockFrom = at;
      at += BLOCK_BYTES;
      return BLOCK_BYTES;
    }
    int got = 0;
    while (got < BLOCK_BYTES && more()) {
      int piece = Math.min(BLOCK_BYTES - got, end - at);
      System.arraycopy(chunk, at, crossing, got, piece);
      at += piece;
      got += piece;
    }
    blockArray = crossing;
    blockFrom = 0;
    return got;
  }

  /** Array that holds the block, until the next call of any method. */
  byte[] blockArray() {
    return blockArray;
  }

  /** Where the block starts in {@link #blockArray()}. */
  int blockFrom() {
    return blockFrom;
  }

  /** Whether the first {@code length} bytes of the block are zero. */
  boolean blockIsZero(int length) {
    return Arrays.mismatch(blockArray, blockFrom, blockFrom + length, ZEROS, 0, length) < 0;
  }

  /** Hands out up to {@code wanted} bytes; 0 at the end of the data. */
  int pass(long wanted, @Nullable ContentSink sink) throws IOException, InputException {
    if (!more()) {
      return 0;
    }
    int length = (int) Math.min(wanted, end - at);
    if (sink != null) {
      sink.accept(chunk, at, length);
    }
    at += length;
    return length;
  }

  /** The next byte, or -1. */
  int next() throws IOException, InputException {
    return more() ? chunk[at++] & 0xFF : -1;
  }

  /** Passes over bytes; returns how many there were. */
  long skip(long wanted) throws IOException, InputException {
    long skipped = 0;
    while (skipped < wanted) {
      int got = pass(wanted - skipped, null);
      if (got == 0) {
        break;
      }
      skipped += got;
    }
    return skipped;
  }

  /** Reads to the end of the data; whether any byte was not zero. */
  boolean drain() throws IOException, InputException {
    boolean other = false;
    while (more()) {
      while (!other && at < end) {
        int piece = Math.min(ZEROS.length, end - at);
        other = Arrays.mismatch(chunk, at, at + piece, ZEROS, 0, piece) >= 0;
        at += piece;
      }
      at = end;
    }
    return other;
  }

  private boolean more() throws IOException, InputException {
    if (at < end) {
      return true;
    }
    ByteBuffer next = source.next();
    if (next == null) {
      return false;
    }
    chunk = next.array();
    at = next.arrayOffset() + next.position();
    end = at + next.remaining();
    endOffset += next.remaining();
    return true;
  }
}
