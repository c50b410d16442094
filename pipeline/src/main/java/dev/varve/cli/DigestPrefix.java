package dev.varve.cli;

import java.util.Locale;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** A digest by its first hexadecimal digits, as people copy it. */
final class DigestPrefix {
  private static final Pattern DIGITS = Pattern.compile("[0-9a-f]{6,128}");

  private DigestPrefix() {}

  /**
   * The digits, with or without their algorithm before them.
   *
   * @param option for the message if they are none
   */
  static String of(CommandSpec command, String option, String written) {
    String digits = written.toLowerCase(Locale.ROOT).replaceFirst("^sha(256|512):", "");
    if (!DIGITS.matcher(digits).matches()) {
      throw new ParameterException(
          command.commandLine(),
          option + " takes 6 to 64 hexadecimal digits, not '" + written + "'");
    }
    return digits;
  }

  /** Whether a digest's hexadecimal digits begin as written; of what is no prefix, false. */
  static boolean isOf(String hex, String written) {
    String digits = written.replaceFirst("^sha256:", "");
    return DIGITS.matcher(digits).matches() && hex.startsWith(digits);
  }
}
