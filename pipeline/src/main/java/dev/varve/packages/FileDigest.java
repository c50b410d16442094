package dev.varve.packages;

import dev.varve.blob.Bytes;
import dev.varve.layer.PackageDigests;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The digest that a database has of a file. */
record FileDigest(Algorithm algorithm, Bytes value) {
  /** Those that can be compared with what expansion computes. */
  enum Algorithm {
    MD5(16),
    SHA1(20),
    SHA256(32);

    private final int bytes;

    Algorithm(int bytes) {
      this.bytes = bytes;
    }
  }

  private static final FileDigest EMPTY_MD5 =
      new FileDigest(Algorithm.MD5, Bytes.fromHex("d41d8cd98f00b204e9800998ecf8427e"));
  private static final FileDigest EMPTY_SHA1 =
      new FileDigest(Algorithm.SHA1, Bytes.fromHex("da39a3ee5e6b4b0d3255bfef95601890afd80709"));

  /** A digest in hexadecimal digits; null if it is none of the algorithm. */
  static @Nullable FileDigest ofHex(Algorithm algorithm, String hex) {
    boolean wellFormed =
        hex.length() == 2 * algorithm.bytes
            && hex.toLowerCase(Locale.ROOT)
                .chars()
                .allMatch(c -> "0123456789abcdef".indexOf(c) >= 0);
    return wellFormed ? new FileDigest(algorithm, Bytes.fromHex(hex)) : null;
  }

  /**
   * Whether a file has this digest; null if its digest of that kind is not known.
   *
   * @param sha256 of the content
   * @param others what expansion computed besides
   */
  @Nullable Boolean matches(long size, @Nullable Bytes sha256, PackageDigests others) {
    if (algorithm == Algorithm.SHA256) {
      return sha256 == null ? null : sha256.equals(value);
    }
    if (size == 0) {
      return equals(algorithm == Algorithm.MD5 ? EMPTY_MD5 : EMPTY_SHA1);
    }
    Bytes known = algorithm == Algorithm.MD5 ? others.md5() : others.sha1();
    return known == null ? null : known.equals(value);
  }
}
