package dev.varve.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.varve.testing.FolderCopy;
import dev.varve.testing.OptionalParts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user of {@code varve compare} sees; what is compared is {@code RunsComparedTest}'s. */
class CompareCommandTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path BUILT = OptionalParts.projectRoot().resolve("fixtures/built");

  @TempDir static Path shared;

  @TempDir Path folder;

  /** Scans of two images, of these and nine more, and of one that cannot be analysed as well. */
  @BeforeAll
  static void scan() {
    scan("few", "multi.tar");
    scan("many", "multi.tar", "users.tar");
    scan("broken", "multi.tar", "broken-cut.tar");
  }

  private static void scan(String name, String... archives) {
    List<String> arguments = new ArrayList<>(List.of("scan"));
    for (String archive : archives) {
      arguments.add(BUILT.resolve(archive).toString());
    }
    arguments.addAll(List.of("-o", run(name), "--store", shared.resolve("store").toString()));
    arguments.addAll(List.of("--as-of", "2026-01-02"));
    assertThat(CommandLineRun.of(Map.of(), arguments).exitCode()).isNotEqualTo(2);
  }

  private static String run(String name) {
    return shared.resolve(name).toString();
  }

  private static CommandLineRun compare(String... arguments) {
    List<String> all = new ArrayList<>(List.of("compare"));
    all.addAll(List.of(arguments));
    return CommandLineRun.of(Map.of("COLUMNS", "80"), all);
  }

  @Test
  void exitCodeSaysWhetherThereIsAnythingNew() {
    assertThat(compare(run("few"), run("few")).exitCode()).isZero();
    assertThat(compare(run("few"), run("many")).exitCode()).isEqualTo(1);
    assertThat(compare(run("few"), run("many"), "--fail-on", "critical").exitCode()).isZero();
    assertThat(compare(run("many"), run("few")).exitCode()).isZero();
    assertThat(compare(run("few"), run("broken")).exitCode()).isEqualTo(3);
    assertThat(compare(run("broken"), run("few")).exitCode()).isEqualTo(3);
  }

  @Test
  void textFitsThePage() {
    CommandLineRun run = compare(run("few"), run("many"));

    assertThat(run.out().lines().filter(line -> !line.contains(shared.toString())))
        .allMatch(line -> line.length() <= 80);
    assertThat(run.out())
        .contains("+ image users/app:1  linux/amd64  new\n")
        .contains("of what was not there before)\n")
        .contains("images: 9 new, 2 unchanged\n")
        .contains("failed: ");
    assertThat(run.err()).isEmpty();
  }

  @Test
  void jsonIsOneArrayOfTheLines() throws IOException {
    CommandLineRun lines = compare(run("few"), run("many"), "--format", "jsonl");
    CommandLineRun array = compare(run("few"), run("many"), "--format", "json");

    List<JsonNode> records = new ArrayList<>();
    for (String line : lines.out().lines().toList()) {
      records.add(JSON.readTree(line));
    }
    assertThat(JSON.readTree(array.out())).containsExactlyElementsOf(records);
    assertThat(records).allMatch(record -> record.get("schemaVersion").asInt() == 1);
    assertThat(records.get(0).get("record").asText()).isEqualTo("comparison");
    assertThat(lines.out()).doesNotContain(shared.toString());
  }

  @Test
  void folderThatIsNoRunExitsWithTwo() throws IOException {
    Path cut = folder.resolve("cut");
    FolderCopy.copy(shared.resolve("many"), cut);
    Path findings = cut.resolve("findings.jsonl");
    List<String> lines = Files.readAllLines(findings);
    Files.write(findings, lines.subList(0, lines.size() - 1));

    CommandLineRun missing = compare(run("few"), folder.toString());
    CommandLineRun partial = compare(cut.toString(), run("few"));

    assertThat(missing.exitCode()).isEqualTo(2);
    assertThat(missing.err())
        .isEqualTo(
            "error: "
                + folder
                + ": run-unusable: there is no run.json. Next: name the folder of a scan by this"
                + " version of varve, or scan again.\n");
    assertThat(partial.exitCode()).isEqualTo(2);
    assertThat(partial.err())
        .contains("it has " + (lines.size() - 1) + " findings where run.json says " + lines.size());
    assertThat(partial.out()).isEmpty();
    assertThat(compare(run("few")).exitCode()).isEqualTo(2);
  }

  @Test
  void helpHasExamples() {
    CommandLineRun help = compare("--help");

    assertThat(help.exitCode()).isZero();
    assertThat(help.out())
        .contains("RUN1", "RUN2", "--fail-on", "varve compare monday tuesday --fail-on medium");
  }
}
