package dev.varve.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.varve.testing.FixtureBuilder;
import dev.varve.testing.FolderCopy;
import dev.varve.testing.OptionalParts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scans, checks and comparisons beside an earlier scan. */
class BaselineTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path FIXTURES = OptionalParts.projectRoot().resolve("fixtures");
  private static final List<String> REBUILT =
      List.of("shop", "users", "debian", "debian-small", "multi", "legacy");
  private static final String FLEET =
      """
      version: 1
      images:
        - archive: "*.tar"
        - archive: "*.tar.gz"
      runs:
        - compose: runs/compose.yaml
      pairs:
        - {from: "shop/web:1.0", to: "shop/web:1.1"}
        - {from: "debian/dash:12", to: "debian/tini:12"}
      """;

  @TempDir static Path shared;

  /** A scan of the fixtures that {@link #REBUILT} names, as they are. */
  private static Path baseline = Path.of("");

  @TempDir Path folder;

  @BeforeAll
  static void scanTheFleet() throws IOException {
    Path fleet = fleet(shared.resolve("fleet"), Duration.ZERO);
    baseline = shared.resolve("baseline");
    CommandLineRun run = scan(fleet, baseline, "--as-of", "2026-02-01");
    assertThat(run.exitCode()).as(run.err()).isEqualTo(1);
  }

  /** The property of fingerprints: no time, no digest and no layer id is in them. */
  @Test
  void imagesRebuiltAtAnotherTimeKeepAllTheirFindings() throws IOException {
    Random random = new Random(20261128);
    for (int i = 0; i < 2; i++) {
      Duration later = Duration.ofSeconds(1 + random.nextInt(1_000_000));
      Path fleet = fleet(folder.resolve("fleet" + i), later);
      Path out = folder.resolve("out" + i);

      CommandLineRun run =
          scan(fleet, out, "--as-of", "2026-02-01", "--baseline", baseline.toString());

      JsonNode totals = totals(out);
      assertThat(states(out, "finding-comparison")).as("later by " + later).isEmpty();
      assertThat(totals.at("/findings/unchanged").asInt())
          .isEqualTo(lines(out, "findings.jsonl").size())
          .isGreaterThan(100);
      assertThat(totals.at("/images/rebuilt").asInt())
          .isEqualTo(lines(out, "images.jsonl").size())
          .isGreaterThan(15);
      assertThat(totals.at("/images/unchanged").asInt()).isZero();
      assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
      assertThat(run.out())
          .contains("since " + baseline + ": 0 new, 0 changed, 0 fixed, ")
          .contains("passed: 0 findings new or worse at high or above\n");
    }
  }

  @Test
  void scanNightAfterNightIntoOneFolderStopsAtWhatIsNewOnly() throws IOException {
    Path out = folder.resolve("nightly");
    Path users = FIXTURES.resolve("built/users.tar");
    String[] options = {"--as-of", "2026-01-02", "--baseline", out.toString()};

    CommandLineRun first = scan(users, out, options);
    String findings = Files.readString(out.resolve("findings.jsonl"));
    CommandLineRun second = scan(users, out, options);
    String results = results(out);
    CommandLineRun third = scan(users, out, "--workers", "1", "--baseline", out.toString());

    assertThat(first.exitCode()).isEqualTo(1);
    assertThat(first.out()).contains("the first run in " + out + ": all of it counts\n");
    assertThat(second.exitCode()).as(second.out()).isZero();
    assertThat(third.exitCode()).isZero();
    assertThat(Files.readString(out.resolve("findings.jsonl"))).isEqualTo(findings);
    assertThat(results(out)).as("nothing has changed, on one worker as on more").isEqualTo(results);
    CommandLineRun all = scan(users, out, "--baseline", out.toString(), "--no-fail-on-new");
    assertThat(all.exitCode()).isEqualTo(1);
  }

  /** Nor do the pages for people and comments say that it does. */
  @Test
  void imageThatIsKnownNotToBeWhatItClaimsStopsNoNight() throws IOException {
    Path out = folder.resolve("nightly");
    Path wrong = FIXTURES.resolve("built/mismatch-diff-id.tar");

    CommandLineRun first = scan(wrong, out, "--baseline", out.toString());
    String page = Files.readString(out.resolve("report.html"));
    String summary = Files.readString(out.resolve("summary.md"));
    CommandLineRun second = scan(wrong, out, "--baseline", out.toString());

    assertThat(first.exitCode()).as(first.out()).isEqualTo(1);
    assertThat(page).contains("<title>varve report: failed</title>");
    assertThat(summary).startsWith("## varve: failed\n");
    assertThat(second.exitCode()).as(second.out()).isZero();
    assertThat(Files.readString(out.resolve("report.html")))
        .contains("<title>varve report: passed</title>")
        .contains("1 image not verified: the bytes are not what the image claims.");
    assertThat(Files.readString(out.resolve("summary.md")))
        .startsWith("## varve: passed\n\n1 image judged, 1 of them not verified; 0 findings");
  }

  @Test
  void newImageWithFindingsStopsTheNight() throws IOException {
    Path out = folder.resolve("nightly");
    scan(FIXTURES.resolve("built/multi.tar"), out);

    CommandLineRun run =
        CommandLineRun.of(
            Map.of(),
            List.of(
                "scan",
                FIXTURES.resolve("built/multi.tar").toString(),
                FIXTURES.resolve("built/users.tar").toString(),
                "-o",
                out.toString(),
                "--store",
                shared.resolve("store").toString(),
                "--as-of",
                "2026-01-02",
                "--baseline",
                out.toString()));

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.out()).containsPattern("failed: [1-9][0-9]* findings new or worse at high");
    assertThat(states(out, "finding-comparison")).contains("new subject-new");
    assertThat(states(out, "image-comparison")).containsOnly("new ");
  }

  /** An image that cannot be analysed for a night keeps the verdict of the night before. */
  @Test
  void imageThatFailedForANightComesBackAsItWas() throws IOException {
    Path images = Files.createDirectories(folder.resolve("images"));
    Path users = Files.copy(FIXTURES.resolve("built/users.tar"), images.resolve("users.tar"));
    Path fleet = images.resolve("fleet.yaml");
    Files.copy(FIXTURES.resolve("built/multi.tar"), images.resolve("multi.tar"));
    Files.writeString(
        fleet, "version: 1\nimages:\n  - archive: users.tar\n  - archive: multi.tar\n");
    Path out = folder.resolve("out");
    scan(fleet, out);
    int findings = lines(out, "findings.jsonl").size();

    byte[] whole = Files.readAllBytes(users);
    Files.write(users, Arrays.copyOf(whole, whole.length / 2));
    for (int night = 0; night < 2; night++) {
      CommandLineRun failing = scan(fleet, out, "--baseline", out.toString());
      assertThat(failing.exitCode()).as(failing.out()).isEqualTo(3);
      assertThat(totals(out).at("/findings/fixed").asInt()).isZero();
      assertThat(totals(out).at("/findings/notJudged").asInt()).isPositive();
    }
    Files.write(users, whole);
    CommandLineRun back = scan(fleet, out, "--baseline", out.toString());

    assertThat(back.exitCode()).as(back.out()).isZero();
    assertThat(totals(out).at("/findings/unchanged").asInt()).isEqualTo(findings);
    assertThat(totals(out).at("/findings/new").asInt()).isZero();
    assertThat(totals(out).at("/images/failedBefore").asInt()).isPositive();
  }

  @Test
  void whatAnExceptionNoLongerCoversStopsTheNight() throws IOException {
    Path exceptions = folder.resolve("exceptions.yaml");
    Files.writeString(
        exceptions, "- {id: '*', reason: known, owner: me@example.com, expires: 2026-01-31}\n");
    Path users = FIXTURES.resolve("built/users.tar");
    Path waived = folder.resolve("waived");
    Path expired = folder.resolve("expired");
    String file = exceptions.toString();

    assertThat(scan(users, waived, "--exceptions", file, "--as-of", "2026-01-30").exitCode())
        .isZero();
    CommandLineRun run =
        scan(
            users,
            expired,
            "--exceptions",
            file,
            "--as-of",
            "2026-02-01",
            "--baseline",
            waived.toString());

    assertThat(run.exitCode()).as(run.out()).isEqualTo(1);
    // The fleet as a whole is judged by what counts, which is more now.
    List<String> told =
        lines(expired, "comparison.jsonl").stream()
            .filter(line -> line.contains("\"record\":\"finding-comparison\""))
            .filter(line -> !line.contains("\"kind\":\"fleet\""))
            .toList();
    assertThat(told).isNotEmpty().allMatch(line -> line.contains("\"state\":\"changed\""));
    assertThat(told.stream().filter(line -> line.contains("\"stops\":true")))
        .isNotEmpty()
        .allMatch(l -> l.contains("\"differences\":[\"status\",\"exceptions\"]"));
  }

  @Test
  void checkStopsAtWhatTheScanDoesNotHave() {
    List<String> shop = List.of(FIXTURES.resolve("built/shop.tar").toString(), "--tag");
    CommandLineRun same = check(shop, "shop/web:1.1", "--fail-on-new");
    CommandLineRun plain = check(shop, "shop/web:1.1");

    assertThat(same.exitCode()).as(same.out()).isZero();
    assertThat(same.out()).contains("images: 1 unchanged\n", "passed: 0 findings new or worse");
    assertThat(plain.exitCode()).isEqualTo(1);
    assertThat(plain.out()).contains("since " + baseline + ": 0 new, ", "failed: ");
    List<String> team = List.of(FIXTURES.resolve("built/team").toString(), "--tag");
    CommandLineRun other = check(team, "team/setuid-start:1", "--fail-on-new");
    assertThat(other.exitCode()).isEqualTo(1);
    assertThat(other.out()).contains("+ high     ENT-03", "+ image team/setuid-start:1");
    assertThat(other.out().lines().filter(line -> line.contains(" ENT-03 ")))
        .as("what is new is told once")
        .hasSize(1);
    assertThat(same.out()).as("what is not new is told as without a baseline").contains("ENT-03");
  }

  @Test
  void checkOfATagThatTheScanDoesNotHaveKnowsTheFindingsOfTheRepository() throws IOException {
    Path archive = folder.resolve("next.tar");
    FixtureBuilder.rebuild(
        renamed("shop/web:1.0", "shop/web:1.9"), List.of("shop"), Duration.ofDays(9), folder);
    Files.move(folder.resolve("shop.tar"), archive);

    CommandLineRun run =
        check(
            List.of(archive.toString(), "--tag"),
            "shop/web:1.9",
            "--fail-on-new",
            "--format",
            "json");

    JsonNode since = JSON.readTree(run.out()).get("since");
    assertThat(run.exitCode()).as(run.out()).isZero();
    assertThat(since.at("/totals/findings/new").asInt()).isZero();
    assertThat(
            since.at("/totals/findings/known").asInt()
                + since.at("/totals/findings/unchanged").asInt())
        .isPositive();
    assertThat(since.at("/totals/findings/notJudged").asInt()).isZero();
  }

  @Test
  void whatMakesNoSenseIsRefusedBeforeAnythingRuns() throws IOException {
    Path users = FIXTURES.resolve("built/users.tar");
    CommandLineRun without = scan(users, folder.resolve("out"), "--fail-on-new");
    assertThat(without.exitCode()).isEqualTo(2);
    assertThat(without.err()).contains("--fail-on-new needs --baseline RUN");
    CommandLineRun missing = scan(users, folder.resolve("out"), "--baseline", folder + "/none");
    assertThat(missing.exitCode()).isEqualTo(2);
    assertThat(missing.err()).contains("run-unusable: there is no such folder");
    assertThat(folder.resolve("out")).doesNotExist();
    Path damaged = folder.resolve("damaged");
    FolderCopy.copy(baseline, damaged);
    Files.writeString(damaged.resolve("findings.jsonl"), "");
    CommandLineRun cut = scan(users, folder.resolve("out"), "--baseline", damaged.toString());
    assertThat(cut.exitCode()).isEqualTo(2);
    assertThat(cut.err()).contains("run-unusable: it has 0 findings where run.json says");
    assertThat(folder.resolve("out")).doesNotExist();
    CommandLineRun from =
        CommandLineRun.of(
            Map.of(),
            List.of("check", "--from", baseline.toString(), "--baseline", baseline.toString()));
    assertThat(from.exitCode()).isEqualTo(2);
    assertThat(from.err()).contains("--from compares with its own run");
  }

  private CommandLineRun check(List<String> image, String tag, String... options) {
    List<String> arguments = new ArrayList<>(List.of("check"));
    arguments.addAll(image);
    arguments.add(tag);
    arguments.addAll(List.of("--baseline", baseline.toString(), "--as-of", "2026-02-01"));
    arguments.addAll(List.of("--store", shared.resolve("store").toString()));
    arguments.addAll(List.of(options));
    return CommandLineRun.of(Map.of(), arguments);
  }

  private static CommandLineRun scan(Path fleet, Path out, String... options) {
    List<String> arguments = new ArrayList<>(List.of("scan", fleet.toString()));
    arguments.addAll(List.of("-o", out.toString()));
    arguments.addAll(List.of("--store", shared.resolve("store").toString()));
    if (!List.of(options).contains("--as-of")) {
      arguments.addAll(List.of("--as-of", "2026-01-02"));
    }
    arguments.addAll(List.of(options));
    return CommandLineRun.of(Map.of(), arguments);
  }

  /** A fleet of images that were built so much later than the fixtures. */
  private static Path fleet(Path folder, Duration later) throws IOException {
    Files.createDirectories(folder);
    FixtureBuilder.rebuild(FIXTURES, REBUILT, later, folder);
    FolderCopy.copy(FIXTURES.resolve("runs"), folder.resolve("runs"));
    return Files.writeString(folder.resolve("fleet.yaml"), FLEET);
  }

  /** The fixtures with one image under another name. */
  private Path renamed(String from, String to) throws IOException {
    Path fixtures = folder.resolve("fixtures");
    FolderCopy.copy(FIXTURES.resolve("images"), fixtures.resolve("images"));
    FolderCopy.copy(FIXTURES.resolve("layers"), fixtures.resolve("layers"));
    Path shop = fixtures.resolve("images/shop.yaml");
    Files.writeString(shop, Files.readString(shop).replace(from, to));
    return fixtures;
  }

  private static List<String> lines(Path out, String file) throws IOException {
    return Files.readAllLines(out.resolve(file));
  }

  private static JsonNode totals(Path out) throws IOException {
    return JSON.readTree(Files.readString(out.resolve("run.json"))).at("/baseline/totals");
  }

  /** State and cause of every line of a kind. */
  private static List<String> states(Path out, String record) throws IOException {
    List<String> states = new ArrayList<>();
    for (String line : lines(out, "comparison.jsonl")) {
      JsonNode json = JSON.readTree(line);
      if (json.get("record").asText().equals(record)) {
        states.add(json.get("state").asText() + " " + json.path("why").asText());
      }
    }
    return states;
  }

  private static String results(Path out) throws IOException {
    StringBuilder all = new StringBuilder();
    try (Stream<Path> files = Files.list(out)) {
      for (Path file : files.sorted().toList()) {
        if (!file.endsWith("timings.json")) {
          all.append(file.getFileName()).append('\n').append(Files.readString(file));
        }
      }
    }
    return all.toString();
  }
}
