package dev.varve.cli;

import dev.varve.gate.PhaseTimes;
import dev.varve.report.TerminalText;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a command talks to: results go to {@link #out}, everything else to {@link #err}. The
 * process's own streams in the program, buffers in tests.
 */
final class Console {
  private static final int DEFAULT_COLUMNS = 100;

  /** Terminals are hardly ever narrower. */
  private static final int DEFAULT_STATUS_COLUMNS = 79;

  private static final int MIN_COLUMNS = 60;
  private static final int MAX_COLUMNS = 400;

  private final Results out;
  private final StatusStream status;
  private final PrintStream err;
  private final Map<String, String> environment;
  private final boolean terminal;
  private final boolean errTerminal;
  private final PhaseTimes phases = new PhaseTimes();

  /**
   * @param terminal whether {@code out} is one, so that colours make sense
   * @param errTerminal whether {@code err} is one, so that a line may change in place
   */
  Console(
      OutputStream out,
      OutputStream err,
      Map<String, String> environment,
      boolean terminal,
      boolean errTerminal) {
    this.out = new Results(out);
    this.status = new StatusStream(err);
    this.err = new PrintStream(status, true, StandardCharsets.UTF_8);
    this.environment = Map.copyOf(environment);
    this.terminal = terminal;
    this.errTerminal = errTerminal;
  }

  /** The streams of this process, which report a closed pipe instead of swallowing it. */
  static Console ofProcess() {
    return new Console(
        new FileOutputStream(FileDescriptor.out),
        new FileOutputStream(FileDescriptor.err),
        System.getenv(),
        isTerminal("/proc/self/fd/1"),
        isTerminal("/proc/self/fd/2"));
  }

  /** A stream that remembers whether anything was written. */
  static final class Results extends FilterOutputStream {
    private boolean begun;

    private Results(OutputStream out) {
      super(out);
    }

    @Override
    public void write(int b) throws IOException {
      begun = true;
      out.write(b);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      begun |= length > 0;
      out.write(bytes, from, length);
    }
  }

  OutputStream out() {
    return out;
  }

  /** Whether results have been written, so that a command may not start over. */
  boolean hasResults() {
    return out.begun;
  }

  PrintStream err() {
    return err;
  }

  Map<String, String> environment() {
    return environment;
  }

  /** Begun with this console, which is the first thing that the program makes. */
  PhaseTimes phases() {
    return phases;
  }

  boolean isTerminal() {
    return terminal;
  }

  /** Columns of the page that text is laid out for. */
  int columns() {
    try {
      int columns = Integer.parseInt(environment.getOrDefault("COLUMNS", ""));
      return Math.max(MIN_COLUMNS, Math.min(MAX_COLUMNS, columns));
    } catch (NumberFormatException e) {
      return DEFAULT_COLUMNS;
    }
  }

  /** The line at the end of standard error that may change; null if that is no terminal. */
  @Nullable StatusStream status() {
    return errTerminal && !environment.getOrDefault("TERM", "").equals("dumb") ? status : null;
  }

  /** Columns of that line. The cursor stays behind it, so it is never as wide as the terminal. */
  int statusColumns() {
    try {
      return Math.max(1, Integer.parseInt(environment.getOrDefault("COLUMNS", "")) - 1);
    } catch (NumberFormatException e) {
      return DEFAULT_STATUS_COLUMNS;
    }
  }

  /** Tells on one line what went wrong. The text may hold anything. */
  void error(String text) {
    err.println("error: " + TerminalText.of(text));
  }

  /** Tells on one line what a user should know beside the results. The text may hold anything. */
  void note(String text) {
    err.println("note: " + TerminalText.of(text));
  }

  /** The JDK's own console object says nothing once standard input is redirected. */
  private static boolean isTerminal(String descriptor) {
    try {
      String device = Files.readSymbolicLink(Path.of(descriptor)).toString();
      return device.startsWith("/dev/pts/") || device.startsWith("/dev/tty");
    } catch (IOException | UnsupportedOperationException e) {
      return System.console() != null;
    }
  }
}
