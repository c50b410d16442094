package dev.varve.cli;

import dev.varve.failure.Failure;
import dev.varve.failure.InputException;
import dev.varve.failure.ReasonCode;
import dev.varve.gate.ImageRefusedException;
import dev.varve.json.NearestKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The {@code varve} program: says which command there is, and runs it. */
@Command(
    name = "varve",
    description = "Shows what container images hold, what differs, and what breaks policy.",
    exitCodeList = {
      "0:nothing found, or the images are the same",
      "1:findings, images that differ, or an image that is not what it claims",
      "2:wrong usage or configuration, or the one image named cannot be read",
      "3:finished, but some images could not be analysed",
      "141:whoever reads the results closed the pipe before the end"
    },
    footer = {
      "varve check app.tar --run deploy/compose.yaml",
      "varve scan fleet.yaml -o out",
      "varve diff app-1.4.2.tar app-1.4.3.tar",
      "varve check --help"
    })
public final class Main implements Runnable {
  /** Commands in the order of the help. Only the one that is named is ever built. */
  private static final Map<String, Function<Console, Object>> COMMANDS = new LinkedHashMap<>();

  static {
    COMMANDS.put("check", CheckCommand::new);
    COMMANDS.put("boundary", BoundaryCommand::new);
    COMMANDS.put("inspect", InspectCommand::new);
    COMMANDS.put("scan", ScanCommand::new);
    COMMANDS.put("layers", LayersCommand::new);
    COMMANDS.put("tree", TreeCommand::new);
    COMMANDS.put("diff", DiffCommand::new);
    COMMANDS.put("compare", CompareCommand::new);
    COMMANDS.put("verify", VerifyCommand::new);
    COMMANDS.put("find", FindCommand::new);
    COMMANDS.put("policy", PolicyCommand::new);
    COMMANDS.put("cache", CacheCommand::new);
    COMMANDS.put("completion", CompletionCommand::new);
    COMMANDS.put("man", ManCommand::new);
  }

  /** Of the only section of help that there is. */
  private static final String HELP = "help";

  private final Console console;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  private boolean help;

  @Option(
      names = {"-V", "--version"},
      description = "Print the version; with --verbose also what it runs on.")
  private boolean version;

  @Option(
      names = {"-v", "--verbose"},
      description = "Say more.")
  private boolean verbose;

  private Main(Console console) {
    this.console = console;
  }

  /** Runs one command line and ends the process with its exit code. */
  public static void main(String[] arguments) {
    System.exit(run(Console.ofProcess(), arguments));
  }

  /** Runs one command line and returns its exit code. */
  static int run(Console console, String... words) {
    String[] arguments = asOption(words);
    HeadStart.of(firstWord(arguments));
    try {
      return commandLine(console, arguments).execute(arguments);
    } catch (Throwable e) {
      // picocli hands on what is no exception: running out of memory or of stack.
      return internalError(console, List.of(arguments).contains("--verbose"), e);
    }
  }

  /** {@code varve help check} asks for what {@code varve check --help} does. */
  private static String[] asOption(String... words) {
    if (words.length == 0 || !words[0].equals("help")) {
      return words;
    }
    List<String> rest = new ArrayList<>(List.of(words).subList(1, words.length));
    rest.add("--help");
    return rest.toArray(String[]::new);
  }

  /** The command that is named, or all of them if that name is no command. */
  private static CommandLine commandLine(Console console, String... arguments) {
    String named = firstWord(arguments);
    boolean onlyThat = named != null && COMMANDS.containsKey(named);
    return commandLine(console, name -> !onlyThat || name.equals(named));
  }

  /** The program with all its commands, for what is told of them. */
  static CommandLine everyCommand(Console console) {
    return commandLine(console, name -> true);
  }

  private static CommandLine commandLine(Console console, Predicate<String> wanted) {
    CommandLine line = new CommandLine(new Main(console));
    COMMANDS.forEach(
        (name, command) -> {
          if (wanted.test(name)) {
            line.addSubcommand(name, command.apply(console));
          }
        });
    LowerCase.register(line);
    return line.setOut(new PrintWriter(console.out(), false, StandardCharsets.UTF_8))
        .setErr(new PrintWriter(console.err(), true))
        .setHelpSectionKeys(List.of(HELP))
        .setHelpSectionMap(Map.of(HELP, help -> help(help.commandSpec(), console)))
        .setParameterExceptionHandler((e, words) -> wrongUsage(console, e))
        .setExecutionExceptionHandler((e, command, parsed) -> failed(console, e, parsed));
  }

  /** What {@code --help} shows in place of picocli's own pages. */
  private static String help(CommandSpec command, Console console) {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    try {
      HelpText.write(HelpPage.of(command), console.page(console.usualInk()).on(text));
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail
    }
    return text.toString(StandardCharsets.UTF_8);
  }

  private static @Nullable String firstWord(String... arguments) {
    for (String argument : arguments) {
      if (!argument.startsWith("-")) {
        return argument;
      }
    }
    return null;
  }

  @Override
  public void run() {
    if (!version) {
      throw new ParameterException(spec.commandLine(), "name a command, such as check or scan");
    }
    (verbose ? Versions.detailed(console) : Versions.brief())
        .forEach(spec.commandLine().getOut()::println);
    spec.commandLine().getOut().flush();
  }

  private static int wrongUsage(Console console, ParameterException e) {
    console.error(said(e));
    if (e instanceof UnmatchedArgumentException unmatched) {
      // picocli suggests whatever shares two letters; of that, what is a typing error away.
      String written = unmatched.getUnmatched().get(0).replaceFirst("=.*", "");
      String meant = NearestKey.of(written, unmatched.getSuggestions());
      if (meant != null) {
        console.err().println("Did you mean " + meant + "?");
      }
    }
    console
        .err()
        .println("Try '" + e.getCommandLine().getCommandSpec().qualifiedName() + " --help'.");
    return ExitCode.UNUSABLE;
  }

  /** In words that are not picocli's where those are about Java, or repeat what is a secret. */
  private static String said(ParameterException e) {
    String message = String.valueOf(e.getMessage());
    ArgSpec argument = e.getArgSpec();
    if (argument instanceof OptionSpec option
        && message.contains("should be in KEY=VALUE format")) {
      // What was to be NAME=VALUE may be a value alone, and that a secret.
      return option.longestName() + " takes " + option.paramLabel();
    }
    if (e instanceof UnmatchedArgumentException unmatched) {
      CommandSpec command = e.getCommandLine().getCommandSpec();
      String first = unmatched.getUnmatched().get(0);
      if (!first.startsWith("-")) {
        return command.subcommands().isEmpty()
            ? "'" + first + "' is one argument too many"
            : "there is no command '" + command.qualifiedName() + " " + first + "'";
      }
    }
    return message
        .replaceFirst("^Invalid value for option '([^']*)'(?: \\([^)]*\\))?: ", "$1: ")
        .replaceFirst("is not an? (int|long)$", "is no whole number");
  }

  private static int failed(Console console, Exception e, ParseResult parsed) {
    if (e instanceof ImageRefusedException refused) {
      console.error(refused.failure().message());
      return ExitCode.UNUSABLE;
    }
    if (e instanceof InputException input) {
      console.error(
          input.source().isEmpty()
              ? input.getMessage() + ". Next: " + input.reason().nextStep() + "."
              : Failure.of(input.source(), input).message());
      return ExitCode.UNUSABLE;
    }
    if (e instanceof IOException surroundings) {
      return surroundingsFailed(console, surroundings);
    }
    return internalError(console, isVerbose(parsed), e);
  }

  private static boolean isVerbose(ParseResult parsed) {
    ParseResult innermost = parsed;
    while (innermost.hasSubcommand()) {
      innermost = innermost.subcommand();
    }
    return innermost.hasMatchedOption("--verbose") || parsed.hasMatchedOption("--verbose");
  }

  private static int surroundingsFailed(Console console, IOException e) {
    if ("Broken pipe".equals(e.getMessage())) {
      return ExitCode.PIPE_CLOSED;
    }
    String what =
        e instanceof FileSystemException file && file.getReason() == null
            ? reason(file)
            : String.valueOf(e.getMessage());
    console.error("cannot read or write: " + what);
    return ExitCode.UNUSABLE;
  }

  private static String reason(FileSystemException e) {
    if (e instanceof NoSuchFileException) {
      Path parent = Path.of(e.getFile()).getParent();
      return parent != null && !Files.isDirectory(parent)
          ? e.getFile() + ": there is no folder " + parent + "; make it first"
          : e.getFile() + ": there is no such file";
    }
    return e.getFile()
        + ": "
        + (e instanceof AccessDeniedException ? "permission denied" : "the file system refuses");
  }

  /** Layers are read on other threads, whose errors arrive as causes. */
  private static boolean isOutOfMemory(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof OutOfMemoryError) {
        return true;
      }
    }
    return false;
  }

  private static int internalError(Console console, boolean verbose, Throwable e) {
    Failure failure =
        new Failure(
            "varve",
            ReasonCode.INTERNAL_ERROR,
            "",
            isOutOfMemory(e)
                ? "the heap is too small for this input"
                : "something that should not happen did"
                    + (verbose ? "" : "; --verbose tells more"));
    console.error(failure.message());
    if (verbose) {
      Logger.getLogger(Main.class.getName()).log(Level.SEVERE, "the internal error was", e);
    }
    return ExitCode.UNUSABLE;
  }
}
