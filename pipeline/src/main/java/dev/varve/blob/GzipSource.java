package dev.varve.blob;

import dev.varve.failure.FindingCode;
import dev.varve.failure.InputException;
import dev.varve.failure.ReasonCode;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Consumer;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;

/**
 * The content of a gzip file (RFC 1952): all members as one stream, checksums and lengths checked.
 * Headers and trailers are read here, so that every {@link RawInflater} accepts and refuses the
 * same. Messages name the byte at which the member concerned starts, which no inflater can change.
 */
final class GzipSource implements ByteSource {
  private static final int BUFFER_BYTES = 128 << 10;
  private static final int DEFLATE = 8;
  private static final int HAS_HEADER_CRC = 2;
  private static final int HAS_EXTRA = 4;
  private static final int HAS_NAME = 8;
  private static final int HAS_COMMENT = 16;
  private static final int RESERVED_FLAGS = 0xE0;

  private final InputStream in;
  private final RawInflater inflater;
  private final String source;
  private final Consumer<StructureFinding> findings;
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private final CRC32 crc = new CRC32();

  /** Offset in the blob of {@code buffer[0]}. */
  private long bufferOffset;

  private int at;
  private int end;
  private long memberOffset;
  private long memberBytes;
  private boolean inMember;
  private boolean ended;

  /** Closes neither the stream nor the inflater. */
  GzipSource(
      InputStream in, RawInflater inflater, String source, Consumer<StructureFinding> findings) {
    this.in = in;
    this.inflater = inflater;
    this.source = source;
    this.findings = findings;
  }

  @Override
  public int read(byte[] into, int from, int length) throws IOException, InputException {
    while (!ended) {
      if (!inMember && !startMember()) {
        return -1;
      }
      int got = inflate(into, from, length);
      if (got > 0) {
        crc.update(into, from, got);
        memberBytes += got;
        return got;
      }
      finishMember();
    }
    return -1;
  }

  /** At least one byte, or 0 once the deflate data of this member has ended. */
  private int inflate(byte[] into, int from, int length) throws IOException, InputException {
    try {
      while (!inflater.finished()) {
        int got = inflater.inflate(into, from, length);
        if (got > 0) {
          return got;
        }
        if (!inflater.finished()) {
          if (!fill()) {
            throw truncated();
          }
          inflater.setInput(buffer, 0, end);
          at = end;
        }
      }
      return 0;
    } catch (DataFormatException e) {
      throw damaged();
    }
  }

  /** Reads the header of the next member, if there is one. */
  private boolean startMember() throws IOException, InputException {
    long start = offset();
    int first = next();
    int second = first < 0 ? -1 : next();
    if (first != 0x1F || second != 0x8B) {
      finishStream(first, second);
      return false;
    }
    memberOffset = start;
    crc.reset();
    crc.update(0x1F);
    crc.update(0x8B);
    int method = header();
    int flags = header();
    if (method != DEFLATE) {
      throw malformed("its compression method is " + method + ", not 8");
    }
    if ((flags & RESERVED_FLAGS) != 0) {
      throw malformed("it has reserved flags");
    }
    for (int i = 0; i < 6; i++) {
      header();
    }
    if ((flags & HAS_EXTRA) != 0) {
      int extra = header() | header() << 8;
      for (int i = 0; i < extra; i++) {
        header();
      }
    }
    if ((flags & HAS_NAME) != 0) {
      skipText();
    }
    if ((flags & HAS_COMMENT) != 0) {
      skipText();
    }
    if ((flags & HAS_HEADER_CRC) != 0) {
      int expected = (int) (crc.getValue() & 0xFFFF);
      if ((required() | required() << 8) != expected) {
        throw malformed("the checksum of its header does not fit");
      }
    }
    crc.reset();
    memberBytes = 0;
    inflater.reset();
    inflater.setInput(buffer, at, end - at);
    at = end;
    inMember = true;
    return true;
  }

  private void skipText() throws IOException, InputException {
    while (header() != 0) {
      // names and comments tell nothing about the layer
    }
  }

  private void finishMember() throws IOException, InputException {
    at = end - inflater.remaining();
    long checksum = number();
    if (checksum != crc.getValue() || number() != (memberBytes & 0xFFFFFFFFL)) {
      throw damaged();
    }
    inMember = false;
  }

  private long number() throws IOException, InputException {
    long value = 0;
    for (int i = 0; i < 4; i++) {
      value |= (long) required() << (8 * i);
    }
    return value;
  }

  /** Reads to the end, so that the blob's digest covers everything. */
  private void finishStream(int first, int second) throws IOException {
    long trailing = (first < 0 ? 0 : 1) + (second < 0 ? 0 : 1);
    boolean zeros = first <= 0 && second <= 0;
    do {
      for (int i = at; i < end && zeros; i++) {
        zeros = buffer[i] == 0;
      }
      trailing += end - at;
      at = end;
    } while (fill());
    if (!zeros) {
      findings.accept(
          new StructureFinding(
              FindingCode.GZIP_TRAILING_DATA,
              0,
              null,
              null,
              trailing + " bytes after the last gzip member"));
    }
    ended = true;
  }

  private int header() throws IOException, InputException {
    int value = required();
    crc.update(value);
    return value;
  }

  private int required() throws IOException, InputException {
    int value = next();
    if (value < 0) {
      throw truncated();
    }
    return value;
  }

  private int next() throws IOException {
    if (at == end && !fill()) {
      return -1;
    }
    return buffer[at++] & 0xFF;
  }

  private boolean fill() throws IOException {
    bufferOffset += end;
    at = 0;
    int got = in.read(buffer, 0, buffer.length);
    end = Math.max(got, 0);
    return got > 0;
  }

  private long offset() {
    return bufferOffset + at;
  }

  private InputException truncated() {
    return InputException.at(
        ReasonCode.GZIP_TRUNCATED,
        source,
        bufferOffset + end,
        "the data ends inside the gzip member that starts at byte " + memberOffset);
  }

  /** One text for all of it: one inflater notices at once what another notices by the checksum. */
  private InputException damaged() {
    return malformed("its data is invalid or does not have the recorded checksum and length");
  }

  private InputException malformed(String why) {
    return InputException.at(
        ReasonCode.GZIP_MALFORMED, source, memberOffset, "a gzip member is damaged: " + why);
  }
}
