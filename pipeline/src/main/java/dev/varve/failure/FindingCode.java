package dev.varve.failure;

import static dev.varve.failure.Severity.ERROR;
import static dev.varve.failure.Severity.INFO;
import static dev.varve.failure.Severity.WARNING;

import java.util.Locale;

/**
 * What can be odd about an image that is analysed all the same (semantics.md section 11). The text
 * form is the constant's name in lower case with hyphens and is part of the output format.
 */
public enum FindingCode {
  UNSAFE_PATH(ERROR),
  UNSAFE_LINK_TARGET(ERROR),
  ROOT_NOT_DIRECTORY(ERROR),
  INVALID_WHITEOUT(ERROR),
  RESERVED_NAME(ERROR),
  SYMLINK_LOOP(ERROR),
  HARDLINK_TARGET_MISSING(ERROR),
  HARDLINK_TO_DIRECTORY(ERROR),
  DIFF_ID_MISMATCH(ERROR),
  BLOB_DIGEST_MISMATCH(ERROR),
  BLOB_SIZE_MISMATCH(ERROR),
  CONFIG_DIGEST_MISMATCH(ERROR),

  DUPLICATE_ENTRY(WARNING),
  PARENT_SYMLINK(WARNING),
  WHITEOUT_THROUGH_SYMLINK(WARNING),
  PARENT_NOT_DIRECTORY(WARNING),
  HARDLINK_FORWARD(WARNING),
  HARDLINK_SELF(WARNING),
  UNSUPPORTED_TYPE(WARNING),
  MALFORMED_CAPABILITY(WARNING),
  NO_DIFF_IDS(WARNING),
  GZIP_TRAILING_DATA(WARNING),

  ORPHAN_WHITEOUT(INFO),
  HARDLINK_TARGET_IN_LOWER_LAYER(INFO),
  PAX_GLOBAL_HEADER(INFO),
  SPARSE_ENTRY(INFO),
  TAR_NO_END_MARKER(INFO),
  TAR_LONE_ZERO_BLOCK(INFO),
  TAR_DATA_AFTER_END(INFO);

  private final String code;
  private final Severity severity;

  FindingCode(Severity severity) {
    this.code = name().toLowerCase(Locale.ROOT).replace('_', '-');
    this.severity = severity;
  }

  /** The stable text form, such as {@code orphan-whiteout}. */
  public String code() {
    return code;
  }

  public Severity severity() {
    return severity;
  }

  /** Whether an image with this finding counts as not verified (semantics.md section 2). */
  public boolean unverified() {
    return this == DIFF_ID_MISMATCH
        || this == BLOB_DIGEST_MISMATCH
        || this == BLOB_SIZE_MISMATCH
        || this == CONFIG_DIGEST_MISMATCH;
  }
}
