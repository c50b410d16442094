package dev.varve.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.testing.OptionalParts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What a real shell makes of command lines that call varve. */
final class ShellWords {
  /** Stands in for every program that examples name; varve writes down what it is called with. */
  private static final String STUBS =
      """
      varve() {
        local word
        for word in "$@"; do printf '%s\\0' "$word"; done >>"$WORDS"
        printf '\\n\\0' >>"$WORDS"
      }
      scripts/varve() { varve "$@"; }
      man() { cat >/dev/null; }
      jq() { cat >/dev/null; }
      docker() { :; }
      less() { cat >/dev/null; }
      """;

  private ShellWords() {}

  /**
   * Has bash run a command line with stubs in place of programs.
   *
   * @param folder where it runs, and what home is
   * @return the words that varve gets, for each time that it is called
   */
  static List<List<String>> of(String commandLine, Path folder) throws IOException {
    Path words = Files.createTempFile(folder, "words", "");
    Files.createDirectories(folder.resolve(".local/share/bash-completion/completions"));
    ProcessBuilder builder =
        new ProcessBuilder(
            OptionalParts.program("bash").toString(), "-uec", STUBS + commandLine + "\nwait");
    builder.environment().put("WORDS", words.toString());
    builder.environment().put("HOME", folder.toString());
    Process process =
        builder
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .start();
    String said = new String(process.getInputStream().readAllBytes());
    try {
      assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
    assertThat(process.exitValue()).as("%s: %s", commandLine, said).isZero();
    return Arrays.stream(Files.readString(words).split("\n\0"))
        .filter(call -> !call.isEmpty())
        .map(call -> List.of(call.split("\0")))
        .toList();
  }
}
