package dev.varve.cli;

import dev.varve.json.JsonLineWriter;
import dev.varve.report.TerminalText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.stream.Collectors;

/** Sends log messages to standard error, one line each, as many as were asked for. */
final class Logs extends Handler {
  private static final Logger ROOT = Logger.getLogger("");

  private final PrintStream err;
  private final boolean traces;
  private final TalkOptions.LogFormat format;

  /** Puts a message together with its parameters. */
  private final SimpleFormatter messages = new SimpleFormatter();

  private Logs(PrintStream err, boolean traces, TalkOptions.LogFormat format) {
    this.err = err;
    this.traces = traces;
    this.format = format;
  }

  /**
   * Makes this the only way of all log messages of the process.
   *
   * @param traces whether stack traces are told
   */
  static void send(Console console, Level level, boolean traces, TalkOptions.LogFormat format) {
    for (Handler handler : ROOT.getHandlers()) {
      ROOT.removeHandler(handler);
    }
    ROOT.setLevel(level);
    ROOT.addHandler(new Logs(console.err(), traces, format));
  }

  @Override
  public void publish(LogRecord record) {
    if (isLoggable(record)) {
      err.println(format == TalkOptions.LogFormat.JSON ? json(record) : text(record));
    }
  }

  private String text(LogRecord record) {
    String line = level(record) + ": " + TerminalText.of(messages.formatMessage(record));
    return traces && record.getThrown() != null
        ? line + System.lineSeparator() + trace(record.getThrown())
        : line;
  }

  private String json(LogRecord record) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    JsonLineWriter json = new JsonLineWriter(out);
    json.begin().put("level", level(record)).put("message", messages.formatMessage(record));
    json.putIfPresent("logger", record.getLoggerName());
    if (traces && record.getThrown() != null) {
      json.put("trace", trace(record.getThrown()));
    }
    try {
      json.end();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail
    }
    return out.toString(StandardCharsets.UTF_8).strip();
  }

  private static String level(LogRecord record) {
    return record.getLevel() == Level.SEVERE
        ? "error"
        : record.getLevel().getName().toLowerCase(Locale.ROOT);
  }

  /** A stack trace; its messages may hold text of images. */
  private static String trace(Throwable thrown) {
    StringWriter text = new StringWriter();
    thrown.printStackTrace(new PrintWriter(text, true));
    return text.toString()
        .lines()
        .map(line -> TerminalText.of(line.replace("\t", "    ")))
        .collect(Collectors.joining(System.lineSeparator()));
  }

  @Override
  public void flush() {
    err.flush();
  }

  @Override
  public void close() {
    err.flush();
  }
}
