package dev.varve.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.report.Ink;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the surroundings say about colours and width. */
class ConsoleTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private Console console(boolean terminal, String... environment) {
    return new Console(
        out, OutputStream.nullOutputStream(), environment(environment), terminal, true, () -> 132);
  }

  private static Map<String, String> environment(String... words) {
    return switch (words.length) {
      case 0 -> Map.of();
      case 2 -> Map.of(words[0], words[1]);
      default -> Map.of(words[0], words[1], words[2], words[3]);
    };
  }

  @Test
  void coloursAreForTerminals() {
    assertThat(console(true).usualInk()).isEqualTo(Ink.ANSI);
    assertThat(console(false).usualInk()).isEqualTo(Ink.PLAIN);
    assertThat(console(true, "TERM", "dumb").usualInk()).isEqualTo(Ink.PLAIN);
    assertThat(console(true, "TERM", "xterm").usualInk()).isEqualTo(Ink.ANSI);
  }

  @Test
  void theEnvironmentMayWantNoneOrAlways() {
    assertThat(console(true, "NO_COLOR", "1").usualInk()).isEqualTo(Ink.PLAIN);
    assertThat(console(true, "NO_COLOR", "").usualInk()).isEqualTo(Ink.ANSI);
    assertThat(console(true, "CLICOLOR", "0").usualInk()).isEqualTo(Ink.PLAIN);
    assertThat(console(false, "CLICOLOR", "1").usualInk()).isEqualTo(Ink.PLAIN);
    assertThat(console(false, "CLICOLOR_FORCE", "1").usualInk()).isEqualTo(Ink.ANSI);
    assertThat(console(false, "CLICOLOR_FORCE", "0").usualInk()).isEqualTo(Ink.PLAIN);
    assertThat(console(true, "CLICOLOR_FORCE", "1", "NO_COLOR", "1").usualInk())
        .isEqualTo(Ink.PLAIN);
  }

  @Test
  void widthIsTheTerminalsUnlessTheEnvironmentSaysOtherwise() {
    assertThat(console(true).page(Ink.PLAIN).columns()).isEqualTo(132);
    assertThat(console(true, "COLUMNS", "90").page(Ink.PLAIN).columns()).isEqualTo(90);
    assertThat(console(true, "COLUMNS", "wide").page(Ink.PLAIN).columns()).isEqualTo(132);
  }

  /** Whatever terminal standard error may have. */
  @Test
  void aFilesWidthIsTheSameEverywhere() {
    assertThat(console(false).page(Ink.PLAIN).columns()).isEqualTo(80);
    assertThat(console(false).statusColumns()).isEqualTo(131);
  }

  @Test
  void messagesAreBrokenBetweenWordsOnTerminalsOnly() {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    for (boolean terminal : new boolean[] {true, false}) {
      new Console(out, err, Map.of(), false, terminal, () -> 20).error("one two three four five");
    }

    assertThat(err.toString(StandardCharsets.UTF_8))
        .isEqualTo(
            """
            error: one two three
                   four five
            error: one two three four five
            """);
  }

  @Test
  void onlyTerminalsCut() throws IOException {
    String path = "usr/".repeat(40) + "bin";

    for (boolean terminal : new boolean[] {true, false}) {
      out.reset();
      var page = console(terminal, "COLUMNS", "80").page(Ink.PLAIN);
      page.line(page.cutPath(path, 80)).flush();
      assertThat(out.toString(StandardCharsets.UTF_8).contains("…")).isEqualTo(terminal);
    }
  }
}
