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

  /**
   * Whoever read the results stopped before their end, and no verdict was reached: what a shell
   * reports of a program that SIGPIPE ends. Never {@link #CLEAN}, which would pass a failing check.
   */
  static final int PIPE_CLOSED = 141;

  private ExitCode() {}
}
