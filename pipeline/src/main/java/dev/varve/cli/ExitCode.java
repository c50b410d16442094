package dev.varve.cli;

/** What the program tells its caller (design.md section 6). */
final class ExitCode {
  /** Clean, or the same. */
  static final int CLEAN = 0;

  /** Findings at or above the limit, an image that is not verified, or images that differ. */
  static final int FINDINGS = 1;

  /** Wrong usage, a configuration or an input that cannot be used. */
  static final int UNUSABLE = 2;

  /** Finished, but some images could not be analysed; outranks findings. */
  static final int INCOMPLETE = 3;

  private ExitCode() {}
}
