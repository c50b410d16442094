package dev.varve.blob;

import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import dev.varve.failure.ReasonCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The headers of a plain tar file one after another, contents skipped by position, which {@link
 * TarReader} cannot: it reads every byte of a stream. Both share {@link TarHeader} and {@link
 * PaxHeader} (semantics.md section 2).
 */
final class ArchiveHeaders {
  private static final int BLOCK = TarInput.BLOCK_BYTES;
  private static final byte[] ZEROS = new byte[BLOCK];
  private static final Bytes SLASH = Bytes.utf8("/");
  private static final List<String> SPARSE_KEYS =
      List.of("GNU.sparse.major", "GNU.sparse.size", "GNU.sparse.map");

  /** Headers lie far apart in an archive of layers, close together in one of small files. */
  private static final int WINDOW_BYTES = 64 << 10;

  /** Nothing that names a blob needs more; protects memory. */
  private static final int MAX_EXTENSION_BYTES = 1 << 20;

  private final FileChannel channel;
  private final String source;
  private final long end;
  private final int maxPathBytes;
  private final PaxHeader pax;
  private final ByteBuffer window = ByteBuffer.allocate(WINDOW_BYTES);
  private long windowStart;
  private long position;

  ArchiveHeaders(FileChannel channel, String source, Limits limits) throws IOException {
    this.channel = channel;
    this.source = source;
    this.end = channel.size();
    this.maxPathBytes = limits.maxPathBytes();
    this.pax = new PaxHeader(limits, source);
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
    pax.clear();
    Bytes longName = null;
    Bytes longLink = null;
    while (position < end) {
      long at = position;
      byte[] block = block(at);
      if (Arrays.equals(block, ZEROS)) {
        return null;
      }
      try {
        TarHeader header = new TarHeader(block, 0);
        if (!header.checksumFits()) {
          throw malformed(at, "the checksum of a header does not fit");
        }
        int type = header.typeFlag();
        long bytes = header.number(124, 136);
        switch (type) {
          case 'x' -> pax.add(extension(at, bytes), at);
          case 'g' -> pass(at, bytes); // global headers count for nothing, as in layers
          case 'L' -> longName = cString(extension(at, bytes));
          case 'K' -> longLink = cString(extension(at, bytes));
          default -> {
            return member(at, header, longName, longLink);
          }
        }
      } catch (NumberFormatException e) {
        InputException malformed = malformed(at, "bad header: " + e.getMessage());
        malformed.initCause(e);
        throw malformed;
      }
    }
    return null;
  }

  private Member member(
      long at, TarHeader header, @Nullable Bytes longName, @Nullable Bytes longLink)
      throws InputException {
    int type = header.typeFlag();
    if (type == 'S' || SPARSE_KEYS.stream().anyMatch(key -> pax.value(key) != null)) {
      throw malformed(at, "a sparse member, which no image archive has");
    }
    boolean empty = type >= '1' && type <= '6';
    long bytes = empty ? 0 : pax.number("size", header.number(124, 136));
    long offset = at + BLOCK;
    pass(at, bytes);
    Bytes name = longName != null ? longName : pax.value("path", plainName(header));
    Bytes link = longLink != null ? longLink : pax.value("linkpath", header.text(157, 257));
    if (name.length() > maxPathBytes || link.length() > maxPathBytes) {
      throw InputException.at(
          ReasonCode.PATH_TOO_LONG, source, at, "a name longer than " + maxPathBytes + " bytes");
    }
    boolean folder = type == 0 && name.endsWith(SLASH);
    return new Member(at, folder ? '5' : type, name, link, offset, bytes);
  }

  private static Bytes plainName(TarHeader header) {
    Bytes prefix = header.hasPrefix() ? header.text(345, 500) : Bytes.EMPTY;
    Bytes name = header.text(0, 100);
    return prefix.isEmpty() ? name : prefix.plus(SLASH).plus(name);
  }

  /** Moves past a header and its body; only padding may be missing at the end. */
  private void pass(long at, long bytes) throws InputException {
    if (bytes < 0) {
      throw malformed(at, "a member with a negative size");
    }
    long left = end - at - BLOCK;
    if (bytes > left) {
      throw InputException.at(
          ReasonCode.TAR_TRUNCATED,
          source,
          at,
          "a member promises " + bytes + " bytes, the archive has " + left + " left");
    }
    position = at + BLOCK + (bytes + BLOCK - 1) / BLOCK * BLOCK;
  }

  private byte[] extension(long at, long bytes) throws InputException, IOException {
    pass(at, bytes);
    if (bytes > MAX_EXTENSION_BYTES) {
      throw malformed(at, "an extension header of " + bytes + " bytes");
    }
    ByteBuffer content = ByteBuffer.allocate((int) bytes);
    ChannelSlice.readFully(channel, content, at + BLOCK);
    return content.array();
  }

  private static Bytes cString(byte[] content) {
    int stop = 0;
    while (stop < content.length && content[stop] != 0) {
      stop++;
    }
    return Bytes.copyOf(content, 0, stop);
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

  private InputException malformed(long at, String what) {
    return InputException.at(ReasonCode.TAR_MALFORMED, source, at, what);
  }
}
