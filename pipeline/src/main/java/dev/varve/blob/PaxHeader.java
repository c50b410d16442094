package dev.varve.blob;

import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import dev.varve.failure.ReasonCode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the pax extended headers before one member say (POSIX.1-2001 pax; GNU sparse formats 0.0,
 * 0.1, 1.0; SCHILY.xattr). Several headers add up; an empty value takes a record back. Records that
 * nothing here reads are dropped, so that memory stays bounded.
 */
final class PaxHeader {
  static final String SPARSE_MAJOR = "GNU.sparse.major";
  static final String SPARSE_NAME = "GNU.sparse.name";
  static final String SPARSE_REAL_SIZE = "GNU.sparse.realsize";
  static final String SPARSE_SIZE = "GNU.sparse.size";
  static final String SPARSE_MAP = "GNU.sparse.map";
  private static final String SPARSE_OFFSET = "GNU.sparse.offset";
  private static final String SPARSE_BYTES = "GNU.sparse.numbytes";
  private static final Bytes XATTR_PREFIX = Bytes.utf8("SCHILY.xattr.");
  private static final SortedMap<Bytes, Bytes> NO_XATTRS =
      java.util.Collections.unmodifiableSortedMap(new TreeMap<>());

  /** Keys that are read, by their bytes, so that none is decoded for nothing. */
  private static final Map<Bytes, String> KEYS = new HashMap<>();

  static {
    for (String key :
        List.of(
            "path",
            "linkpath",
            "size",
            "uid",
            "gid",
            "uname",
            "gname",
            "mtime",
            SPARSE_MAJOR,
            SPARSE_NAME,
            SPARSE_REAL_SIZE,
            SPARSE_SIZE,
            SPARSE_MAP,
            SPARSE_OFFSET,
            SPARSE_BYTES)) {
      KEYS.put(Bytes.utf8(key), key);
    }
  }

  private final Limits limits;
  private final String source;
  private final Map<String, Bytes> values = new HashMap<>();
  private final TreeMap<Bytes, Bytes> xattrs = new TreeMap<>();
  private final List<long[]> sparsePieces = new ArrayList<>();
  private long xattrBytes;

  PaxHeader(Limits limits, String source) {
    this.limits = limits;
    this.source = source;
  }

  /** Forgets everything: the headers belonged to one member. */
  void clear() {
    if (!values.isEmpty() || !xattrs.isEmpty() || !sparsePieces.isEmpty()) {
      values.clear();
      xattrs.clear();
      sparsePieces.clear();
      xattrBytes = 0;
    }
  }

  /** Longest body that is read: everything that passes the other limits fits with room to spare. */
  static long maxBodyBytes(Limits limits) {
    return (1L << 20) + limits.maxXattrBytes() + 4L * limits.maxPathBytes();
  }

  /** Takes in the records of one header. */
  void add(byte[] body, long headerOffset) throws InputException {
    int at = 0;
    while (at < body.length) {
      int space = at;
      long length = 0;
      while (space < body.length && body[space] >= '0' && body[space] <= '9') {
        length = Math.min(length * 10 + (body[space] - '0'), Integer.MAX_VALUE);
        space++;
      }
      if (space == at || space == body.length || body[space] != ' ') {
        if (onlyZeros(body, at)) {
          return;
        }
        throw bad(headerOffset);
      }
      long end = at + length;
      int equals = indexOf(body, '=', space + 1);
      if (end > body.length
          || end <= space + 1
          || body[(int) end - 1] != '\n'
          || equals < 0
          || equals >= end - 1) {
        throw bad(headerOffset);
      }
      Bytes key = Bytes.copyOf(body, space + 1, equals);
      put(key, Bytes.copyOf(body, equals + 1, (int) end - 1), headerOffset);
      at = (int) end;
    }
    values.values().removeIf(Bytes::isEmpty);
  }

  private void put(Bytes key, Bytes value, long headerOffset) throws InputException {
    if (key.startsWith(XATTR_PREFIX)) {
      Bytes name = key.slice(XATTR_PREFIX.length(), key.length());
      Bytes old = xattrs.put(name, value);
      xattrBytes += old == null ? name.length() + value.length() : value.length() - old.length();
      if (xattrBytes > limits.maxXattrBytes()) {
        throw InputException.at(
            ReasonCode.XATTR_TOO_LARGE,
            source,
            headerOffset,
            "more than " + limits.maxXattrBytes() + " bytes of extended attributes");
      }
      return;
    }
    String known = KEYS.get(key);
    if (known == null) {
      return;
    }
    switch (known) {
      case SPARSE_OFFSET -> {
        SparseMap.checkPieces(sparsePieces.size() + 1);
        sparsePieces.add(new long[] {decimal(value), 0});
      }
      case SPARSE_BYTES -> {
        if (!sparsePieces.isEmpty()) {
          sparsePieces.get(sparsePieces.size() - 1)[1] = decimal(value);
        }
      }
      default -> values.put(known, value);
    }
  }

  @Nullable Bytes value(String key) {
    return values.get(key);
  }

  Bytes value(String key, Bytes otherwise) {
    return values.getOrDefault(key, otherwise);
  }

  long number(String key, long otherwise) {
    Bytes value = values.get(key);
    return value == null ? otherwise : decimal(value);
  }

  /** A record that must be there. */
  Bytes required(String key) {
    Bytes value = values.get(key);
    if (value == null) {
      throw new NumberFormatException("no record " + key);
    }
    return value;
  }

  boolean isEmpty() {
    return values.isEmpty() && xattrs.isEmpty();
  }

  /** Pieces from {@code GNU.sparse.offset} and {@code GNU.sparse.numbytes} (format 0.0). */
  List<long[]> sparsePieces() {
    return sparsePieces;
  }

  /** The extended attributes, safe to keep. */
  SortedMap<Bytes, Bytes> xattrs() {
    return xattrs.isEmpty() ? NO_XATTRS : new TreeMap<>(xattrs);
  }

  /** A decimal number with an optional sign; white space around it is allowed. */
  static long decimal(Bytes value) {
    byte[] raw = value.unsafeArray();
    return Long.parseLong(new String(raw, java.nio.charset.StandardCharsets.ISO_8859_1).strip());
  }

  /** Seconds and nanoseconds of a pax time, rounded down; digits beyond nanoseconds are dropped. */
  static long[] time(Bytes value) {
    byte[] raw = value.unsafeArray();
    int at = raw.length > 0 && raw[0] == '-' ? 1 : 0;
    boolean negative = at == 1;
    int from = at;
    long seconds = 0;
    while (at < raw.length && raw[at] >= '0' && raw[at] <= '9') {
      if (seconds > (Long.MAX_VALUE - 9) / 10 - 1) {
        throw new NumberFormatException("bad time");
      }
      seconds = seconds * 10 + (raw[at++] - '0');
    }
    if (at == from || (at < raw.length && raw[at] != '.')) {
      throw new NumberFormatException("bad time");
    }
    int nanos = 0;
    int scale = 100_000_000;
    for (at++; at < raw.length; at++) {
      if (raw[at] < '0' || raw[at] > '9') {
        throw new NumberFormatException("bad time");
      }
      nanos += (raw[at] - '0') * scale;
      scale /= 10;
    }
    if (!negative) {
      return new long[] {seconds, nanos};
    }
    return nanos == 0 ? new long[] {-seconds, 0} : new long[] {-seconds - 1, 1_000_000_000 - nanos};
  }

  private InputException bad(long headerOffset) {
    return InputException.at(
        ReasonCode.TAR_MALFORMED, source, headerOffset, "bad record in a pax header");
  }

  private static boolean onlyZeros(byte[] body, int from) {
    for (int i = from; i < body.length; i++) {
      if (body[i] != 0) {
        return false;
      }
    }
    return true;
  }

  private static int indexOf(byte[] body, char wanted, int from) {
    for (int i = from; i < body.length; i++) {
      if (body[i] == wanted) {
        return i;
      }
    }
    return -1;
  }
}
