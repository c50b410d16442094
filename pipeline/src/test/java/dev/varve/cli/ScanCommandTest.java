package dev.varve.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.testing.OptionalParts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a user of {@code varve scan} sees; what a run leaves is {@code FleetScanTest}'s matter. */
class ScanCommandTest {
  private static final Path FIXTURES = OptionalParts.projectRoot().resolve("fixtures");

  @TempDir Path folder;

  @Test
  void noWorkersAreRefused() {
    String image = OptionalParts.projectRoot().resolve("fixtures/built/users.tar").toString();
    CommandLineRun run =
        CommandLineRun.of(Map.of(), List.of("scan", image, "-o", "out", "--workers", "0"));

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("--workers is 1 or more").doesNotContain("internal-error");
  }

  @Test
  void fleetWithBrokenImagesReportsTheOthersAndExitsWithThree() {
    CommandLineRun run = scan(FIXTURES.resolve("fleet.yaml"));

    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.out().lines().map(line -> line.replaceAll("; .*", "; ...").strip()))
        .element(0)
        .isEqualTo("33 images over 34 distinct layers; ...");
    assertThat(run.out())
        .contains("3 images not verified: the bytes are not what the image claims\n")
        .contains("2 could not be analysed: see " + out().resolve("failures.jsonl") + "\n")
        .endsWith("results in " + out() + "\n");
    assertThat(out().resolve("run.json")).exists();
  }

  @Test
  void findingsExitWithOneFromTheThresholdOn() {
    Path users = FIXTURES.resolve("built/users.tar");

    assertThat(scan(users).exitCode()).isEqualTo(1);
    assertThat(scan(users, "--fail-on", "critical").exitCode()).isZero();
  }

  @Test
  void imageThatIsNotWhatItClaimsExitsWithOneWhateverTheThreshold() {
    CommandLineRun run =
        scan(FIXTURES.resolve("built/mismatch-config.tar"), "--fail-on", "critical");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).contains("1 image not verified");
  }

  @Test
  void secondScanSaysThatNothingWasExpanded() {
    Path shop = FIXTURES.resolve("built/shop.tar");
    scan(shop);

    assertThat(scan(shop, "--workers", "1").out())
        .startsWith(
            """
            3 images over 7 distinct layers; 0 layers expanded (0 B)
            3 images judged before and unchanged
            """);
  }

  @Test
  void imagesOfArchivesAreChosenByNameAndVersion() throws Exception {
    Path shop = FIXTURES.resolve("built/shop.tar");
    Path users = FIXTURES.resolve("built/users.tar");

    assertThat(scan(shop, "--include", "shop/web").out()).startsWith("2 images over ");
    assertThat(scan(shop, "--include", "*/web", "--exclude", "**:latest").out())
        .startsWith("1 image over ");
    assertThat(scan(shop, users.toString(), "--max-images", "3").out())
        .startsWith("3 images over ");
    assertThat(Files.readString(out().resolve("images.jsonl")))
        .contains("\"image\":\"shop/api:2.0\"", "\"image\":\"shop/web:1.1\"")
        .contains("\"image\":\"users/alias:1\"");

    CommandLineRun nothing = scan(shop, "--include", "shop/wbe");
    assertThat(nothing.exitCode()).isEqualTo(2);
    assertThat(nothing.err()).contains("--include and --exclude leave no image");
  }

  @Test
  void registryThatCannotBeReachedIsAFailureAmongOthers() throws Exception {
    Path shop = FIXTURES.resolve("built/shop.tar");

    CommandLineRun run = scan(shop, "registry.invalid/team/app:1", "http://registry.invalid");

    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.out()).startsWith("3 images over ").contains("2 could not be analysed");
    assertThat(Files.readAllLines(out().resolve("failures.jsonl")))
        .anyMatch(line -> line.contains("\"image\":\"http://registry.invalid\""))
        .anyMatch(line -> line.contains("\"image\":\"registry.invalid/team/app:1\""))
        .allMatch(line -> line.contains("\"code\":\"registry-unreachable\""));
  }

  @Test
  void wrongFleetFileExitsWithTwoBeforeAnythingRuns() throws IOException {
    Path fleet = folder.resolve("fleet.yaml");
    Files.writeString(fleet, "version: 1\nimages:\n  - archiv: a.tar\n");

    CommandLineRun run = scan(fleet);

    assertThat(run)
        .isEqualTo(
            new CommandLineRun(
                2,
                "",
                "error: scan: "
                    + fleet
                    + " line 3: fleet-file-invalid: unknown key 'archiv'; did you mean 'archive'?"
                    + " Next: mend the fleet file.\n"));
    assertThat(out()).doesNotExist();
  }

  @Test
  void folderOfAnotherPurposeExitsWithTwo() throws IOException {
    Files.createDirectories(out());
    Files.writeString(out().resolve("holiday.jpg"), "sea");

    CommandLineRun run = scan(FIXTURES.resolve("built/shop.tar"));

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains(out().toString(), "it holds other files; name a new folder");
    assertThat(out().toFile().list()).containsExactly("holiday.jpg");
  }

  @Test
  void runnerThatBeamDoesNotHaveExitsWithTwoBeforeAnythingIsWritten() {
    CommandLineRun run = scan(FIXTURES.resolve("built/shop.tar"), "--runner", "NoRunner");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err())
        .startsWith("error: scan: --runner or --beam: beam-option-invalid: ")
        .contains("NoRunner");
    assertThat(folder.toFile().list()).isEmpty();
  }

  @Test
  void imagesOfOneNameInTwoArchivesFailOnALineEach() throws IOException {
    Path cut = FIXTURES.resolve("built/broken-cut.tar");
    Path copy = Files.copy(cut, folder.resolve("copy.tar"));

    CommandLineRun run = scan(cut, copy.toString());

    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(Files.readAllLines(out().resolve("failures.jsonl")))
        .hasSize(2)
        .anyMatch(line -> line.contains("\"source\":\"" + cut + "\""))
        .anyMatch(line -> line.contains("\"source\":\"" + copy + "\""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://user:hunter2@registry.example/",
        "HTTP://user:hunter2@registry.example:5000",
        "https://user:hunter2@registry.example/team/app:1",
        "https://user:hunter2/x@y@registry.example"
      })
  void passwordInAnAddressIsRefusedAndNeverRepeated(String address) {
    CommandLineRun run =
        CommandLineRun.of(Map.of(), List.of("scan", address, "--out", out().toString()));

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err())
        .contains("@registry.example", "keep accounts in Docker's config.json")
        .doesNotContain("hunter2")
        .doesNotContain("user:");
    assertThat(run.out()).isEmpty();
    assertThat(out()).doesNotExist();
  }

  @Test
  void resultsNeedAFolder() {
    CommandLineRun run =
        CommandLineRun.of(Map.of(), List.of("scan", FIXTURES.resolve("fleet.yaml").toString()));

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).startsWith("error: Missing required option: '--out=OUT'\n");
  }

  private Path out() {
    return folder.resolve("out");
  }

  private CommandLineRun scan(Path fleet, String... options) {
    List<String> arguments = new ArrayList<>(List.of("scan", fleet.toString()));
    arguments.addAll(List.of("-o", out().toString()));
    arguments.addAll(List.of("--store", folder.resolve("store").toString()));
    arguments.addAll(List.of("--as-of", "2026-01-02"));
    arguments.addAll(List.of(options));
    return CommandLineRun.of(Map.of(), arguments);
  }
}
