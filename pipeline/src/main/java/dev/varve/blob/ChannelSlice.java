package dev.varve.blob;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** A range of a file as a stream; does not own the channel. */
final class ChannelSlice extends InputStream {
  private final FileChannel channel;
  private long position;
  private final long end;

  ChannelSlice(FileChannel channel, long offset, long bytes) {
    this.channel = channel;
    this.position = offset;
    this.end = offset + bytes;
  }

  /** Fills {@code into} from a position; the file must be that long. */
  static void readFully(FileChannel channel, ByteBuffer into, long position) throws IOException {
    while (into.hasRemaining()) {
      int got = channel.read(into, position);
      if (got < 0) {
        throw new EOFException("the file became shorter while it was read");
      }
      position += got;
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] into, int from, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    long left = end - position;
    if (left <= 0) {
      return -1;
    }
    int got = channel.read(ByteBuffer.wrap(into, from, (int) Math.min(length, left)), position);
    if (got < 0) {
      throw new EOFException("the file became shorter while it was read");
    }
    position += got;
    return got;
  }

  @Override
  public long skip(long bytes) {
    long skipped = Math.max(0, Math.min(bytes, end - position));
    position += skipped;
    return skipped;
  }

  @Override
  public int available() {
    return (int) Math.min(Integer.MAX_VALUE, end - position);
  }
}
