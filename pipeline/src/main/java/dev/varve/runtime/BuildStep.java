package dev.varve.runtime;

import dev.varve.image.HistoryItem;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One step of an image's history, its command taken apart (policy-catalogue.md section 1.1, {@code
 * history}). Builders write steps differently: BuildKit keeps the instruction and ends with {@code
 * # buildkit}, the classic builder writes {@code /bin/sh -c #(nop)} before all but RUN, and both
 * put {@code |n NAME=value} before a command that was given build arguments.
 *
 * @param operation the instruction, in capitals, or {@code other}
 * @param body what follows the instruction; the shell's text for RUN
 * @param arguments build arguments the step was given, in order
 * @param builder {@code buildkit}, {@code docker} (the classic builder and those that write like
 *     it) or {@code other}
 */
public record BuildStep(String operation, String body, List<Argument> arguments, String builder)
    implements java.io.Serializable {
  private static final Set<String> INSTRUCTIONS =
      Set.of(
          "ADD",
          "ARG",
          "CMD",
          "COPY",
          "ENTRYPOINT",
          "ENV",
          "EXPOSE",
          "FROM",
          "HEALTHCHECK",
          "LABEL",
          "MAINTAINER",
          "ONBUILD",
          "RUN",
          "SHELL",
          "STOPSIGNAL",
          "USER",
          "VOLUME",
          "WORKDIR");

  /**
   * The kernel passes no longer argument to a program, so no longer command can have been run; and
   * values that are put together from words stay cheap.
   */
  private static final int MAX_TEXT = 128 << 10;

  private static final String BUILDKIT_END = "# buildkit";
  private static final Pattern NO_OPERATION = Pattern.compile("^/bin/sh -c #\\(nop\\)\\s*");
  private static final Pattern SHELL =
      Pattern.compile(
          "^/\\S{0,64}?/?(?:ba|a|da|z|k)?sh(?: -[a-z]{1,8}(?: pipefail| errexit)?){0,16}? -[a-z]{0,4}c\\s");
  private static final Pattern ARGUMENT_COUNT = Pattern.compile("^\\|([0-9]{1,4}) ");
  private static final Pattern ARGUMENT = Pattern.compile("(?s)^([A-Za-z_][A-Za-z0-9_]*)=(.*)$");

  /** A build argument. */
  public record Argument(String name, String value) implements java.io.Serializable {}

  public BuildStep {
    arguments = List.copyOf(arguments);
  }

  /** Takes a step apart. */
  public static BuildStep of(HistoryItem item) {
    String written = item.createdBy().strip();
    String text = written.length() > MAX_TEXT ? written.substring(0, MAX_TEXT) : written;
    boolean buildkit = item.comment().startsWith("buildkit") || text.endsWith(BUILDKIT_END);
    if (text.endsWith(BUILDKIT_END)) {
      text = text.substring(0, text.length() - BUILDKIT_END.length()).strip();
    }
    Matcher noOperation = NO_OPERATION.matcher(text);
    boolean classic = noOperation.find();
    if (classic) {
      text = text.substring(noOperation.end());
    }
    int space = text.indexOf(' ');
    String first = space < 0 ? text : text.substring(0, space);
    String rest = space < 0 ? "" : text.substring(space + 1).strip();
    if (INSTRUCTIONS.contains(first)) {
      String builder = buildkit ? "buildkit" : classic ? "docker" : "other";
      return first.equals("RUN")
          ? run(rest, builder)
          : new BuildStep(first, rest, List.of(), builder);
    }
    boolean shell = text.startsWith("|") || SHELL.matcher(text).find();
    if (shell && !classic) {
      return run(text, buildkit ? "buildkit" : "docker");
    }
    return new BuildStep("other", text, List.of(), buildkit ? "buildkit" : "other");
  }

  private static BuildStep run(String text, String builder) {
    List<Argument> arguments = new ArrayList<>();
    Matcher count = ARGUMENT_COUNT.matcher(text);
    String command = text;
    if (count.find()) {
      command = afterArguments(text, count.end(), arguments);
    }
    Matcher shell = SHELL.matcher(command);
    return new BuildStep(
        "RUN", shell.find() ? command.substring(shell.end()).strip() : command, arguments, builder);
  }

  /**
   * Values may hold spaces and are not quoted, so they end where the next name or the shell begins.
   */
  private static String afterArguments(String text, int from, List<Argument> arguments) {
    Matcher shell = SHELL.matcher(text);
    Matcher argument = ARGUMENT.matcher(text);
    int at = from;
    while (at < text.length()) {
      if (shell.region(at, text.length()).find()) {
        return text.substring(at);
      }
      int space = text.indexOf(' ', at);
      int end = space < 0 ? text.length() : space;
      if (argument.region(at, end).matches()) {
        arguments.add(new Argument(argument.group(1), argument.group(2)));
      } else if (!arguments.isEmpty()) {
        Argument last = arguments.remove(arguments.size() - 1);
        String more = text.substring(at, end);
        arguments.add(new Argument(last.name(), last.value() + " " + more));
      }
      at = end + 1;
    }
    return "";
  }

  private static final Set<String> PACKAGE_MANAGERS =
      Set.of("apk", "apt", "apt-get", "aptitude", "dnf", "microdnf", "yum", "zypper");
  private static final Set<String> UPDATES = Set.of("update", "refresh", "makecache");
  private static final Set<String> INSTALLS =
      Set.of("add", "build-dep", "in", "install", "localinstall", "source", "groupinstall");
  private static final Set<String> UPGRADES = Set.of("dist-upgrade", "full-upgrade", "dup");
  private static final Pattern REMOTE = Pattern.compile("(?i)^(?:https?|ftp)://\\S+");
  private static final Pattern COMMIT = Pattern.compile(".*#[0-9a-f]{40}(?:[0-9a-f]{24})?(?::.*)?");

  /**
   * What of the step fetches code nobody vouches for, or code that is another one tomorrow
   * (policy-catalogue.md section 3, HYG-03): the words of {@link FetchAndRun#notes}, {@code
   * remote-add}, {@code remote-add-verified}, {@code update-without-install}, {@code dist-upgrade}.
   */
  public Set<String> notes() {
    return switch (operation) {
      case "RUN" -> ofCommands();
      case "ADD" -> ofAdd();
      default -> Set.of();
    };
  }

  private Set<String> ofAdd() {
    boolean checked = false;
    Set<String> notes = new TreeSet<>();
    for (String word : body.split("\\s+")) {
      checked |= word.startsWith("--checksum=");
      if (REMOTE.matcher(word).matches()) {
        notes.add(checked || COMMIT.matcher(word).matches() ? "remote-add-verified" : "remote-add");
      }
    }
    return notes;
  }

  private Set<String> ofCommands() {
    List<ShellScript.Command> commands = ShellScript.parse(body);
    Set<String> notes = new TreeSet<>(FetchAndRun.notes(commands));
    boolean updates = false;
    boolean installs = false;
    for (ShellScript.Command command : commands) {
      List<ShellScript.Word> words = ShellArguments.program(command);
      if (words.isEmpty() || !PACKAGE_MANAGERS.contains(FetchAndRun.baseName(words.get(0)))) {
        continue;
      }
      String verb = verb(words);
      updates |= UPDATES.contains(verb);
      installs |= INSTALLS.contains(verb) || verb.endsWith("upgrade");
      if (UPGRADES.contains(verb)) {
        notes.add("dist-upgrade");
      }
    }
    if (updates && !installs) {
      notes.add("update-without-install");
    }
    return notes;
  }

  /** The first word that is no option; of options with a value apart, apt's are known. */
  private static String verb(List<ShellScript.Word> words) {
    for (int i = 1; i < words.size(); i++) {
      String word = words.get(i).text();
      if (word.equals("-o") || word.equals("-c") || word.equals("-t")) {
        i++;
      } else if (!word.startsWith("-")) {
        return word;
      }
    }
    return "";
  }
}
