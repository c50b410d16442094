package dev.varve.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * What there is to say of a command, taken from its command model: the one source of {@code
 * --help}, of the manual page, and of the tests that examples can be run.
 *
 * <p>How annotations are read: the elements of a description are joined to paragraphs, which an
 * empty element parts. Footers hold examples and nothing else: command lines, continued behind a
 * backslash, and comments with {@code #} before them. Options of a mixin that has an {@link
 * OptionGroup} stand under its heading.
 *
 * @param name with the commands above it, such as {@code varve cache list}
 * @param synopsis what is written behind the name, word by word
 * @param description paragraphs, the first of which fits beside the name in a list
 * @param commands the ones below this
 * @param groups of options
 */
record HelpPage(
    String name,
    List<String> synopsis,
    List<String> description,
    List<Entry> commands,
    List<Entry> parameters,
    List<Group> groups,
    List<Entry> exitCodes,
    List<Entry> environment,
    List<Example> examples) {
  private static final String OWN_OPTIONS = "Options";

  HelpPage {
    synopsis = List.copyOf(synopsis);
    description = List.copyOf(description);
    commands = List.copyOf(commands);
    parameters = List.copyOf(parameters);
    groups = List.copyOf(groups);
    exitCodes = List.copyOf(exitCodes);
    environment = List.copyOf(environment);
    examples = List.copyOf(examples);
  }

  /** A word and what it means, in paragraphs. */
  record Entry(String term, List<String> paragraphs) {
    Entry {
      paragraphs = List.copyOf(paragraphs);
    }
  }

  /** Options under a heading. */
  record Group(String heading, List<Entry> options) {
    Group {
      options = List.copyOf(options);
    }
  }

  /**
   * A command line that can be copied and run.
   *
   * @param comments what it answers; often nothing
   * @param lines all but the last end in a backslash
   */
  record Example(List<String> comments, List<String> lines) {
    Example {
      comments = List.copyOf(comments);
      lines = List.copyOf(lines);
    }
  }

  /** The page of a command. */
  static HelpPage of(CommandSpec spec) {
    return new HelpPage(
        spec.qualifiedName(),
        synopsis(spec),
        paragraphs(spec.usageMessage().description()),
        commands(spec),
        parameters(spec),
        groups(spec),
        exitCodes(spec),
        environment(spec),
        examples(spec));
  }

  /** What a command does, in one sentence or two. */
  String summary() {
    return description.isEmpty() ? "" : description.get(0);
  }

  // ---------------------------------------------------------------- synopsis

  private static List<String> synopsis(CommandSpec spec) {
    List<String> words = new ArrayList<>();
    if (!spec.options().isEmpty()) {
      words.add("[OPTION]...");
    }
    for (OptionSpec option : spec.options()) {
      if (option.required()) {
        words.add(option.shortestName() + " " + option.paramLabel());
      }
    }
    for (PositionalParamSpec parameter : spec.positionalParameters()) {
      words.add(word(parameter));
    }
    if (!spec.subcommands().isEmpty()) {
      words.add("COMMAND");
    }
    return words;
  }

  /** Such as {@code IMAGE}, {@code IMAGE...} or {@code [IMAGE]...}. */
  private static String word(PositionalParamSpec parameter) {
    String label = parameter.paramLabel();
    String once = parameter.arity().min() == 0 ? "[" + label + "]" : label;
    return parameter.arity().max() > 1 ? once + "..." : once;
  }

  // ---------------------------------------------------------------- parts

  /** Lines that belong together joined, the others as they are. */
  private static List<String> paragraphs(String... elements) {
    List<String> paragraphs = new ArrayList<>();
    StringBuilder open = new StringBuilder();
    for (String element : elements) {
      if (element.isEmpty()) {
        close(open, paragraphs);
      } else {
        open.append(open.isEmpty() ? "" : " ").append(element);
      }
    }
    close(open, paragraphs);
    return paragraphs;
  }

  private static void close(StringBuilder open, List<String> paragraphs) {
    if (!open.isEmpty()) {
      paragraphs.add(open.toString());
      open.setLength(0);
    }
  }

  private static List<Entry> commands(CommandSpec spec) {
    List<Entry> entries = new ArrayList<>();
    for (Map.Entry<String, CommandLine> command : spec.subcommands().entrySet()) {
      String[] said = command.getValue().getCommandSpec().usageMessage().description();
      entries.add(new Entry(command.getKey(), paragraphs(said).subList(0, 1)));
    }
    return entries;
  }

  private static List<Entry> parameters(CommandSpec spec) {
    List<Entry> entries = new ArrayList<>();
    for (PositionalParamSpec parameter : spec.positionalParameters()) {
      entries.add(new Entry(word(parameter), paragraphs(parameter.description())));
    }
    return entries;
  }

  private static List<Group> groups(CommandSpec spec) {
    // Mixing in copies options, so they are told by their names.
    Map<String, OptionGroup> mixedIn = new HashMap<>();
    mixedIn(spec, null, mixedIn);
    Map<String, List<Entry>> groups = new LinkedHashMap<>();
    Map<String, List<Entry>> common = new LinkedHashMap<>();
    groups.put(OWN_OPTIONS, new ArrayList<>());
    for (OptionSpec option : spec.options()) {
      OptionGroup group = mixedIn.get(option.longestName());
      String heading = group == null ? OWN_OPTIONS : group.heading();
      (group != null && group.common() ? common : groups)
          .computeIfAbsent(heading, h -> new ArrayList<>())
          .add(entry(option));
    }
    return Stream.of(groups, common)
        .flatMap(part -> part.entrySet().stream())
        .filter(group -> !group.getValue().isEmpty())
        .map(group -> new Group(group.getKey(), group.getValue()))
        .toList();
  }

  private static void mixedIn(
      CommandSpec spec, @Nullable OptionGroup outer, Map<String, OptionGroup> options) {
    for (CommandSpec mixin : spec.mixins().values()) {
      OptionGroup own = group(mixin);
      OptionGroup group = own == null ? outer : own;
      mixedIn(mixin, group, options);
      if (group != null) {
        mixin.options().forEach(option -> options.putIfAbsent(option.longestName(), group));
      }
    }
  }

  private static @Nullable OptionGroup group(CommandSpec mixin) {
    return mixin.userObject().getClass().getAnnotation(OptionGroup.class);
  }

  private static Entry entry(OptionSpec option) {
    StringBuilder term = new StringBuilder();
    for (String name : option.names()) {
      boolean sameInOtherCase = name.matches("--.*[A-Z].*");
      if (!sameInOtherCase) {
        term.append(term.isEmpty() ? "" : ", ").append(name);
      }
    }
    if (option.negatable()) {
      term.replace(0, 2, "--[no-]");
    }
    if (option.arity().max() > 0) {
      term.append(option.longestName().startsWith("--") ? "=" : " ").append(option.paramLabel());
    }
    return new Entry(term.toString(), paragraphs(option.description()));
  }

  private static List<Entry> exitCodes(CommandSpec spec) {
    return spec.usageMessage().exitCodeList().entrySet().stream()
        .map(code -> new Entry(code.getKey(), List.of(code.getValue())))
        .toList();
  }

  private static List<Entry> environment(CommandSpec spec) {
    Set<String> written = new LinkedHashSet<>();
    environment(spec, written);
    List<Entry> entries = new ArrayList<>();
    for (String each : written) {
      int colon = each.indexOf(": ");
      entries.add(new Entry(each.substring(0, colon), List.of(each.substring(colon + 2))));
    }
    return entries;
  }

  private static void environment(CommandSpec spec, Set<String> written) {
    for (CommandSpec mixin : spec.mixins().values()) {
      environment(mixin, written);
      OptionGroup group = group(mixin);
      if (group != null) {
        written.addAll(Arrays.asList(group.environment()));
      }
    }
  }

  private static List<Example> examples(CommandSpec spec) {
    List<Example> examples = new ArrayList<>();
    List<String> comments = new ArrayList<>();
    List<String> lines = new ArrayList<>();
    for (String line : spec.usageMessage().footer()) {
      if (line.startsWith("# ")) {
        comments.add(line);
      } else {
        lines.add(line);
        if (!line.endsWith("\\")) {
          examples.add(new Example(comments, lines));
          comments.clear();
          lines.clear();
        }
      }
    }
    return examples;
  }
}
