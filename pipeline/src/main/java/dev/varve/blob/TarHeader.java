package dev.varve.blob;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The fields of one 512-byte header block (POSIX ustar, GNU and v7). Bad fields are {@link
 * NumberFormatException}s, which {@link TarReader} turns into {@code tar-malformed}.
 */
final class TarHeader {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int CHECKSUM_FROM = 148;
  private static final int CHECKSUM_TO = 156;

  private final byte[] block;
  private final int base;

  TarHeader(byte[] block, int base) {
    this.block = block;
    this.base = base;
  }

  int typeFlag() {
    return block[base + 156] & 0xFF;
  }

  boolean isUstar() {
    return block[base + 257] == 'u'
        && block[base + 258] == 's'
        && block[base + 259] == 't'
        && block[base + 260] == 'a'
        && block[base + 261] == 'r';
  }

  /** POSIX only: GNU uses the prefix field for other things. */
  boolean hasPrefix() {
    return isUstar() && block[base + 262] == 0;
  }

  /** Whether the checksum fits, summed over unsigned or, as old tars did, signed bytes. */
  boolean checksumFits() {
    long unsigned = 0;
    long negative = 0;
    for (int i = 0; i < TarInput.BLOCK_BYTES; i += 8) {
      long eight = (long) LONGS.get(block, base + i);
      // Four 16-bit lanes; 64 additions of at most 510 fit.
      unsigned += (eight & 0x00FF00FF00FF00FFL) + (eight >>> 8 & 0x00FF00FF00FF00FFL);
      negative += Long.bitCount(eight & 0x8080808080808080L);
    }
    long sum =
        (unsigned & 0xFFFF)
            + (unsigned >>> 16 & 0xFFFF)
            + (unsigned >>> 32 & 0xFFFF)
            + (unsigned >>> 48);
    for (int i = base + CHECKSUM_FROM; i < base + CHECKSUM_TO; i++) {
      sum += ' ' - (block[i] & 0xFF);
      negative -= block[i] < 0 ? 1 : 0;
    }
    long stored = number(CHECKSUM_FROM, CHECKSUM_TO);
    return stored == sum || stored == sum - 256 * negative;
  }

  /** The bytes up to the first NUL. */
  Bytes text(int from, int to) {
    return Bytes.copyOf(block, base + from, textEnd(from, to));
  }

  /** The same, but {@code known} itself if it is equal: most members repeat the names of owners. */
  Bytes text(int from, int to, Bytes known) {
    int end = textEnd(from, to);
    byte[] old = known.unsafeArray();
    return java.util.Arrays.equals(block, base + from, end, old, 0, old.length)
        ? known
        : Bytes.copyOf(block, base + from, end);
  }

  private int textEnd(int from, int to) {
    int end = base + from;
    while (end < base + to && block[end] != 0) {
      end++;
    }
    return end;
  }

  long number(int from, int to) {
    return number(block, base + from, base + to);
  }

  /**
   * Octal text, blank for 0, or base-256 with the top bit set. What does not fit 64 bits becomes
   * {@link Long#MAX_VALUE} or {@link Long#MIN_VALUE}.
   */
  static long number(byte[] bytes, int from, int to) {
    if (bytes[from] < 0) {
      return base256(bytes, from, to);
    }
    int start = from;
    int end = to;
    while (start < end && isPadding(bytes[start])) {
      start++;
    }
    while (end > start && isPadding(bytes[end - 1])) {
      end--;
    }
    for (int i = start; i < end; i++) {
      if (bytes[i] == 0) {
        end = i;
      }
    }
    while (start < end && isWhitespace(bytes[start])) {
      start++;
    }
    while (end > start && isWhitespace(bytes[end - 1])) {
      end--;
    }
    long value = 0;
    for (int i = start; i < end; i++) {
      int digit = bytes[i] - '0';
      if (digit < 0 || digit > 7) {
        throw new NumberFormatException("not an octal number");
      }
      value = value << 3 | digit;
    }
    return value;
  }

  private static long base256(byte[] bytes, int from, int to) {
    boolean negative = bytes[from] == (byte) 0xFF;
    long fill = negative ? -1 : 0;
    long value = negative ? -1 : bytes[from] & 0x7F;
    for (int i = from + 1; i < to; i++) {
      if (value >> 55 != fill) {
        return negative ? Long.MIN_VALUE : Long.MAX_VALUE;
      }
      value = value << 8 | (bytes[i] & 0xFF);
    }
    return value;
  }

  private static boolean isPadding(byte b) {
    return b == ' ' || b == 0;
  }

  private static boolean isWhitespace(byte b) {
    return b == ' ' || (b >= '\t' && b <= '\r');
  }
}
