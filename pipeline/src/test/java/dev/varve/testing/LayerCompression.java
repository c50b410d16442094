package dev.varve.testing;

import com.github.luben.zstd.Zstd;
import com.jcraft.jzlib.Deflater;
import com.jcraft.jzlib.JZlib;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.CRC32;

/**
 * How a test stores a layer. The gzip forms are made by a deflater in pure Java, since the JDK's
 * may be any zlib and committed images must come out the same everywhere.
 */
public enum LayerCompression {
  NONE,
  GZIP,
  /** Two gzip members, cut at a place that is no block boundary. */
  GZIP_MEMBERS,
  /** A gzip member for every tar block run, as seekable formats have it. */
  GZIP_CHUNKS,
  /** A gzip member, and bytes after it that are not zero. */
  GZIP_TRAILING,
  ZSTD,
  /** A zstd frame after a skippable one. */
  ZSTD_SKIPPABLE;

  /** The form named in a fixture or vector file, such as {@code gzip-members}. */
  public static LayerCompression named(String name) {
    return valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_'));
  }

  /** What the media type of such a layer ends with. */
  public String mediaSuffix() {
    return switch (this) {
      case NONE -> "";
      case ZSTD, ZSTD_SKIPPABLE -> "+zstd";
      case GZIP, GZIP_MEMBERS, GZIP_CHUNKS, GZIP_TRAILING -> "+gzip";
    };
  }

  /** The bytes in this form. */
  public byte[] encode(byte[] plain) {
    return switch (this) {
      case NONE -> plain;
      case GZIP -> gzip(plain);
      case GZIP_MEMBERS -> {
        int cut = Math.min(plain.length, plain.length / 2 + 7);
        yield joined(
            gzip(Arrays.copyOf(plain, cut)), gzip(Arrays.copyOfRange(plain, cut, plain.length)));
      }
      case GZIP_CHUNKS -> {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int at = 0; at < plain.length; at += 4096) {
          out.writeBytes(gzip(Arrays.copyOfRange(plain, at, Math.min(plain.length, at + 4096))));
        }
        yield out.toByteArray();
      }
      case GZIP_TRAILING -> joined(gzip(plain), new byte[] {'m', 'o', 'r', 'e'});
      case ZSTD -> Zstd.compress(plain, 9);
      case ZSTD_SKIPPABLE ->
          joined(
              new byte[] {0x50, 0x2A, 0x4D, 0x18, 3, 0, 0, 0, 'a', 'b', 'c'},
              Zstd.compress(plain, 9));
    };
  }

  private static byte[] joined(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  private static byte[] gzip(byte[] plain) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {0x1F, (byte) 0x8B, 8, 0, 0, 0, 0, 0, 2, (byte) 0xFF});
    out.writeBytes(deflated(plain));
    CRC32 crc = new CRC32();
    crc.update(plain);
    littleEndian(out, crc.getValue());
    littleEndian(out, plain.length);
    return out.toByteArray();
  }

  private static byte[] deflated(byte[] plain) {
    Deflater deflater = new Deflater();
    // Negative window bits ask for raw deflate, without zlib's own frame.
    deflater.init(JZlib.Z_BEST_COMPRESSION, -15);
    deflater.setInput(plain);
    byte[] buffer = new byte[plain.length + plain.length / 1000 + 128];
    deflater.setOutput(buffer);
    int status = deflater.deflate(JZlib.Z_FINISH);
    if (status != JZlib.Z_STREAM_END) {
      throw new IllegalStateException("deflate stopped with " + status);
    }
    byte[] result = Arrays.copyOf(buffer, (int) deflater.getTotalOut());
    deflater.end();
    return result;
  }

  private static void littleEndian(ByteArrayOutputStream out, long value) {
    for (int shift = 0; shift < 32; shift += 8) {
      out.write((int) (value >>> shift));
    }
  }
}
