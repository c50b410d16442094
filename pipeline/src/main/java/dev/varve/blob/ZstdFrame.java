package dev.varve.blob;

import com.github.luben.zstd.Zstd;

/** Bytes as one zstd frame (RFC 8878), for what keeps frames in a format of its own. */
public final class ZstdFrame {
  /** The level that zstd's makers call its default. */
  private static final int LEVEL = 3;

  private ZstdFrame() {}

  /** Compresses; the same bytes give the same frame. */
  public static byte[] of(byte[] plain) {
    return Zstd.compress(plain, LEVEL);
  }
}
