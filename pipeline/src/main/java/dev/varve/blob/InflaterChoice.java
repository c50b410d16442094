package dev.varve.blob;

/** Who inflates gzip data. The bytes and the errors are the same either way. */
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
}
