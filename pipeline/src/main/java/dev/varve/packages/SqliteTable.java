package dev.varve.packages;

import dev.varve.blob.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * Reads one table of a SQLite database from beginning to end (sqlite.org/fileformat2.html, sections
 * 1.3 to 2.6): table b-trees, overflow pages, records. Every page is looked at once at most, and
 * rows together have no more bytes than the file, so that time and memory are bounded by the file
 * whatever it says.
 */
final class SqliteTable {
  private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);
  private static final int FILE_HEADER_BYTES = 100;
  private static final int INTERIOR = 0x05;
  private static final int LEAF = 0x0d;

  /** A b-tree of the largest file has fewer levels. */
  private static final int MAX_DEPTH = 24;

  /** The table of tables begins on the first page. */
  private static final int SCHEMA_PAGE = 1;

  private static final int SCHEMA_TYPE = 0;
  private static final int SCHEMA_NAME = 1;
  private static final int SCHEMA_ROOT = 3;

  private final byte[] file;
  private final int pageBytes;
  private final int usableBytes;
  private final int pages;
  private final BitSet seen = new BitSet();
  private long rowBytes;

  /** The bytes are not such a database. */
  static final class MalformedException extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedException(String message) {
      super(message);
    }
  }

  /** Takes the rows of a table. */
  interface RowTaker<E extends Exception> {
    /** Takes the values of one row as stored: big-endian integers, texts and blobs as bytes. */
    void take(List<Bytes> values) throws MalformedException, E;
  }

  private SqliteTable(byte[] file) throws MalformedException {
    this.file = file;
    if (file.length < FILE_HEADER_BYTES || !Arrays.equals(file, 0, 16, MAGIC, 0, 16)) {
      throw new MalformedException("it does not begin as a SQLite database");
    }
    int written = unsigned(16, 2);
    this.pageBytes = written == 1 ? 65_536 : written;
    if (pageBytes < 512 || Integer.bitCount(pageBytes) != 1) {
      throw new MalformedException("pages of " + pageBytes + " bytes");
    }
    this.usableBytes = pageBytes - unsigned(20, 1);
    if (usableBytes < 480) {
      throw new MalformedException("pages of which only " + usableBytes + " bytes count");
    }
    this.pages = file.length / pageBytes;
  }

  /**
   * Shows every row of a table.
   *
   * @param name of the table
   * @throws MalformedException if there is no such table, or the file breaks the format
   */
  static <E extends Exception> void eachRow(Bytes file, String name, RowTaker<E> taker)
      throws MalformedException, E {
    SqliteTable database = new SqliteTable(file.unsafeArray());
    List<Integer> roots = new ArrayList<>();
    RowTaker<MalformedException> schema =
        values -> {
          if (values.size() > SCHEMA_ROOT
              && values.get(SCHEMA_TYPE).equals(Bytes.utf8("table"))
              && values.get(SCHEMA_NAME).equals(Bytes.utf8(name))) {
            roots.add(integer(values.get(SCHEMA_ROOT)));
          }
        };
    database.walk(SCHEMA_PAGE, 0, schema);
    if (roots.size() != 1) {
      throw new MalformedException("it has " + roots.size() + " tables called " + name);
    }
    database.walk(roots.get(0), 0, taker);
  }

  private <E extends Exception> void walk(int page, int depth, RowTaker<E> taker)
      throws MalformedException, E {
    if (depth > MAX_DEPTH) {
      throw new MalformedException("a tree deeper than " + MAX_DEPTH + " pages");
    }
    int start = enter(page);
    int header = page == SCHEMA_PAGE ? start + FILE_HEADER_BYTES : start;
    int kind = unsigned(header, 1);
    if (kind != INTERIOR && kind != LEAF) {
      throw new MalformedException("page " + page + " is of kind " + kind + ", not of a table");
    }
    int cells = unsigned(header + 3, 2);
    int pointers = header + (kind == INTERIOR ? 12 : 8);
    if (pointers + 2L * cells > (long) start + usableBytes) {
      throw new MalformedException("page " + page + " has room for fewer than " + cells + " cells");
    }
    for (int i = 0; i < cells; i++) {
      int cell = start + unsigned(pointers + 2 * i, 2);
      if (kind == INTERIOR) {
        walk(pageNumber(cell), depth + 1, taker);
      } else {
        taker.take(record(payload(cell, start + usableBytes)));
      }
    }
    if (kind == INTERIOR) {
      walk(pageNumber(header + 8), depth + 1, taker);
    }
  }

  /** Marks a page as seen and returns where it begins. */
  private int enter(int page) throws MalformedException {
    if (page < 1 || page > pages) {
      throw new MalformedException("page " + page + " of " + pages);
    }
    if (seen.get(page)) {
      throw new MalformedException("page " + page + " belongs to two places");
    }
    seen.set(page);
    return (page - 1) * pageBytes;
  }

  private byte[] payload(int cell, int pageEnd) throws MalformedException {
    Varint length = Varint.at(file, cell, pageEnd);
    Varint rowId = Varint.at(file, length.end(), pageEnd);
    if (length.value() < 0 || length.value() > file.length) {
      throw new MalformedException("a row of " + length.value() + " bytes");
    }
    int total = (int) length.value();
    // A page may lead to the same row from each of its cells.
    rowBytes += total;
    if (rowBytes > file.length) {
      throw new MalformedException("rows that have more bytes than the file");
    }
    int most = usableBytes - 35;
    int local = total;
    if (total > most) {
      int least = (usableBytes - 12) * 32 / 255 - 23;
      int rest = least + (total - least) % (usableBytes - 4);
      local = rest <= most ? rest : least;
    }
    int from = rowId.end();
    if (from + (long) local + (local < total ? 4 : 0) > pageEnd) {
      throw new MalformedException("a row that leaves its page");
    }
    byte[] payload = new byte[total];
    System.arraycopy(file, from, payload, 0, local);
    int next = local < total ? pageNumber(from + local) : 0;
    for (int filled = local; filled < total; ) {
      int start = enter(next);
      int piece = Math.min(total - filled, usableBytes - 4);
      System.arraycopy(file, start + 4, payload, filled, piece);
      filled += piece;
      next = pageNumber(start);
    }
    return payload;
  }

  /** The values of a record: a header of their kinds and lengths, then the values. */
  private static List<Bytes> record(byte[] payload) throws MalformedException {
    Varint header = Varint.at(payload, 0, payload.length);
    if (header.value() < header.end() || header.value() > payload.length) {
      throw new MalformedException("a row's header of " + header.value() + " bytes");
    }
    int headerEnd = (int) header.value();
    List<Bytes> values = new ArrayList<>();
    int at = headerEnd;
    for (int kindAt = header.end(); kindAt < headerEnd; ) {
      Varint kind = Varint.at(payload, kindAt, headerEnd);
      kindAt = kind.end();
      long length = length(kind.value());
      if (length > payload.length - at) {
        throw new MalformedException("a value of " + length + " bytes that its row does not have");
      }
      values.add(Bytes.copyOf(payload, at, at + (int) length));
      at += (int) length;
    }
    return values;
  }

  private static long length(long kind) throws MalformedException {
    if (kind >= 12) {
      return (kind - 12) / 2;
    }
    if (kind < 0 || kind == 10 || kind == 11) {
      throw new MalformedException("a value of kind " + kind);
    }
    return switch ((int) kind) {
      case 1, 2, 3, 4 -> kind;
      case 5 -> 6;
      case 6, 7 -> 8;
      default -> 0;
    };
  }

  private static int integer(Bytes value) throws MalformedException {
    if (value.isEmpty() || value.length() > 4) {
      throw new MalformedException("a page number of " + value.length() + " bytes");
    }
    int number = 0;
    for (int i = 0; i < value.length(); i++) {
      number = number << 8 | value.at(i) & 0xFF;
    }
    return number;
  }

  private int pageNumber(int at) throws MalformedException {
    if (at + 4L > file.length) {
      throw new MalformedException("a page number behind the end");
    }
    long number = Integer.toUnsignedLong(unsigned(at, 4));
    return (int) Math.min(number, Integer.MAX_VALUE);
  }

  private int unsigned(int at, int bytes) throws MalformedException {
    if (at + (long) bytes > file.length) {
      throw new MalformedException("a number behind the end");
    }
    int number = 0;
    for (int i = 0; i < bytes; i++) {
      number = number << 8 | file[at + i] & 0xFF;
    }
    return number;
  }

  /**
   * An integer of one to nine bytes, seven bits in each but the ninth.
   *
   * @param end where it ends
   */
  private record Varint(long value, int end) {
    static Varint at(byte[] bytes, int from, int limit) throws MalformedException {
      long value = 0;
      for (int i = 0; i < 9; i++) {
        if (from + i >= Math.min(limit, bytes.length)) {
          throw new MalformedException("a number that is cut off");
        }
        byte b = bytes[from + i];
        if (i == 8) {
          return new Varint(value << 8 | b & 0xFF, from + 9);
        }
        value = value << 7 | b & 0x7F;
        if (b >= 0) {
          return new Varint(value, from + i + 1);
        }
      }
      throw new AssertionError("nine bytes are the end");
    }
  }
}
