package dev.varve.blob;

/**
 * Who inflates gzip data. The bytes are the same either way; so are the errors once {@code
 * LayerExpander} has asked the JDK again about data that libisal found damaged. One difference is
 * left: libisal takes incomplete Huffman codes, which zlib refuses and no compressor writes; such
 * data passes with libisal if its recorded checksum and length prove the bytes.
 */
public enum InflaterChoice {
  /** libisal for blobs of {@link #ISAL_FROM_BYTES} or more where it is installed, else the JDK. */
  AUTO,
  /** Always the JDK's inflater. */
  JDK,
  /** Always libisal; an error of the surroundings where it is not installed. */
  ISAL;

  /** Compressed size from which libisal pays for loading it (design.md section 10). */
  public static final long ISAL_FROM_BYTES = 16L << 20;

  /** Whether libisal is installed and works here; loads it. */
  public static boolean isIsalAvailable() {
    return IsalInflater.available();
  }

  /** Whether a blob of that size may be inflated by libisal, if it is installed. */
  public boolean mayBeIsal(long storedBytes) {
    return this == ISAL || (this == AUTO && storedBytes >= ISAL_FROM_BYTES);
  }
}
