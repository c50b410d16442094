package dev.varve.cli;

import dev.varve.report.Ink;
import dev.varve.report.TextPage;
import java.util.logging.Level;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How much a command says, and in which look. */
@OptionGroup(
    heading = "Messages and looks",
    common = true,
    environment = {
      "COLUMNS: how wide text is, in place of the terminal's width",
      "NO_COLOR: no colours, if not empty",
      "CLICOLOR_FORCE: colours also where results go to a file, if neither empty nor 0",
      "CLICOLOR: 0 for no colours"
    })
final class TalkOptions {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  private boolean help;

  @Option(
      names = {"-q", "--quiet"},
      description = "Only results and errors, no progress.")
  private boolean quiet;

  @Option(
      names = {"-v", "--verbose"},
      description =
          "Also what goes on, findings one by one, and the stack trace of an internal error.")
  private boolean verbose;

  @Option(
      names = "--log-format",
      paramLabel = "text|json",
      description = "Form of log messages, and of a scan's progress, on standard error.")
  private LogFormat logFormat = LogFormat.TEXT;

  @Option(
      names = "--color",
      paramLabel = "auto|always|never",
      description = "Colours: as terminal and environment say (default), always or never.")
  private Color color = Color.AUTO;

  /** When text is coloured. */
  enum Color {
    AUTO,
    ALWAYS,
    NEVER
  }

  /** The forms of log messages. */
  enum LogFormat {
    TEXT,
    JSON
  }

  /** Lets log messages through as these options say. */
  void applyToLogs(Console console) {
    Level level = quiet ? Level.SEVERE : verbose ? Level.INFO : Level.WARNING;
    Logs.send(console, level, verbose, logFormat);
  }

  /** Shows how far a scan is; null if nobody wants to know. */
  @Nullable ProgressDisplay progress(Console console) {
    return quiet ? null : new ProgressDisplay(console, logFormat, System::nanoTime);
  }

  boolean isVerbose() {
    return verbose;
  }

  Ink ink(Console console) {
    return switch (color) {
      case ALWAYS -> Ink.ANSI;
      case NEVER -> Ink.PLAIN;
      case AUTO -> console.usualInk();
    };
  }

  TextPage page(Console console) {
    return console.page(ink(console));
  }
}
