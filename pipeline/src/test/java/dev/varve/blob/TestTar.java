package dev.varve.blob;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;

/** Builds tar archives block by block, also wrong ones, and compresses them. */
public final class TestTar {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /** A header block under construction; every field can be set to any bytes. */
  public static final class Header {
    private final byte[] block = new byte[512];

    public Header(String name, char type, long size) {
      text(0, 100, name).octal(100, 8, 0644).octal(108, 8, 0).octal(116, 8, 0);
      octal(124, 12, size).octal(136, 12, 1_000_000_000);
      block[156] = (byte) type;
      raw(257, "ustar\00000".getBytes(StandardCharsets.ISO_8859_1));
    }

    public Header text(int at, int length, String text) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      Arrays.fill(block, at, at + length, (byte) 0);
      System.arraycopy(bytes, 0, block, at, Math.min(length, bytes.length));
      return this;
    }

    public Header octal(int at, int length, long value) {
      return text(at, length, ("%0" + (length - 1) + "o").formatted(value));
    }

    public Header raw(int at, byte... bytes) {
      System.arraycopy(bytes, 0, block, at, bytes.length);
      return this;
    }

    public Header link(String target) {
      return text(157, 100, target);
    }

    /** GNU's magic, so that the prefix field means something else. */
    public Header gnu() {
      return raw(257, "ustar  \0".getBytes(StandardCharsets.ISO_8859_1));
    }

    public byte[] build() {
      int sum = 8 * ' ';
      for (int i = 0; i < 512; i++) {
        sum += i >= 148 && i < 156 ? 0 : block[i] & 0xFF;
      }
      byte[] done = block.clone();
      byte[] text = "%06o\0 ".formatted(sum).getBytes(StandardCharsets.ISO_8859_1);
      System.arraycopy(text, 0, done, 148, 8);
      return done;
    }
  }

  public TestTar raw(byte[] bytes) {
    out.writeBytes(bytes);
    return this;
  }

  public TestTar header(Header header) {
    return raw(header.build());
  }

  public TestTar body(byte[] content) {
    return raw(content).raw(new byte[-content.length & 511]);
  }

  public TestTar member(Header header, byte[] content) {
    return header(header).body(content);
  }

  public TestTar file(String name, String content) {
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    return member(new Header(name, '0', bytes.length), bytes);
  }

  public TestTar file(String name, int mode, byte[] content) {
    return member(new Header(name, '0', content.length).octal(100, 8, mode), content);
  }

  public TestTar dir(String name) {
    return header(new Header(name, '5', 0).octal(100, 8, 0755));
  }

  public TestTar symlink(String name, String target) {
    return header(new Header(name, '2', 0).link(target));
  }

  /** A pax extended header with these records, in order: key, value, key, value. */
  public TestTar pax(String... records) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    for (int i = 0; i < records.length; i += 2) {
      body.writeBytes(
          record(
              records[i].getBytes(StandardCharsets.UTF_8),
              records[i + 1].getBytes(StandardCharsets.UTF_8)));
    }
    return extension('x', body.toByteArray());
  }

  public TestTar extension(char type, byte[] body) {
    return member(new Header("././@Extension", type, body.length), body);
  }

  public TestTar longName(String name) {
    return extension('L', (name + "\0").getBytes(StandardCharsets.UTF_8));
  }

  public TestTar longLink(String name) {
    return extension('K', (name + "\0").getBytes(StandardCharsets.UTF_8));
  }

  public static byte[] record(byte[] key, byte[] value) {
    int rest = key.length + value.length + 3; // space, equals sign, newline
    int length = rest;
    while (String.valueOf(length).length() + rest != length) {
      length = String.valueOf(length).length() + rest;
    }
    ByteArrayOutputStream record = new ByteArrayOutputStream();
    record.writeBytes((length + " ").getBytes(StandardCharsets.US_ASCII));
    record.writeBytes(key);
    record.write('=');
    record.writeBytes(value);
    record.write('\n');
    return record.toByteArray();
  }

  /** The archive so far, without an end marker. */
  public byte[] open() {
    return out.toByteArray();
  }

  /** The archive with its end marker. */
  public byte[] build() {
    byte[] open = open();
    return Arrays.copyOf(open, open.length + 1024);
  }

  public static byte[] gzip(byte[] content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
