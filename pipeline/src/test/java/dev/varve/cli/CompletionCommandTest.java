package dev.varve.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.testing.OptionalParts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Keys typed into real shells that have read what {@code varve completion} prints. */
class CompletionCommandTest {
  @TempDir Path folder;

  @BeforeEach
  void files() throws IOException {
    CommandLineRun run = CommandLineRun.of(Map.of(), List.of("completion", "bash"));
    assertThat(run.exitCode()).isZero();
    Files.writeString(folder.resolve("script"), run.out());
    Files.createDirectories(folder.resolve("our-rules"));
    for (String name : List.of("fleet.yaml", "application.tar", "compose with spaces.yaml")) {
      Files.createFile(folder.resolve(name));
    }
    // In place of varve: says what it is called with.
    Path varve = folder.resolve("bin").resolve("varve");
    Files.createDirectories(varve.getParent());
    Files.writeString(varve, "#!/bin/sh\nprintf 'GOT'; printf ' [%s]' \"$@\"; echo .\n");
    assertThat(varve.toFile().setExecutable(true)).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "insp          | [inspect]",
        "policy sh     | [policy] [show]",
        "scan --dif    | [scan] [--diff-lists]",
        "check --color al           | [check] [--color] [always]",
        "check --format=doc         | [check] [--format=dockle-json]",
        "check --fail-on crit       | [check] [--fail-on] [critical]",
        "check appl                 | [check] [application.tar]",
        "diff x.tar appl            | [diff] [x.tar] [application.tar]",
        "scan -o out fle            | [scan] [-o] [out] [fleet.yaml]",
        "check x.tar --policy our-r | [check] [x.tar] [--policy] [our-rules/]",
        "check x.tar --run=comp     | [check] [x.tar] [--run=compose with spaces.yaml]",
      })
  void bashCompletesCommandsOptionsValuesAndFiles(String typed, String called) throws Exception {
    Path script = OptionalParts.program("script");
    String shell = "bash --noprofile --rcfile '" + folder.resolve("script") + "' -i";
    ProcessBuilder builder = new ProcessBuilder(script.toString(), "-qec", shell, "/dev/null");
    builder.directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().put("PATH", folder.resolve("bin") + ":" + System.getenv("PATH"));
    builder.environment().put("TERM", "dumb");
    builder.environment().put("INPUTRC", "/dev/null");
    Process process = builder.start();
    process
        .getOutputStream()
        .write(("varve " + typed + "\t\nexit\n").getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().close();
    String shown = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(shown).contains("GOT " + called + ".");
  }

  @Test
  void zshTakesTheScript() throws Exception {
    String zsh = OptionalParts.program("zsh").toString();
    String commands =
        "autoload -U compinit && compinit -u -d "
            + folder.resolve("dump")
            + " && source "
            + folder.resolve("script")
            + " && print -r -- ${_comps[varve]}";
    Process process =
        new ProcessBuilder(zsh, "-fc", commands)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(said).startsWith("_bash_complete -F _varve");
  }

  @Test
  void bothShellsGetTheSame() throws IOException {
    assertThat(CommandLineRun.of(Map.of(), List.of("completion", "zsh")).out())
        .isEqualTo(Files.readString(folder.resolve("script")));
    assertThat(CommandLineRun.of(Map.of(), List.of("completion", "zhs")).err())
        .contains("'zhs' is none of bash, zsh; did you mean 'zsh'?");
  }
}
