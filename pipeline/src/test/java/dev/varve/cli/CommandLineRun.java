package dev.varve.cli;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * One run of the program in this process.
 *
 * @param out standard output as text
 * @param err standard error as text
 */
record CommandLineRun(int exitCode, String out, String err) {

  /** Runs a command line with an environment, as if its output went to a file. */
  static CommandLineRun of(Map<String, String> environment, List<String> arguments) {
    return run(environment, false, arguments);
  }

  static CommandLineRun onTerminal(Map<String, String> environment, List<String> arguments) {
    return run(environment, true, arguments);
  }

  private static CommandLineRun run(
      Map<String, String> environment, boolean terminal, List<String> arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Console console = new Console(out, err, environment, terminal, terminal, () -> 0);
    int exitCode = Main.run(console, arguments.toArray(String[]::new));
    return new CommandLineRun(
        exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }
}
