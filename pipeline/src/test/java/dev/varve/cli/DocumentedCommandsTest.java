package dev.varve.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.varve.testing.OptionalParts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParameterException;

/** Whoever copies a command out of the documents gets one that varve accepts. */
class DocumentedCommandsTest {
  /** A line of a block of code, with what a backslash continues it by. */
  private static final Pattern LINE =
      Pattern.compile("(?m)^(?:\\$ )?((?:scripts/)?varve (?:.*\\\\\n)*.*)$");

  private static final Pattern BLOCK = Pattern.compile("(?ms)^```[a-z]*\n(.*?)^```$");
  private static final Pattern SPAN = Pattern.compile("`((?:scripts/)?varve [^`]*)`");

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"README.md", "pipeline/README.md"})
  void everyCommandIsAccepted(String document) throws IOException {
    String text = Files.readString(OptionalParts.projectRoot().resolve(document));
    List<String> commands = new ArrayList<>();
    Matcher block = BLOCK.matcher(text);
    while (block.find()) {
      Matcher line = LINE.matcher(block.group(1));
      while (line.find()) {
        commands.add(line.group(1));
      }
    }
    List<String> mentions = new ArrayList<>();
    Matcher span = SPAN.matcher(BLOCK.matcher(text).replaceAll(""));
    while (span.find()) {
      if (!span.group(1).contains("…")) {
        mentions.add(span.group(1));
      }
    }
    assertThat(commands.size() + mentions.size()).as(document).isPositive();

    for (String command : commands) {
      for (List<String> words : ShellWords.of(command, folder)) {
        assertThatCode(() -> HelpPageTest.parsed(words)).as(command).doesNotThrowAnyException();
      }
    }
    for (String mention : mentions) {
      for (List<String> words : ShellWords.of(mention, folder)) {
        assertThat(refusal(words)).as(mention).isNull();
      }
    }
  }

  /** Why words are refused, unless some are merely missing. */
  private static @Nullable String refusal(List<String> words) {
    try {
      HelpPageTest.parsed(words);
      return null;
    } catch (MissingParameterException e) {
      return null;
    } catch (ParameterException e) {
      return e.getMessage();
    }
  }
}
