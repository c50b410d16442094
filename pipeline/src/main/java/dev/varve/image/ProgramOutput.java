package dev.varve.image;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What a program gave that ran to its end.
 *
 * @param output of its standard output
 * @param errors of its standard error
 */
public record ProgramOutput(int status, String output, String errors) {
  /**
   * Runs a program; what it may ask its user, it asks on the terminal.
   *
   * @param command the program and its arguments, which no shell sees
   * @param folder to run in
   * @param scratch an existing private folder for its streams
   * @param input for its standard input
   * @throws TimeoutException if it takes longer than the limit, or this thread is interrupted; the
   *     program is ended then
   */
  public static ProgramOutput of(
      List<String> command, Path folder, Path scratch, byte[] input, int timeLimitSeconds)
      throws TimeoutException, IOException {
    Path in = scratch.resolve("program.in");
    Path out = scratch.resolve("program.out");
    Path err = scratch.resolve("program.err");
    Files.write(in, input);
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectInput(in.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    try {
      if (!process.waitFor(timeLimitSeconds, TimeUnit.SECONDS)) {
        throw new TimeoutException("took longer than " + timeLimitSeconds + " s");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TimeoutException("was told to stop");
    } finally {
      process.destroyForcibly();
    }
    return new ProgramOutput(process.exitValue(), text(out), text(err));
  }

  private static String text(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
  }
}
