package dev.varve.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.testing.OptionalParts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Manual pages, as {@code varve man} prints and writes them. */
class ManCommandTest {
  @TempDir Path folder;

  private static CommandLineRun run(String... words) {
    return CommandLineRun.of(Map.of(), List.of(words));
  }

  private List<Path> written() throws IOException {
    assertThat(run("man", "--out", folder.toString()).exitCode()).isZero();
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  @Test
  void thereIsAPageForEveryCommand() throws IOException {
    List<String> names = new ArrayList<>();
    for (List<String> command : HelpPageTest.commands()) {
      names.add(
          "varve" + String.join("", command.stream().map(word -> "-" + word).toList()) + ".1");
    }

    assertThat(written())
        .extracting(file -> file.getFileName().toString())
        .containsExactlyInAnyOrderElementsOf(names);
  }

  @Test
  void aPageIsPrintedAsItIsWritten() throws IOException {
    written();

    assertThat(run("man", "cache", "list").out())
        .isEqualTo(Files.readString(folder.resolve("varve-cache-list.1")));
    assertThat(run("man").out()).isEqualTo(Files.readString(folder.resolve("varve.1")));
  }

  @Test
  void anUnknownCommandGetsASuggestion() {
    assertThat(run("man", "cache", "lsit"))
        .isEqualTo(
            new CommandLineRun(
                2,
                "",
                """
                error: there is no command 'cache lsit'; did you mean 'cache list'?
                Try 'varve man --help'.
                """));
  }

  /** Checked by the program that most systems but Linux show manuals with. */
  @Test
  void pagesAreWellFormed() throws IOException, InterruptedException {
    List<String> words =
        new ArrayList<>(List.of(OptionalParts.program("mandoc").toString(), "-Tlint", "-Wwarning"));
    written().forEach(page -> words.add(page.toString()));

    String complaints = output(words);

    // A date would make pages differ from build to build.
    assertThat(complaints.lines().filter(line -> !line.contains("missing date"))).isEmpty();
  }

  /** What a reader sees says what help says. */
  @Test
  void pagesSayWhatHelpSays() throws IOException, InterruptedException {
    String mandoc = OptionalParts.program("mandoc").toString();
    written();
    for (List<String> command : HelpPageTest.commands()) {
      String name = "varve" + String.join("", command.stream().map(word -> "-" + word).toList());
      String page =
          output(List.of(mandoc, "-Tutf8", "-Owidth=80", folder.resolve(name + ".1").toString()))
              .replaceAll(".\b", "")
              .replaceAll("\\s+", " ");
      HelpPage help = HelpPage.of(command(command));

      for (HelpPage.Group group : help.groups()) {
        for (HelpPage.Entry entry : group.options()) {
          String said = entry.term() + " " + String.join(" ", entry.paragraphs());
          assertThat(page).as(name).contains(said.replaceAll("\\s+", " "));
        }
      }
      for (HelpPage.Example example : help.examples()) {
        assertThat(page)
            .as(name)
            .contains(String.join(" ", example.lines()).replaceAll("\\s+", " "));
      }
    }
  }

  private static picocli.CommandLine.Model.CommandSpec command(List<String> name) {
    picocli.CommandLine command = HelpPageTest.program();
    for (String word : name) {
      command = command.getSubcommands().get(word);
    }
    return command.getCommandSpec();
  }

  private static String output(List<String> words) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return text;
  }
}
