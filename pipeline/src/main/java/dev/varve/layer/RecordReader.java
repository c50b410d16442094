package dev.varve.layer;

import dev.varve.blob.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads what {@link RecordBytes} wrote. Bytes that cannot be such a record are a {@link
 * MalformedRecordException}: a store is part of the surroundings, not of the input.
 */
final class RecordReader {
  private byte[] array = new byte[0];
  private int at;
  private int end;

  /** Continues with other bytes; {@code buffer} must have an array. */
  void reset(ByteBuffer buffer) {
    reset(
        buffer.array(),
        buffer.arrayOffset() + buffer.position(),
        buffer.arrayOffset() + buffer.limit());
  }

  void reset(byte[] source, int from, int to) {
    array = source;
    at = from;
    end = to;
  }

  long getLong() throws IOException {
    long value = 0;
    for (int shift = 0; shift < 70; shift += 7) {
      need(1);
      byte b = array[at++];
      value |= (b & 0x7FL) << shift;
      if (b >= 0) {
        return (value >>> 1) ^ -(value & 1);
      }
    }
    throw malformed("a number of more than ten bytes");
  }

  int getInt() throws IOException {
    long value = getLong();
    if (value != (int) value) {
      throw malformed("a number that is no int");
    }
    return (int) value;
  }

  boolean getBoolean() throws IOException {
    need(1);
    return array[at++] != 0;
  }

  Bytes getBytes() throws IOException {
    int length = getLength();
    at += length;
    return Bytes.copyOf(array, at - length, at);
  }

  /** The next byte string; {@code likely} itself if it has the same content, to save memory. */
  Bytes getBytes(Bytes likely) throws IOException {
    int length = getLength();
    at += length;
    byte[] other = likely.unsafeArray();
    return length == other.length
            && java.util.Arrays.equals(array, at - length, at, other, 0, length)
        ? likely
        : Bytes.copyOf(array, at - length, at);
  }

  /** The first {@code shared} bytes of {@code previous}, then the next byte string. */
  Bytes getBytesAfter(Bytes previous, int shared) throws IOException {
    int length = getLength();
    if (shared < 0 || shared > previous.length()) {
      throw malformed("a shared prefix longer than the previous path");
    }
    if (length == 0 && shared == previous.length()) {
      return previous;
    }
    byte[] joined = new byte[shared + length];
    System.arraycopy(previous.unsafeArray(), 0, joined, 0, shared);
    System.arraycopy(array, at, joined, shared, length);
    at += length;
    return Bytes.wrap(joined);
  }

  String getString() throws IOException {
    int length = getLength();
    at += length;
    return new String(array, at - length, length, StandardCharsets.UTF_8);
  }

  @Nullable Bytes getOptional() throws IOException {
    return getPresent() ? getBytes() : null;
  }

  /** The branch of a union of null and something: whether the something follows. */
  boolean getPresent() throws IOException {
    long branch = getLong();
    if (branch != 0 && branch != 1) {
      throw malformed("no branch " + branch + " in a union");
    }
    return branch == 1;
  }

  /** The number of items in the next block of an array; each takes at least one byte. */
  int getArrayBlock() throws IOException {
    long count = getLong();
    if (count < 0 || count > end - at) {
      throw malformed("an array of " + count + " items");
    }
    return (int) count;
  }

  MalformedRecordException malformed(String what) {
    return new MalformedRecordException("malformed record: " + what);
  }

  private int getLength() throws IOException {
    long length = getLong();
    if (length < 0 || length > end - at) {
      throw malformed("a byte string of " + length + " bytes where " + (end - at) + " are left");
    }
    return (int) length;
  }

  private void need(int bytes) throws IOException {
    if (end - at < bytes) {
      throw malformed("it ends early");
    }
  }
}
