package dev.varve.cli;

import dev.varve.report.ProgressText;
import dev.varve.report.ScanPace;
import dev.varve.report.ScanProgress;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells on standard error how far a scan is: a line that changes in place on a terminal, else a
 * line every now and then, or such messages in JSON.
 */
final class ProgressDisplay implements Consumer<ScanProgress>, Closeable {
  /** Fast enough to look alive. */
  private static final Duration LIVE = Duration.ofMillis(200);

  /** A short scan needs no line, a long one is not to fill a log. */
  private static final Duration PERIODIC = Duration.ofSeconds(10);

  private final Console console;
  private final LongSupplier clock;
  private final @Nullable StatusStream live;
  private final boolean json;
  private final ScanPace pace;
  private final long periodNanos;
  private long nextNanos;

  /**
   * @param clock in nanoseconds
   */
  ProgressDisplay(Console console, TalkOptions.LogFormat format, LongSupplier clock) {
    this.console = console;
    this.clock = clock;
    this.json = format == TalkOptions.LogFormat.JSON;
    this.live = json ? null : console.status();
    long now = clock.getAsLong();
    this.pace = new ScanPace(now);
    this.periodNanos = (live != null ? LIVE : PERIODIC).toNanos();
    this.nextNanos = now + periodNanos;
  }

  @Override
  public void accept(ScanProgress progress) {
    long now = clock.getAsLong();
    ScanPace.Moment moment = pace.at(now, progress);
    if (now < nextNanos) {
      return;
    }
    nextNanos = now + periodNanos;
    if (json) {
      console.err().println(ProgressText.json(progress, moment));
    } else if (live == null) {
      console.err().println("progress: " + ProgressText.line(progress, moment, Integer.MAX_VALUE));
    } else {
      show(live, ProgressText.line(progress, moment, console.statusColumns()));
    }
  }

  /** A terminal that has gone away must not end a scan. */
  private static void show(StatusStream live, String line) {
    try {
      live.show(line);
    } catch (IOException e) {
      return;
    }
  }

  @Override
  public void close() throws IOException {
    if (live != null) {
      live.clear();
    }
  }
}
