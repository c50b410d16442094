package dev.varve.blob;

import com.github.luben.zstd.ZstdIOException;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import dev.varve.failure.InputException;
import dev.varve.failure.ReasonCode;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;

/** The content of zstd frames (RFC 8878), skippable ones skipped, all as one stream. */
final class ZstdSource implements ByteSource, Closeable {
  private final ZstdInputStreamNoFinalizer in;
  private final StoredInput stored;
  private final String source;

  private ZstdSource(ZstdInputStreamNoFinalizer in, StoredInput stored, String source) {
    this.in = in;
    this.stored = stored;
    this.source = source;
  }

  /** Leaves {@code stored} open when it is closed itself. */
  static ZstdSource open(StoredInput stored, String source) throws IOException, InputException {
    try {
      return new ZstdSource(new ZstdInputStreamNoFinalizer(new Unclosed(stored)), stored, source);
    } catch (LinkageError e) {
      throw new InputException(
          ReasonCode.ZSTD_UNAVAILABLE,
          source,
          "the layer is zstd and the zstd library cannot be loaded here: " + e.getMessage());
    }
  }

  @Override
  public int read(byte[] into, int from, int length) throws IOException, InputException {
    try {
      int got = in.read(into, from, length);
      while (got == 0) {
        got = in.read(into, from, length);
      }
      return got;
    } catch (ZstdIOException e) {
      throw InputException.at(
          ReasonCode.ZSTD_MALFORMED, source, stored.count(), "bad zstd data: " + e.getMessage());
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  private static final class Unclosed extends java.io.FilterInputStream {
    Unclosed(InputStream in) {
      super(in);
    }

    @Override
    public void close() {
      // whoever opened the blob closes it
    }
  }
}
