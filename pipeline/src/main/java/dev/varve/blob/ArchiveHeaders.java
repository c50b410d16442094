package dev.varve.blob;

import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import dev.varve.failure.ReasonCode;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The headers of a plain tar file one after another, contents skipped by position (semantics.md
 * section 2): ustar, GNU long names and base-256 numbers, pax {@code path}, {@code linkpath} and
 * {@code size}.
 */
final class ArchiveHeaders {
  private static final int BLOCK = 512;

  /** Headers lie far apart in an archive of layers, close together in one of small files. */
  private static final int WINDOW_BYTES = 64 << 10;

  /** Nothing that names a blob needs more; protects memory. */
  private static final int MAX_EXTENSION_BYTES = 1 << 20;

  private final FileChannel channel;
  private final String source;
  private final long end;
  private final int maxPathBytes;
  private final ByteBuffer window = ByteBuffer.allocate(WINDOW_BYTES);
  private long windowStart;
  private long position;

  ArchiveHeaders(FileChannel channel, String source, Limits limits) throws IOException {
    this.channel = channel;
    this.source = source;
    this.end = channel.size();
    this.maxPathBytes = limits.maxPathBytes();
    window.limit(0);
  }

  /**
   * @param type the tar type character
   * @param name as written, extension headers taken in
   * @param offset of the first byte of the content
   */
  record Member(long headerOffset, int type, Bytes name, Bytes link, long offset, long bytes) {}

  /** The next member, or null at the end of the archive. */
  @Nullable Member next() throws InputException, IOException {
    Bytes longName = null;
    Bytes longLink = null;
    PaxNames pax = new PaxNames(null, null, null);
    while (position < end) {
      long at = position;
      byte[] block = block(at);
      if (isZero(block)) {
        return null;
      }
      checkSum(block, at);
      int type = block[156];
      BigInteger size = number(block, 124, 12, at);
      boolean extension = type == 'x' || type == 'g' || type == 'L' || type == 'K';
      if (!extension && pax.size() != null) {
        size = pax.size();
      }
      if (type >= '1' && type <= '6') {
        size = BigInteger.ZERO;
      }
      if (type == 'S') {
        throw malformed(at, "a sparse member, which no image archive has");
      }
      if (size.signum() < 0) {
        throw malformed(at, "a member with a negative size");
      }
      position = at + BLOCK;
      long left = end - position;
      if (size.compareTo(BigInteger.valueOf(left)) > 0) {
        throw InputException.at(
            ReasonCode.TAR_TRUNCATED,
            source,
            at,
            "a member promises " + size + " bytes, the archive has " + left + " left");
      }
      long offset = position;
      long bytes = size.longValueExact();
      position += (bytes + BLOCK - 1) / BLOCK * BLOCK;
      switch (type) {
        case 'x' -> pax = pax(extension(offset, bytes, at), at, pax);
        case 'g' -> {
          // global headers count for nothing, as in layers
        }
        case 'L' -> longName = cString(extension(offset, bytes, at));
        case 'K' -> longLink = cString(extension(offset, bytes, at));
        default -> {
          Bytes name = longName != null ? longName : pax.path() != null ? pax.path() : name(block);
          Bytes link =
              longLink != null
                  ? longLink
                  : pax.link() != null ? pax.link() : field(block, 157, 100);
          if (name.length() > maxPathBytes || link.length() > maxPathBytes) {
            throw InputException.at(
                ReasonCode.PATH_TOO_LONG,
                source,
                at,
                "a name longer than " + maxPathBytes + " bytes");
          }
          boolean folder = type == 0 && name.endsWith(Bytes.utf8("/"));
          return new Member(at, folder ? '5' : type, name, link, offset, bytes);
        }
      }
    }
    return null;
  }

  private byte[] block(long at) throws InputException, IOException {
    if (end - at < BLOCK) {
      throw InputException.at(
          ReasonCode.TAR_TRUNCATED,
          source,
          at,
          "a header needs " + BLOCK + " bytes, the archive has " + (end - at) + " left");
    }
    long inWindow = at - windowStart;
    if (inWindow < 0 || inWindow + BLOCK > window.limit()) {
      window.clear();
      window.limit((int) Math.min(WINDOW_BYTES, end - at));
      ChannelSlice.readFully(channel, window, at);
      windowStart = at;
      inWindow = 0;
    }
    byte[] block = new byte[BLOCK];
    window.get((int) inWindow, block);
    return block;
  }

  private byte[] extension(long offset, long bytes, long at) throws InputException, IOException {
    if (bytes > MAX_EXTENSION_BYTES) {
      throw malformed(at, "an extension header of " + bytes + " bytes");
    }
    ByteBuffer content = ByteBuffer.allocate((int) bytes);
    ChannelSlice.readFully(channel, content, offset);
    return content.array();
  }

  private static boolean isZero(byte[] block) {
    for (byte b : block) {
      if (b != 0) {
        return false;
      }
    }
    return true;
  }

  private void checkSum(byte[] block, long at) throws InputException {
    long unsigned = 0;
    long signed = 0;
    for (int i = 0; i < BLOCK; i++) {
      byte b = i >= 148 && i < 156 ? (byte) ' ' : block[i];
      unsigned += b & 0xFF;
      signed += b;
    }
    BigInteger stored = number(block, 148, 8, at);
    if (!stored.equals(BigInteger.valueOf(unsigned))
        && !stored.equals(BigInteger.valueOf(signed))) {
      throw malformed(at, "the checksum of a header does not fit");
    }
  }

  /** Octal text, or base-256 if the first bit is set (GNU). */
  private BigInteger number(byte[] block, int from, int length, long at) throws InputException {
    int first = block[from] & 0xFF;
    if (first >= 0x80) {
      byte[] raw = new byte[length];
      System.arraycopy(block, from, raw, 0, length);
      if (first != 0xFF) {
        raw[0] = (byte) (first & 0x7F);
      }
      return new BigInteger(raw);
    }
    String text = new String(block, from, length, StandardCharsets.ISO_8859_1);
    int begin = 0;
    while (begin < length && isPadding(text.charAt(begin))) {
      begin++;
    }
    int stop = text.indexOf('\0', begin);
    String digits = text.substring(begin, stop < 0 ? length : stop).strip();
    for (int i = 0; i < digits.length(); i++) {
      if (digits.charAt(i) < '0' || digits.charAt(i) > '7') {
        throw malformed(at, "a number in a header is not octal");
      }
    }
    return digits.isEmpty() ? BigInteger.ZERO : new BigInteger(digits, 8);
  }

  private static boolean isPadding(char c) {
    return c == ' ' || c == 0;
  }

  private static Bytes name(byte[] block) {
    Bytes name = field(block, 0, 100);
    boolean ustar = new String(block, 257, 6, StandardCharsets.ISO_8859_1).equals("ustar\0");
    Bytes prefix = ustar ? field(block, 345, 155) : Bytes.EMPTY;
    return prefix.isEmpty() ? name : prefix.plus(Bytes.utf8("/")).plus(name);
  }

  private static Bytes field(byte[] block, int from, int length) {
    int stop = from;
    while (stop < from + length && block[stop] != 0) {
      stop++;
    }
    return Bytes.copyOf(block, from, stop);
  }

  private static Bytes cString(byte[] content) {
    return field(content, 0, content.length);
  }

  /** What a pax header says about the member after it; null where it says nothing. */
  private record PaxNames(@Nullable Bytes path, @Nullable Bytes link, @Nullable BigInteger size) {}

  private PaxNames pax(byte[] content, long at, PaxNames before) throws InputException {
    Bytes all = Bytes.wrap(content);
    Bytes path = before.path();
    Bytes link = before.link();
    BigInteger size = before.size();
    int from = 0;
    while (from < content.length && content[from] != 0) {
      int space = all.indexOf((byte) ' ', from);
      int length = space < 0 ? -1 : decimal(all.slice(from, space));
      int stop = from + length;
      int equals = space < 0 ? -1 : all.indexOf((byte) '=', space);
      if (length <= 0
          || stop > content.length
          || stop <= space + 1
          || equals < 0
          || equals >= stop
          || content[stop - 1] != '\n') {
        throw malformed(at, "a pax record is malformed");
      }
      Bytes value = all.slice(equals + 1, stop - 1);
      switch (all.slice(space + 1, equals).text()) {
        case "path" -> path = value.isEmpty() ? null : value;
        case "linkpath" -> link = value.isEmpty() ? null : value;
        case "size" -> size = value.isEmpty() ? null : paxSize(value, at);
        case "GNU.sparse.major", "GNU.sparse.size", "GNU.sparse.map" ->
            throw malformed(at, "a sparse member, which no image archive has");
        default -> {
          // owners, times and attributes of the archive's own members do not matter
        }
      }
      from = stop;
    }
    return new PaxNames(path, link, size);
  }

  private BigInteger paxSize(Bytes value, long at) throws InputException {
    if (!value.text().matches("[0-9]{1,19}")) {
      throw malformed(at, "the pax size '" + value.text() + "' is no number");
    }
    return new BigInteger(value.text());
  }

  private static int decimal(Bytes digits) {
    String text = digits.text();
    return text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : -1;
  }

  private InputException malformed(long at, String what) {
    return InputException.at(ReasonCode.TAR_MALFORMED, source, at, what);
  }
}
