package dev.varve.runtime;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a shell script knows when it starts: its own name, its arguments, and the environment; just
 * enough expansion to see what {@code exec "$@"} or {@code $JAVA_HOME/bin/java} runs.
 */
final class ShellArguments {
  private static final Pattern EXPANSION =
      Pattern.compile(
          "\\$(?:([A-Za-z_][A-Za-z0-9_]*|[0-9])|\\{([A-Za-z_][A-Za-z0-9_]*|[0-9])(?::?-([^${}`]*))?\\})");
  private static final Pattern ASSIGNMENT =
      Pattern.compile("[A-Za-z_][A-Za-z0-9_]*\\+?=.*", Pattern.DOTALL);

  /** Commands of the shell itself, which start no file. */
  private static final Set<String> BUILT_IN =
      Set.of(
          ":",
          ".",
          "[",
          "[[",
          "alias",
          "cd",
          "declare",
          "echo",
          "eval",
          "exit",
          "export",
          "false",
          "local",
          "printf",
          "pwd",
          "read",
          "readonly",
          "return",
          "set",
          "shift",
          "shopt",
          "source",
          "test",
          "trap",
          "true",
          "type",
          "typeset",
          "ulimit",
          "umask",
          "unset",
          "wait");

  /** Built-in commands in front of a program that leave it what it is. */
  private static final Set<String> PREFIXES = Set.of("exec", "command", "builtin");

  private final String self;
  private final List<String> arguments;
  private final Map<String, String> variables;

  private ShellArguments(String self, List<String> arguments, Map<String, String> variables) {
    this.self = self;
    this.arguments = List.copyOf(arguments);
    this.variables = variables;
  }

  static ShellArguments of(String self, List<String> arguments, Map<String, String> variables) {
    return new ShellArguments(self, arguments, variables);
  }

  /**
   * With the program that many wrappers put in front when they are given only options: {@code set
   * -- program "$@"}.
   */
  ShellArguments afterDefaultProgram(List<ShellScript.Command> commands) {
    if (!arguments.isEmpty() && !arguments.get(0).startsWith("-")) {
      return this;
    }
    for (ShellScript.Command command : commands) {
      List<ShellScript.Word> words = command.words();
      if (words.size() > 3
          && command.name().equals("set")
          && words.get(1).text().equals("--")
          && !words.get(2).dynamic()
          && words.get(words.size() - 1).isAllArguments()) {
        List<String> all = expand(words.subList(2, words.size()));
        if (all != null) {
          return new ShellArguments(self, all, variables);
        }
      }
    }
    return this;
  }

  /** A command without assignments and prefixes; empty if the shell itself carries it out. */
  static List<ShellScript.Word> program(ShellScript.Command command) {
    List<ShellScript.Word> words = command.words();
    int at = 0;
    while (at < words.size()
        && (ASSIGNMENT.matcher(words.get(at).text()).matches()
            || PREFIXES.contains(words.get(at).text()))) {
      at++;
    }
    if (at == words.size() || BUILT_IN.contains(words.get(at).text())) {
      return List.of();
    }
    return words.subList(at, words.size());
  }

  /** Where a plain {@code cd} leads, or null. */
  static @Nullable String changedDirectory(ShellScript.Command command) {
    List<ShellScript.Word> words = command.words();
    return words.size() == 2 && command.name().equals("cd") && !words.get(1).dynamic()
        ? words.get(1).text()
        : null;
  }

  /** Whether a command starts a tool that changes the user. */
  static boolean startsPrivilegeTool(ShellScript.Command command) {
    List<ShellScript.Word> words = program(command);
    if (words.isEmpty() || words.get(0).dynamic()) {
      return false;
    }
    String path = words.get(0).text();
    Launcher launcher = Launcher.named(path.substring(path.lastIndexOf('/') + 1));
    return launcher != null && launcher.direction() != null;
  }

  /**
   * The words as the script would pass them on; arguments that cannot be known stay as written, but
   * the result is null if that is the program itself.
   */
  @Nullable List<String> expand(List<ShellScript.Word> words) {
    List<String> expanded = new ArrayList<>();
    for (int i = 0; i < words.size(); i++) {
      ShellScript.Word word = words.get(i);
      if (word.isAllArguments() && word.dynamic()) {
        expanded.addAll(arguments);
      } else if (!word.dynamic()) {
        expanded.add(word.text());
      } else {
        String value = value(word.text());
        if (value == null && expanded.isEmpty()) {
          return null;
        }
        expanded.add(value == null ? word.text() : value);
      }
    }
    return expanded;
  }

  private @Nullable String value(String text) {
    Matcher matcher = EXPANSION.matcher(text);
    StringBuilder out = new StringBuilder();
    int from = 0;
    while (matcher.find()) {
      String name = matcher.group(1) != null ? matcher.group(1) : matcher.group(2);
      String value = variable(name);
      if (value == null || value.isEmpty()) {
        value = matcher.group(3);
      }
      if (value == null) {
        return null;
      }
      out.append(text, from, matcher.start()).append(value);
      from = matcher.end();
    }
    String rest = text.substring(from);
    return rest.indexOf('$') >= 0 || rest.indexOf('`') >= 0 ? null : out.append(rest).toString();
  }

  private @Nullable String variable(String name) {
    if (!Character.isDigit(name.charAt(0))) {
      return variables.get(name);
    }
    int position = Integer.parseInt(name);
    if (position == 0) {
      return self;
    }
    return position <= arguments.size() ? arguments.get(position - 1) : null;
  }
}
