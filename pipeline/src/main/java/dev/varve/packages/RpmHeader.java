package dev.varve.packages;

import dev.varve.blob.Bytes;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The header of one package as rpm's database stores it (rpm's {@code format_header}): two counts,
 * an index of tags, and the data they point into; all big-endian.
 */
final class RpmHeader {
  static final int NAME = 1000;
  static final int VERSION = 1001;
  static final int RELEASE = 1002;
  static final int EPOCH = 1003;
  static final int SIZE = 1009;
  static final int ARCH = 1022;
  static final int FILE_STATES = 1029;
  static final int FILE_DIGESTS = 1035;
  static final int FILE_FLAGS = 1037;
  static final int SOURCE_RPM = 1044;
  static final int DIR_INDEXES = 1116;
  static final int BASE_NAMES = 1117;
  static final int DIR_NAMES = 1118;
  static final int FILE_DIGEST_ALGORITHM = 5011;

  private static final int CHAR = 1;
  private static final int INT8 = 2;
  private static final int INT32 = 4;
  private static final int STRING = 6;
  private static final int STRING_ARRAY = 8;
  private static final int I18N_STRING = 9;

  private static final int INDEX_ENTRY_BYTES = 16;

  /** As rpm itself bounds them. */
  private static final int MAX_TAGS = 65_535;

  /** Files of one package: ten times those of the largest. */
  private static final int MAX_ITEMS = 1_000_000;

  private final Bytes blob;
  private final int dataFrom;
  private final int dataTo;
  private final Map<Integer, Tag> tags = new HashMap<>();

  /** Where a tag's data lie. */
  private record Tag(int type, int offset, int count) {}

  /** Reads the index; the data are read when asked for. */
  RpmHeader(Bytes blob) throws SqliteTable.MalformedException {
    this.blob = blob;
    ByteBuffer bytes = ByteBuffer.wrap(blob.unsafeArray());
    if (bytes.remaining() < 8) {
      throw malformed("it has " + bytes.remaining() + " bytes");
    }
    int count = bytes.getInt();
    int dataBytes = bytes.getInt();
    this.dataFrom = 8 + INDEX_ENTRY_BYTES * Math.max(0, Math.min(count, MAX_TAGS));
    if (count < 0
        || count > MAX_TAGS
        || dataBytes < 0
        || (long) dataFrom + dataBytes > blob.length()) {
      throw malformed("it promises " + count + " tags and " + dataBytes + " bytes of data");
    }
    this.dataTo = dataFrom + dataBytes;
    for (int i = 0; i < count; i++) {
      int tag = bytes.getInt();
      int type = bytes.getInt();
      int offset = bytes.getInt();
      int items = bytes.getInt();
      if (tag >= NAME && (offset < 0 || offset > dataBytes || items < 0 || items > MAX_ITEMS)) {
        throw malformed("tag " + tag + " points outside");
      }
      tags.putIfAbsent(tag, new Tag(type, offset, items));
    }
  }

  /** The first text of a tag; empty if the header has none. */
  String text(int tag) throws SqliteTable.MalformedException {
    List<Bytes> all = texts(tag);
    return all.isEmpty() ? "" : all.get(0).text();
  }

  /** The texts of a tag; none if the header does not have it. */
  List<Bytes> texts(int tag) throws SqliteTable.MalformedException {
    Tag entry = tags.get(tag);
    if (entry == null) {
      return List.of();
    }
    if (entry.type() != STRING && entry.type() != STRING_ARRAY && entry.type() != I18N_STRING) {
      throw malformed("tag " + tag + " is no text");
    }
    int count = entry.type() == STRING ? 1 : entry.count();
    List<Bytes> texts = new ArrayList<>();
    int at = dataFrom + entry.offset();
    for (int i = 0; i < count; i++) {
      int end = at < dataTo ? blob.indexOf((byte) 0, at) : -1;
      if (end < 0 || end >= dataTo) {
        throw malformed("a text of tag " + tag + " has no end");
      }
      texts.add(blob.slice(at, end));
      at = end + 1;
    }
    return texts;
  }

  /** The integers of a tag; none if the header does not have it. */
  int[] integers(int tag) throws SqliteTable.MalformedException {
    Tag entry = tags.get(tag);
    if (entry == null) {
      return new int[0];
    }
    boolean narrow = entry.type() == CHAR || entry.type() == INT8;
    if (!narrow && entry.type() != INT32) {
      throw malformed("tag " + tag + " holds no integers");
    }
    int width = narrow ? 1 : 4;
    if (entry.offset() + (long) width * entry.count() > dataTo - dataFrom) {
      throw malformed("tag " + tag + " points outside");
    }
    int[] integers = new int[entry.count()];
    for (int i = 0; i < integers.length; i++) {
      int at = dataFrom + entry.offset() + width * i;
      for (int b = 0; b < width; b++) {
        integers[i] = integers[i] << 8 | blob.at(at + b) & 0xFF;
      }
    }
    return integers;
  }

  private static SqliteTable.MalformedException malformed(String detail) {
    return new SqliteTable.MalformedException("the header of a package: " + detail);
  }
}
