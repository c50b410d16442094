package dev.varve.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The program in a JVM of its own, which may be killed. */
public final class VarveProcess {
  private final Process process;
  private final Path output;

  private VarveProcess(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  /**
   * Starts a command.
   *
   * @param folder takes what the process writes to its streams; its {@code tmp} is the folder for
   *     temporary files
   */
  public static VarveProcess start(Path folder, List<String> arguments) throws IOException {
    return start(List.of(), folder, arguments);
  }

  /** As {@link #start}, in a process that may write no file that is larger. */
  public static VarveProcess startWithin(int mostKilobytes, Path folder, List<String> arguments)
      throws IOException {
    String limited = "ulimit -f " + mostKilobytes + " && exec \"$@\"";
    return start(List.of("bash", "-c", limited, "bash"), folder, arguments);
  }

  private static VarveProcess start(List<String> before, Path folder, List<String> arguments)
      throws IOException {
    Path temporary = Files.createDirectories(folder.resolve("tmp"));
    Path output = Files.createTempFile(folder, "output-", ".txt");
    List<String> command = new ArrayList<>(before);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:-UsePerfData", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(List.of("-Xmx512m", "-Djava.io.tmpdir=" + temporary));
    command.add("dev.varve.cli.Main");
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    builder.environment().put("TMPDIR", temporary.toString());
    builder.environment().remove("VARVE_STORE");
    return new VarveProcess(builder.start(), output);
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** As {@code kill -9} does: no hook runs, nothing is closed. */
  public void kill() throws InterruptedException {
    process.destroyForcibly();
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      throw new AssertionError("a killed process lives");
    }
  }

  /** Waits for the end; the exit code. */
  public int exitCode() throws InterruptedException, IOException {
    if (!process.waitFor(4, TimeUnit.MINUTES)) {
      kill();
      throw new AssertionError("the process does not end; it said: " + said());
    }
    return process.exitValue();
  }

  /** What it wrote to its streams. */
  public String said() throws IOException {
    return Files.readString(output);
  }
}
