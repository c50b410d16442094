package dev.varve.report;

/** File modes as text. */
public final class ModeText {
  private ModeText() {}

  /** The low twelve bits as four octal digits (semantics.md section 4). */
  public static String octal(int modeBits) {
    String digits = Integer.toOctalString(modeBits & 07777);
    return "0000".substring(digits.length()) + digits;
  }
}
