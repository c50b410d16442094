package dev.varve.layer;

import dev.varve.blob.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A growing buffer that takes values in Avro's binary encoding (Avro specification, "Binary
 * Encoding"). Listings are written through it rather than through Avro's encoders because one call
 * a field, without a stream in between, is what lets millions of entries pass in a second.
 */
final class RecordBytes {
  private byte[] array = new byte[512];
  private int length;

  byte[] array() {
    return array;
  }

  int length() {
    return length;
  }

  void clear() {
    length = 0;
  }

  /** An Avro int or long, an enum's position, or a union's branch. */
  void putLong(long value) {
    ensure(10);
    long rest = (value << 1) ^ (value >> 63);
    while ((rest & ~0x7FL) != 0) {
      array[length++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    array[length++] = (byte) rest;
  }

  void putBoolean(boolean value) {
    ensure(1);
    array[length++] = (byte) (value ? 1 : 0);
  }

  void putBytes(Bytes value) {
    putBytes(value.unsafeArray(), 0, value.length());
  }

  void putBytes(byte[] source, int from, int to) {
    putLong(to - from);
    ensure(to - from);
    System.arraycopy(source, from, array, length, to - from);
    length += to - from;
  }

  void putString(String value) {
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    putBytes(utf8, 0, utf8.length);
  }

  /** The union of null and bytes. */
  void putOptional(@Nullable Bytes value) {
    putLong(value == null ? 0 : 1);
    if (value != null) {
      putBytes(value);
    }
  }

  private void ensure(int more) {
    if (array.length - length < more) {
      array = Arrays.copyOf(array, Math.max(array.length * 2, length + more));
    }
  }
}
