package dev.varve.blob;

import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import dev.varve.failure.ReasonCode;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The content of a blob, inflated by what its first bytes say it is (semantics.md section 2), with
 * the limits of design.md section 9 from the first byte. Counts and hashes the stored bytes on the
 * way; both are complete once {@link #read} has returned -1, since every blob is read to its end.
 * For use by one thread.
 */
public final class InflatedBlob implements ByteSource, Closeable {
  private static final String GZIP = "gzip";
  private static final String ZSTD = "zstd";
  private static final String NONE = "none";
  private static final int MAGIC_BYTES = 6;

  private final StoredInput stored;
  private final String source;
  private final Limits limits;
  private final String compression;
  private final ByteSource content;
  private final Closeable engine;
  private final Map<String, MessageDigest> digests;
  private final List<StructureFinding> findings;
  private long inflatedBytes;

  private InflatedBlob(
      StoredInput stored,
      String source,
      Limits limits,
      String compression,
      ByteSource content,
      Closeable engine,
      Map<String, MessageDigest> digests,
      List<StructureFinding> findings) {
    this.stored = stored;
    this.source = source;
    this.limits = limits;
    this.compression = compression;
    this.content = content;
    this.engine = engine;
    this.digests = digests;
    this.findings = findings;
  }

  /**
   * Starts reading a blob. Neither this call nor {@link #close()} closes {@code in}.
   *
   * @param expectedBytes stored size if it is known, else a negative number; only the choice of the
   *     inflater depends on it
   * @param algorithms digests of the stored bytes that are wanted: {@code sha256}, {@code sha512}
   * @param source what messages call the blob
   */
  public static InflatedBlob open(
      InputStream in,
      long expectedBytes,
      Collection<String> algorithms,
      InflaterChoice choice,
      Limits limits,
      String source)
      throws IOException, InputException {
    StoredInput stored = new StoredInput(in);
    String compression = compressionOf(stored.peek(MAGIC_BYTES), source);
    List<StructureFinding> findings = new ArrayList<>();
    ByteSource content = stored::read;
    Closeable engine = () -> {};
    Map<String, MessageDigest> digests = new LinkedHashMap<>();
    if (!compression.equals(NONE)) {
      algorithms.forEach(name -> digests.put(name, Digest.messageDigest(name)));
      stored.hashWith(digests.values());
    }
    if (compression.equals(GZIP)) {
      RawInflater inflater = inflater(choice, expectedBytes);
      content = new GzipSource(stored, inflater, source, findings::add);
      engine = inflater;
    } else if (compression.equals(ZSTD)) {
      ZstdSource zstd = ZstdSource.open(stored, source);
      content = zstd;
      engine = zstd;
    }
    return new InflatedBlob(
        stored, source, limits, compression, content, engine, digests, findings);
  }

  private static String compressionOf(byte[] magic, String source) throws InputException {
    if (startsWith(magic, 0x1F, 0x8B)) {
      return GZIP;
    }
    if (isZstd(magic)) {
      return ZSTD;
    }
    if (startsWith(magic, 'B', 'Z', 'h') || startsWith(magic, 0xFD, '7', 'z', 'X', 'Z', 0)) {
      throw InputException.at(
          ReasonCode.UNSUPPORTED_COMPRESSION,
          source,
          0,
          "the data is " + (magic[0] == 'B' ? "bzip2" : "xz") + ", which is no layer format");
    }
    return NONE;
  }

  private static RawInflater inflater(InflaterChoice choice, long expectedBytes)
      throws IOException {
    return switch (choice) {
      case JDK -> new JdkInflater();
      case ISAL -> {
        if (!IsalInflater.available()) {
          throw new IOException(
              "the inflater isal was asked for, but libisal.so.2 cannot be loaded here; install"
                  + " libisal2 or use the inflater jdk");
        }
        yield IsalInflater.create();
      }
      case AUTO ->
          choice.mayBeIsal(expectedBytes) && IsalInflater.available()
              ? IsalInflater.create()
              : new JdkInflater();
    };
  }

  private static boolean isZstd(byte[] magic) {
    return startsWith(magic, 0x28, 0xB5, 0x2F, 0xFD)
        || (magic.length >= 4
            && (magic[0] & 0xF0) == 0x50
            && magic[1] == 0x2A
            && magic[2] == 0x4D
            && magic[3] == 0x18);
  }

  private static boolean startsWith(byte[] bytes, int... prefix) {
    if (bytes.length < prefix.length) {
      return false;
    }
    for (int i = 0; i < prefix.length; i++) {
      if ((bytes[i] & 0xFF) != prefix[i]) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int read(byte[] into, int from, int length) throws IOException, InputException {
    int got = content.read(into, from, length);
    if (got > 0) {
      inflatedBytes += got;
      checkLimits();
    }
    return got;
  }

  private void checkLimits() throws InputException {
    if (inflatedBytes > limits.maxLayerBytes()) {
      throw InputException.at(
          ReasonCode.LAYER_TOO_LARGE,
          source,
          stored.count(),
          "more than " + limits.maxLayerBytes() + " bytes of content");
    }
    if (inflatedBytes > Limits.RATIO_GRACE_BYTES
        && inflatedBytes / limits.maxCompressionRatio() > stored.count()) {
      throw InputException.at(
          ReasonCode.COMPRESSION_RATIO,
          source,
          stored.count(),
          "more than "
              + limits.maxCompressionRatio()
              + " bytes of content for each stored byte: "
              + inflatedBytes
              + " so far");
    }
  }

  /** {@code gzip}, {@code zstd} or {@code none}. */
  public String compression() {
    return compression;
  }

  /** Stored bytes read so far. */
  public long storedBytes() {
    return stored.count();
  }

  /** Bytes of content read so far. */
  public long inflatedBytes() {
    return inflatedBytes;
  }

  /** What was odd about the compressed form; complete at the end of the content. */
  public List<StructureFinding> findings() {
    return List.copyOf(findings);
  }

  /**
   * The digests asked for, of the stored bytes; call once, at the end of the content. None if the
   * compression is {@code none}: they are those of the content, which callers hash anyway.
   */
  public List<Digest> digests() {
    List<Digest> done = new ArrayList<>();
    digests.forEach(
        (name, digest) -> done.add(new Digest(name, HexFormat.of().formatHex(digest.digest()))));
    return done;
  }

  @Override
  public void close() throws IOException {
    engine.close();
  }
}
