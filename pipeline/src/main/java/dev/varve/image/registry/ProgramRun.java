package dev.varve.image.registry;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A small program run to its end, with bounds on what it prints and how long it takes.
 *
 * @param status -1 if it took too long or printed too much
 */
record ProgramRun(int status, String output) {
  private static final int MAX_OUTPUT_BYTES = 64 << 10;

  /**
   * @param command the program and its arguments, which no shell sees
   * @param input for its standard input
   */
  static ProgramRun of(List<String> command, String input, int timeLimitSeconds)
      throws IOException {
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    try {
      ByteArrayOutputStream output = new ByteArrayOutputStream();
      Thread reader = new Thread(() -> copy(process.getInputStream(), output), "varve-program");
      reader.setDaemon(true);
      reader.start();
      try (OutputStream in = process.getOutputStream()) {
        in.write(input.getBytes(StandardCharsets.UTF_8));
      } catch (IOException e) {
        // It did not want its input; what it says counts.
      }
      boolean ended = process.waitFor(timeLimitSeconds, TimeUnit.SECONDS);
      if (ended) {
        reader.join(TimeUnit.SECONDS.toMillis(timeLimitSeconds));
      }
      if (!ended || reader.isAlive() || output.size() > MAX_OUTPUT_BYTES) {
        return new ProgramRun(-1, "");
      }
      return new ProgramRun(process.exitValue(), output.toString(StandardCharsets.UTF_8));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while a program ran");
    } finally {
      process.destroyForcibly();
    }
  }

  private static void copy(InputStream from, ByteArrayOutputStream to) {
    try {
      to.write(from.readNBytes(MAX_OUTPUT_BYTES + 1));
    } catch (IOException e) {
      // The program is gone; its exit status says how.
    }
  }
}
