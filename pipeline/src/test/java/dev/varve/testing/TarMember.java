package dev.varve.testing;

import dev.varve.blob.Bytes;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * One member of a layer tar, written exactly as asked for: names are bytes, nothing is checked or
 * cleaned, and a pax header comes before the member only where ustar has no room.
 *
 * <p>Defaults: owner 0:0 without names, time 1000000000, mode 0755 for directories and 0644 for all
 * else. The bytes are those of the test-vector format (see {@link VectorFile}).
 */
public final class TarMember {
  private static final int BLOCK = 512;
  private static final long OCTAL_LIMIT = 0_7777777;

  private final char type;
  private final Bytes name;
  private Bytes link = Bytes.EMPTY;
  private Bytes content = Bytes.EMPTY;
  private int modeBits;
  private long uid;
  private long gid;
  private String uname = "";
  private String gname = "";
  private long mtimeSeconds = 1_000_000_000L;
  private int mtimeNanos;
  private int devMajor;
  private int devMinor;
  private final Map<String, Bytes> xattrs = new TreeMap<>();
  private final Map<String, Bytes> pax = new LinkedHashMap<>();

  private TarMember(char type, Bytes name) {
    this.type = type;
    this.name = name;
    this.modeBits = type == '5' ? 0755 : 0644;
  }

  /** A member of any type, by tar's type character. */
  public static TarMember ofType(char type, Bytes name) {
    return new TarMember(type, name);
  }

  public static TarMember file(String name, String content) {
    return ofType('0', Bytes.utf8(name)).content(Bytes.utf8(content));
  }

  /** A static x86-64 program, as far as a reader of its head can tell; the text makes it unique. */
  public static TarMember program(String name, String text) {
    return ofType('0', Bytes.utf8(name)).content(elf(text)).mode(0755);
  }

  /** The head of such a program, and a text that makes it unique. */
  public static Bytes elf(String text) {
    Bytes header =
        Bytes.fromHex(
            "7f454c4602010100000000000000000002003e0001000000780040000000000000000000000000000000000000"
                + "00000000000000400038000000000000000000");
    return header.plus(Bytes.utf8(text + "\n"));
  }

  public static TarMember dir(String name) {
    return ofType('5', Bytes.utf8(name));
  }

  public static TarMember symlink(String name, String target) {
    return ofType('2', Bytes.utf8(name)).link(Bytes.utf8(target));
  }

  public static TarMember hardlink(String name, String target) {
    return ofType('1', Bytes.utf8(name)).link(Bytes.utf8(target));
  }

  public TarMember link(Bytes target) {
    this.link = target;
    return this;
  }

  public TarMember content(Bytes bytes) {
    this.content = bytes;
    return this;
  }

  /** The header's mode field, of which a tar reader sees all bits. */
  public TarMember mode(int bits) {
    this.modeBits = bits;
    return this;
  }

  public TarMember owner(long uid, long gid) {
    this.uid = uid;
    this.gid = gid;
    return this;
  }

  public TarMember ownerNames(String uname, String gname) {
    this.uname = uname;
    this.gname = gname;
    return this;
  }

  public TarMember mtime(long seconds, int nanos) {
    this.mtimeSeconds = seconds;
    this.mtimeNanos = nanos;
    return this;
  }

  public TarMember device(int major, int minor) {
    this.devMajor = major;
    this.devMinor = minor;
    return this;
  }

  public TarMember xattr(String name, Bytes value) {
    xattrs.put(name, value);
    return this;
  }

  /** A record for the pax header, beside those that are made by need. */
  public TarMember pax(String key, Bytes value) {
    pax.put(key, value);
    return this;
  }

  /**
   * Turns the file into a sparse one (GNU format 1.0 in pax): its content, then a hole up to the
   * logical size.
   */
  public TarMember sparse(long logicalBytes) {
    Bytes map = Bytes.utf8("1\n0\n" + content.length() + "\n");
    pax("GNU.sparse.major", Bytes.utf8("1"));
    pax("GNU.sparse.minor", Bytes.utf8("0"));
    pax("GNU.sparse.name", name);
    pax("GNU.sparse.realsize", Bytes.utf8(Long.toString(logicalBytes)));
    byte[] padded = Arrays.copyOf(map.toArray(), BLOCK);
    content = Bytes.wrap(padded).plus(content);
    return this;
  }

  /** The member with its headers, padded to whole blocks. */
  public byte[] bytes() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] records = records();
    if (records.length > 0) {
      out.writeBytes(paxHeader(records.length));
      out.writeBytes(padded(records));
    }
    out.writeBytes(
        header(
            type,
            name,
            link,
            modeBits,
            Math.min(uid, OCTAL_LIMIT),
            Math.min(gid, OCTAL_LIMIT),
            content.length(),
            Math.max(mtimeSeconds, 0),
            this));
    out.writeBytes(padded(content.toArray()));
    return out.toByteArray();
  }

  private byte[] records() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    if (name.length() > 100) {
      out.writeBytes(record("path", name));
    }
    if (link.length() > 100) {
      out.writeBytes(record("linkpath", link));
    }
    if (uid > OCTAL_LIMIT) {
      out.writeBytes(record("uid", Bytes.utf8(Long.toString(uid))));
    }
    if (gid > OCTAL_LIMIT) {
      out.writeBytes(record("gid", Bytes.utf8(Long.toString(gid))));
    }
    if (mtimeNanos != 0 || mtimeSeconds < 0) {
      String time = mtimeSeconds + "." + String.format("%09d", mtimeNanos);
      out.writeBytes(record("mtime", Bytes.utf8(time)));
    }
    xattrs.forEach((key, value) -> out.writeBytes(record("SCHILY.xattr." + key, value)));
    pax.forEach((key, value) -> out.writeBytes(record(key, value)));
    return out.toByteArray();
  }

  /** A pax record; its length field counts itself. */
  static byte[] record(String key, Bytes value) {
    byte[] prefix = (" " + key + "=").getBytes(StandardCharsets.UTF_8);
    int rest = prefix.length + value.length() + 1;
    int length = rest;
    while (Integer.toString(length).length() + rest != length) {
      length = Integer.toString(length).length() + rest;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(Integer.toString(length).getBytes(StandardCharsets.US_ASCII));
    out.writeBytes(prefix);
    out.writeBytes(value.toArray());
    out.write('\n');
    return out.toByteArray();
  }

  private static byte[] paxHeader(int length) {
    TarMember plain = ofType('x', Bytes.utf8("PaxHeaders/x"));
    return header('x', plain.name, Bytes.EMPTY, 0644, 0, 0, length, 0, plain);
  }

  private static byte[] header(
      char type,
      Bytes name,
      Bytes link,
      int modeBits,
      long uid,
      long gid,
      long size,
      long mtime,
      TarMember rest) {
    byte[] block = new byte[BLOCK];
    put(block, 0, 100, name.toArray());
    octal(block, 100, 7, modeBits);
    octal(block, 108, 7, uid);
    octal(block, 116, 7, gid);
    octal(block, 124, 11, size);
    octal(block, 136, 11, mtime);
    block[156] = (byte) type;
    put(block, 157, 100, link.toArray());
    put(block, 257, 8, "ustar\00000".getBytes(StandardCharsets.US_ASCII));
    put(block, 265, 32, rest.uname.getBytes(StandardCharsets.UTF_8));
    put(block, 297, 32, rest.gname.getBytes(StandardCharsets.UTF_8));
    octal(block, 329, 7, rest.devMajor);
    octal(block, 337, 7, rest.devMinor);
    Arrays.fill(block, 148, 156, (byte) ' ');
    int sum = 0;
    for (byte b : block) {
      sum += b & 0xFF;
    }
    octal(block, 148, 6, sum);
    block[154] = 0;
    return block;
  }

  private static void put(byte[] block, int at, int room, byte[] value) {
    System.arraycopy(value, 0, block, at, Math.min(room, value.length));
  }

  private static void octal(byte[] block, int at, int digits, long value) {
    String text = Long.toOctalString(value);
    put(
        block,
        at,
        digits,
        ("0".repeat(digits - text.length()) + text).getBytes(StandardCharsets.US_ASCII));
  }

  private static byte[] padded(byte[] bytes) {
    return Arrays.copyOf(bytes, (bytes.length + BLOCK - 1) / BLOCK * BLOCK);
  }
}
