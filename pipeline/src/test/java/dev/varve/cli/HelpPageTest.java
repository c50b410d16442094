package dev.varve.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.report.TerminalText;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** The help of every command and of every command below it. */
class HelpPageTest {
  @TempDir static Path folder;

  static CommandLine program() {
    OutputStream nowhere = OutputStream.nullOutputStream();
    return Main.everyCommand(new Console(nowhere, nowhere, Map.of(), false, false, () -> 0));
  }

  /** The words that name each command; the program itself has none. */
  static List<List<String>> commands() {
    List<List<String>> names = new ArrayList<>();
    collect(program(), List.of(), names);
    return names;
  }

  private static void collect(CommandLine command, List<String> name, List<List<String>> names) {
    names.add(name);
    command
        .getSubcommands()
        .forEach(
            (word, below) ->
                collect(below, Stream.concat(name.stream(), Stream.of(word)).toList(), names));
  }

  private static CommandLine command(List<String> name) {
    CommandLine command = program();
    for (String word : name) {
      command = command.getSubcommands().get(word);
    }
    return command;
  }

  private static CommandLineRun help(List<String> name, Map<String, String> environment) {
    List<String> words = new ArrayList<>(name);
    words.add("--help");
    return CommandLineRun.of(environment, words);
  }

  @Test
  void thereAreMoreThanAFew() {
    assertThat(commands()).hasSizeGreaterThan(20).contains(List.of("policy", "list"));
  }

  @ParameterizedTest
  @MethodSource("commands")
  void helpIsCompleteAndFitsEightyColumns(List<String> name) {
    CommandLineRun help = help(name, Map.of());

    assertThat(help.exitCode()).isZero();
    assertThat(help.err()).isEmpty();
    assertThat(help.out())
        .startsWith(
            "Usage: " + String.join(" ", Stream.concat(Stream.of("varve"), name.stream()).toList()))
        .contains("\nExit codes:\n", "\nExample");
    assertThat(help.out().lines().filter(line -> TerminalText.columns(line) > 80)).isEmpty();
    HelpPage page = HelpPage.of(command(name).getCommandSpec());
    assertThat(page.summary()).isNotEmpty().endsWith(".");
    assertThat(page.exitCodes()).extracting(HelpPage.Entry::term).contains("0", "2");
    assertThat(page.groups())
        .allMatch(group -> group.options().stream().noneMatch(each -> each.paragraphs().isEmpty()));
  }

  /** Lines are broken where the page ends, and not where the source was. */
  @ParameterizedTest
  @ValueSource(ints = {60, 80, 120})
  void paragraphsAreKept(int columns) {
    for (List<String> name : commands()) {
      String shown = unbroken(help(name, Map.of("COLUMNS", String.valueOf(columns))).out());
      HelpPage page = HelpPage.of(command(name).getCommandSpec());
      List<HelpPage.Entry> entries = new ArrayList<>(page.parameters());
      page.groups().forEach(group -> entries.addAll(group.options()));

      assertThat(entries)
          .as("%s", name)
          .allMatch(
              entry ->
                  shown.contains(
                      unbroken(entry.term() + " " + String.join(" ", entry.paragraphs()))));
    }
  }

  private static String unbroken(String text) {
    return text.replaceAll("\\s+", " ");
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyOptionIsShownOnceAndRequiredOnesInTheSynopsis(List<String> name) {
    CommandLine command = command(name);
    HelpPage page = HelpPage.of(command.getCommandSpec());
    List<String> shown = new ArrayList<>();
    page.groups().forEach(group -> group.options().forEach(each -> shown.add(each.term())));

    assertThat(shown).doesNotHaveDuplicates().hasSize(command.getCommandSpec().options().size());
    for (OptionSpec option : command.getCommandSpec().options()) {
      assertThat(page.synopsis().contains(option.shortestName() + " " + option.paramLabel()))
          .as(option.longestName())
          .isEqualTo(option.required());
    }
  }

  /** Copied into a shell, they reach the command whose help they stand in, which accepts them. */
  @ParameterizedTest
  @MethodSource("commands")
  void examplesCanBeRun(List<String> name) throws IOException {
    HelpPage page = HelpPage.of(command(name).getCommandSpec());

    assertThat(page.examples()).isNotEmpty();
    for (HelpPage.Example example : page.examples()) {
      List<List<String>> calls = ShellWords.of(String.join("\n", example.lines()), folder);
      assertThat(calls).as("%s", example).hasSize(1);
      List<String> words = calls.get(0);
      assertThat(words.subList(0, name.size())).isEqualTo(name);
      assertThat(parsed(words)).as("%s", words).isNotNull();
    }
  }

  /** What the program's own model makes of words; fails as the program would. */
  static ParseResult parsed(List<String> words) {
    return program().parseArgs(words.toArray(String[]::new));
  }

  @Test
  void groupsSayWhatOptionsAreAbout() {
    HelpPage check = HelpPage.of(command(List.of("check")).getCommandSpec());

    assertThat(check.groups())
        .extracting(HelpPage.Group::heading)
        .startsWith("Options", "Which image")
        .endsWith(
            "Facts store", "Limits, against hostile images", "Registries", "Messages and looks");
    assertThat(check.environment())
        .extracting(HelpPage.Entry::term)
        .contains("VARVE_STORE", "SOURCE_DATE_EPOCH", "NO_COLOR")
        .doesNotHaveDuplicates();
  }

  @Test
  void helpIsACommandToo() {
    assertThat(CommandLineRun.of(Map.of(), List.of("help", "policy", "show")))
        .isEqualTo(help(List.of("policy", "show"), Map.of()));
    assertThat(CommandLineRun.of(Map.of(), List.of("help"))).isEqualTo(help(List.of(), Map.of()));
  }

  @Test
  void headingsHaveColoursWhereTheyAreWanted() {
    assertThat(help(List.of("tree"), Map.of("CLICOLOR_FORCE", "1")).out())
        .contains("\u001b[1mExit codes:\u001b[0m");
    assertThat(help(List.of("tree"), Map.of()).out()).doesNotContain("\u001b");
  }
}
