package dev.varve.cli;

import dev.varve.gate.PhaseTimes;
import dev.varve.report.Ink;
import dev.varve.report.TerminalText;
import dev.varve.report.TextPage;
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
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What a command talks to: results go to {@link #out}, everything else to {@link #err}. The
 * process's own streams in the program, buffers in tests.
 */
final class Console {
  /** Of paragraphs in files, and of terminals that do not say how wide they are. */
  private static final int DEFAULT_COLUMNS = 80;

  private static final int MAX_COLUMNS = 400;

  private final Results out;
  private final StatusStream status;
  private final PrintStream err;
  private final Map<String, String> environment;
  private final boolean terminal;
  private final boolean errTerminal;
  private final IntSupplier terminalColumns;
  private final PhaseTimes phases = new PhaseTimes();
  private int askedColumns = -1;

  /**
   * @param terminal whether {@code out} is one, so that colours make sense
   * @param errTerminal whether {@code err} is one, so that a line may change in place
   * @param terminalColumns asked once if one of them is; 0 if nobody knows
   */
  Console(
      OutputStream out,
      OutputStream err,
      Map<String, String> environment,
      boolean terminal,
      boolean errTerminal,
      IntSupplier terminalColumns) {
    this.out = new Results(out);
    this.status = new StatusStream(err);
    this.err = new PrintStream(status, true, StandardCharsets.UTF_8);
    this.environment = Map.copyOf(environment);
    this.terminal = terminal;
    this.errTerminal = errTerminal;
    this.terminalColumns = terminalColumns;
  }

  /** The streams of this process, which report a closed pipe instead of swallowing it. */
  static Console ofProcess() {
    return new Console(
        new FileOutputStream(FileDescriptor.out),
        new FileOutputStream(FileDescriptor.err),
        System.getenv(),
        isTerminal("/proc/self/fd/1"),
        isTerminal("/proc/self/fd/2"),
        TerminalSize::columns);
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

  /**
   * Colours as the environment wants them: none with {@code NO_COLOR} (https://no-color.org),
   * always with {@code CLICOLOR_FORCE}, never with {@code CLICOLOR=0}
   * (https://bixense.com/clicolors), else on terminals that have any.
   */
  Ink usualInk() {
    String force = environment.getOrDefault("CLICOLOR_FORCE", "");
    if (!environment.getOrDefault("NO_COLOR", "").isEmpty()) {
      return Ink.PLAIN;
    }
    if (!force.isEmpty() && !force.equals("0")) {
      return Ink.ANSI;
    }
    boolean unwanted = environment.getOrDefault("CLICOLOR", "").equals("0");
    return terminal && !isDumb() && !unwanted ? Ink.ANSI : Ink.PLAIN;
  }

  private boolean isDumb() {
    return environment.getOrDefault("TERM", "").equals("dumb");
  }

  /** A page for results, of the terminal if they go to one. */
  TextPage page(Ink ink) {
    int columns = columns(terminal);
    return terminal ? TextPage.terminal(out, ink, columns) : TextPage.file(out, ink, columns);
  }

  /**
   * Columns that text is laid out for: what {@code COLUMNS} says, else what the terminal has, else
   * {@value #DEFAULT_COLUMNS}.
   *
   * @param onTerminal whether it is for a terminal; a file's width must not depend on one
   */
  private int columns(boolean onTerminal) {
    int known = said();
    if (known <= 0 && onTerminal) {
      if (askedColumns < 0) {
        askedColumns = terminalColumns.getAsInt();
      }
      known = askedColumns;
    }
    return known <= 0 ? DEFAULT_COLUMNS : Math.min(MAX_COLUMNS, known);
  }

  private int said() {
    try {
      return Integer.parseInt(environment.getOrDefault("COLUMNS", ""));
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  /** The line at the end of standard error that may change; null if that is no terminal. */
  @Nullable StatusStream status() {
    return errTerminal && !isDumb() ? status : null;
  }

  /** Columns of that line. The cursor stays behind it, so it is never as wide as the terminal. */
  int statusColumns() {
    return Math.max(1, columns(errTerminal) - 1);
  }

  /** Tells what went wrong. The text may hold anything. */
  void error(String text) {
    message("error: ", text);
  }

  /** Tells what a user should know beside the results. The text may hold anything. */
  void note(String text) {
    message("note: ", text);
  }

  /** On one line, which a log may be searched for; on a terminal broken between words. */
  private void message(String start, String text) {
    String safe = TerminalText.of(text);
    if (!errTerminal) {
      err.println(start + safe);
      return;
    }
    for (String line : TerminalText.wrap(safe, columns(true) - start.length(), false)) {
      err.println(start + line);
      start = " ".repeat(start.length());
    }
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
