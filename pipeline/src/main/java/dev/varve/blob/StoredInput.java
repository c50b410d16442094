package dev.varve.blob;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.Collection;
import java.util.List;

/**
 * The bytes of a blob as stored: counts them and hashes them while they pass. Does not close the
 * stream below it.
 */
final class StoredInput extends InputStream {
  private final InputStream in;
  private List<MessageDigest> digests = List.of();
  private byte[] peeked = new byte[0];
  private int peekedAt;
  private volatile long count;

  StoredInput(InputStream in) {
    this.in = in;
  }

  /** The first bytes, as many as there are up to {@code length}; they are still to be read. */
  byte[] peek(int length) throws IOException {
    peeked = in.readNBytes(length);
    return peeked.clone();
  }

  /** From now on every byte handed out goes to these. */
  void hashWith(Collection<MessageDigest> wanted) {
    digests = List.copyOf(wanted);
  }

  /** Bytes handed out so far. */
  long count() {
    return count;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  @SuppressWarnings("NonAtomicVolatileUpdate") // written by the one reading thread only
  public int read(byte[] into, int from, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    int got;
    if (peekedAt < peeked.length) {
      got = Math.min(length, peeked.length - peekedAt);
      System.arraycopy(peeked, peekedAt, into, from, got);
      peekedAt += got;
    } else {
      got = in.read(into, from, length);
    }
    if (got > 0) {
      count += got;
      for (MessageDigest digest : digests) {
        digest.update(into, from, got);
      }
    }
    return got;
  }
}
