package dev.varve.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.testing.OptionalParts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever mistypes a name is asked what was meant, and told what to do. */
class MistypedNamesTest {
  private static final Path FIXTURES = OptionalParts.projectRoot().resolve("fixtures");

  @TempDir Path folder;

  @BeforeEach
  void files() throws IOException {
    for (String name : List.of("settings.yaml", "fleet.yaml", "keys.pub")) {
      Files.writeString(folder.resolve(name), "{}\n");
    }
    Files.createDirectory(folder.resolve("our-rules"));
    Files.createDirectory(folder.resolve("nightly"));
  }

  private CommandLineRun run(String... words) {
    Map<String, String> environment =
        Map.of(
            "VARVE_STORE", folder.resolve("store").toString(),
            "TMPDIR", folder.resolve("tmp").toString());
    List<String> all =
        Arrays.stream(words)
            .map(word -> word.replace("HERE", folder.toString()))
            .map(word -> word.replace("FIXTURES", FIXTURES.toString()))
            .toList();
    return CommandLineRun.of(environment, all);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "scan HERE/fleet.yml -o HERE/out                                            | fleet.yaml",
        "check FIXTURES/built/users.tar --policy HERE/our-rulse                     | our-rules",
        "check FIXTURES/built/users.tar --data HERE/setings.yaml                    | settings.yaml",
        "check FIXTURES/built/users.tar --params HERE/setings.yaml                  | settings.yaml",
        "check FIXTURES/built/users.tar --exceptions HERE/settings.yml              | settings.yaml",
        "check FIXTURES/built/users.tar --run HERE/settinsg.yaml                    | settings.yaml",
        "boundary --run FIXTURES/runs/setuid-start.yaml --host-profile HERE/setings.yaml"
            + " | settings.yaml",
        "boundary --run FIXTURES/runs/setuid-start.yaml --env-file HERE/setings.yaml"
            + " | settings.yaml",
        "check FIXTURES/built/users.tar --baseline HERE/nightl                      | nightly",
        "check --from HERE/nightyl                                                  | nightly",
        "find x --in HERE/nigtly                                                    | nightly",
        "compare HERE/nightli HERE/nightly                                          | nightly",
        "policy build HERE/our-rule -o HERE/b.tar.gz                                | our-rules",
        "policy test HERE/our-rule                                                  | our-rules",
        "inspect FIXTURES/built/users.tar --dive-ci HERE/setings.yaml               | settings.yaml",
      })
  void theNearestFileIsNamed(String line) {
    String[] parts = line.split("\\|");

    CommandLineRun run = run(parts[0].strip().split(" +"));

    assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err())
        .contains("did you mean '" + folder.resolve(parts[1].strip()) + "'? Next: ")
        .endsWith(".\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "scna fleet.yaml            | there is no command 'varve scna'           | scan",
        "policy shwo MNT-01         | there is no command 'varve policy shwo'    | show",
        "tree a.tar --formt=jsonl   | Unknown option: '--formt=jsonl'            | --format",
      })
  void theNearestCommandOrOptionIsNamed(String line, String said, String meant) {
    CommandLineRun run = run(line.split(" +"));

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err())
        .startsWith("error: " + said + "\nDid you mean " + meant + "?\nTry 'varve ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "check a.tar --format sarfi   | --format: 'sarfi' is none of                    | sarif",
        "check a.tar --fail-on hgih   | --fail-on: 'hgih' is none of                    | high",
        "check a.tar --color alwyas   | --color: 'alwyas' is none of auto, always, never | always",
        "check a.tar --profile nigtly | --profile: no profile is called 'nigtly'        | nightly",
        "policy show MNT-1            | there is no rule 'MNT-1'                        | MNT-01",
      })
  void theNearestValueIsNamed(String line, String said, String meant) {
    CommandLineRun run = run(line.split(" +"));

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err())
        .startsWith("error: " + said)
        .contains("did you mean '" + meant + "'?\nTry 'varve ");
  }

  @Test
  void valuesAreRefusedInWordsForPeople() {
    assertThat(run("cache", "gc", "--unused-days", "x").err())
        .startsWith("error: --unused-days: 'x' is no whole number\n");
    assertThat(run("check", "a.tar", "--report", "sarif").err())
        .startsWith("error: --report takes FORM=FILE\n");
    assertThat(run("inspect", "a.tar", "b.tar").err())
        .startsWith("error: 'b.tar' is one argument too many\n");
  }

  @Test
  void aFolderToWriteToThatIsNotThereIsNamed() {
    CommandLineRun run =
        run("check", "FIXTURES/built/users.tar", "--report", "sarif=HERE/none/x.sarif");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err())
        .endsWith(
            "cannot read or write: "
                + folder.resolve("none/x.sarif")
                + ": there is no folder "
                + folder.resolve("none")
                + "; make it first\n");
  }
}
