package dev.varve.cli;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The {@code varve} program: says which command there is, and runs it. */
@Command(
    name = "varve",
    description = "Shows what container images hold, what differs, and what breaks policy.",
    mixinStandardHelpOptions = false)
public final class Main implements Runnable {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and exit.")
  private boolean help;

  @Option(
      names = {"-V", "--version"},
      description = "Print the version; with --verbose also what it runs on.")
  private boolean version;

  @Option(names = "--verbose", description = "Say more.")
  private boolean verbose;

  /** Runs one command line and ends the process with its exit code. */
  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  /** The command tree; wrong usage exits with 2, as every other input error does. */
  static CommandLine commandLine() {
    return new CommandLine(new Main())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpAutoWidth(true);
  }

  @Override
  public void run() {
    if (!version) {
      throw new ParameterException(spec.commandLine(), "name a command");
    }
    PrintWriter out = spec.commandLine().getOut();
    (verbose ? Versions.detailed() : Versions.brief()).forEach(out::println);
    out.flush();
  }
}
