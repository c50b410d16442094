package dev.varve.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.failure.FindingCode;
import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import dev.varve.json.Json;
import dev.varve.json.JsonObject;
import dev.varve.report.html.HtmlReport;
import dev.varve.testing.FolderCopy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole job over the fixture fleet. What the fleet is to show is the table of {@code
 * fixtures/README.md}.
 *
 * <p>The results are compared with the files under {@code src/test/resources/dev/varve/fleet/
 * fixture-fleet}; {@code -Dvarve.rewrite=true} writes those anew after an intended change.
 */
class FleetScanTest {
  @TempDir static Path shared;

  private static Path out = Path.of("");
  private static Path store = Path.of("");
  private static ScanOutcome outcome =
      new ScanOutcome(
          0,
          0,
          0,
          0,
          0,
          0,
          ScanOutcome.Work.NONE,
          Map.of(),
          0,
          0,
          List.of(),
          null,
          List.of()); // of the scan below

  @TempDir Path folder;

  @BeforeAll
  static void scanWithAnEmptyStore() throws Exception {
    out = shared.resolve("out");
    store = shared.resolve("store");
    outcome = FixtureFleet.scan(out, store);
  }

  @Test
  void leavesWhatTheGoldenFilesHold() throws IOException {
    Path golden =
        FixtureFleet.folder()
            .resolveSibling("pipeline/src/test/resources/dev/varve/fleet/fixture-fleet");
    if (Boolean.getBoolean("varve.rewrite")) {
      Files.createDirectories(golden);
      for (Map.Entry<String, String> file : resultsThatSayMore().entrySet()) {
        Files.writeString(golden.resolve(file.getKey()), file.getValue());
      }
    }

    assertThat(resultsThatSayMore()).isEqualTo(FixtureFleet.results(golden));
  }

  /**
   * Whoever reviews golden files has nothing to see in digests of them, nor in a page that shows
   * what is in the others; HtmlReportTest reads that.
   */
  private static Map<String, String> resultsThatSayMore() throws IOException {
    Map<String, String> results = FixtureFleet.results(out);
    assertThat(results.remove("SHA256SUMS")).isNotEmpty();
    assertThat(results.remove(HtmlReport.FILE)).isNotEmpty();
    return results;
  }

  @Test
  void checksumsAreThoseOfEveryFileButTheTimes() throws IOException {
    StringBuilder expected = new StringBuilder();
    FixtureFleet.files(out)
        .forEach(
            (name, digest) -> {
              if (!name.equals("/") && !name.equals("timings.json") && !name.equals("SHA256SUMS")) {
                expected.append(digest).append("  ").append(name).append('\n');
              }
            });

    assertThat(Files.readString(out.resolve("SHA256SUMS"))).isEqualTo(expected.toString());
  }

  @Test
  void everyImageIsInTheResultsOrInTheFailures() throws IOException {
    assertThat(outcome.images()).isEqualTo(lines("images.jsonl").size()).isEqualTo(33);
    assertThat(outcome.failures()).isEqualTo(2);
    assertThat(outcome.unverified()).isEqualTo(3);
    assertThat(outcome.layers()).isEqualTo(lines("layers.jsonl").size());
    assertThat(lines("failures.jsonl").stream().map(line -> texts(line, "image", "code")).toList())
        .containsExactly(
            List.of("broken/cut:1", "gzip-truncated"),
            List.of("broken/lost-layer:1", "layer-missing"));
  }

  /** mismatch/diff-id:1 has a layer of other images under a wrong name. */
  @Test
  void firstScanExpandsEveryLayerAndCountsNoneTwice() throws IOException {
    long bytes = 0;
    for (JsonObject layer : lines("layers.jsonl")) {
      bytes += Objects.requireNonNull(layer.get("tarBytes").longOrNull());
    }
    assertThat(outcome.layersExpanded()).isEqualTo(outcome.layers());
    assertThat(outcome.layerBytesExpanded()).isEqualTo(bytes);
  }

  @Test
  void secondScanExpandsNoLayerAndLeavesTheSameBytes() throws Exception {
    Path again = folder.resolve("again");

    ScanOutcome second = FixtureFleet.scan(again, store);

    assertThat(outcome.layersExpanded()).isPositive();
    assertThat(second.layersExpanded()).isZero();
    assertThat(second.layerBytesExpanded()).isZero();
    assertThat(Files.readString(again.resolve("timings.json"))).contains("\"layersExpanded\":0,");
    assertThat(FixtureFleet.results(again)).isEqualTo(FixtureFleet.results(out));
  }

  @Test
  void oneWorkerLeavesTheSameBytes() throws Exception {
    Path single = folder.resolve("single");

    FixtureFleet.scan(single, folder.resolve("store"), "--targetParallelism=1");

    assertThat(FixtureFleet.results(single)).isEqualTo(FixtureFleet.results(out));
  }

  @Test
  void fourWorkersLeaveTheSameBytes() throws Exception {
    Path four = folder.resolve("four");

    FixtureFleet.scan(four, folder.resolve("store"), "--targetParallelism=4");

    assertThat(FixtureFleet.results(four)).isEqualTo(FixtureFleet.results(out));
  }

  @Test
  void flinkLeavesTheSameBytes() throws Exception {
    Path flink = folder.resolve("flink");

    ScanOutcome onFlink =
        FixtureFleet.scan(
            flink,
            folder.resolve("store"),
            "--runner=FlinkRunner",
            "--flinkMaster=[local]",
            "--parallelism=2");

    assertThat(FixtureFleet.results(flink)).isEqualTo(FixtureFleet.results(out));
    assertThat(onFlink.layersExpanded()).isPositive();
  }

  @Test
  void showsEveryStructuralFinding() throws IOException {
    Set<String> shown = new TreeSet<>();
    for (JsonObject finding : lines("findings.jsonl")) {
      if (text(finding, "source").equals("structure")) {
        shown.add(text(finding, "rule"));
      }
    }

    assertThat(shown)
        .containsExactlyElementsOf(
            Arrays.stream(FindingCode.values()).map(FindingCode::code).sorted().toList());
  }

  @Test
  void rootUsersAreFoundInEverySpellingAndOthersAreNot() throws IOException {
    assertThat(subjects("ENT-01", "users/"))
        .containsExactly(
            "users/alias:1",
            "users/group:1",
            "users/name:1",
            "users/pair:1",
            "users/unset:1",
            "users/zero:1",
            "users/zeros:1");
  }

  @Test
  void startChainsAreJudgedByWhatTheyRun() throws IOException {
    assertThat(subjects("ENT-03", "team/"))
        .containsExactly("team/capable-start:1", "team/setuid-start:1");
    assertThat(subjects("ENT-05", "team/")).containsExactly("team/writable-start:1");
  }

  @Test
  void secretsAndEmptyPasswordsAreFoundWhereTheyAre() throws IOException {
    assertThat(subjects("SEC-06", "")).containsExactly("team/hidden-key:1");
    assertThat(
            lines("findings.jsonl").stream()
                .filter(finding -> text(finding, "rule").equals("USR-01"))
                .filter(finding -> text(finding, "key").startsWith("empty:"))
                .map(FleetScanTest::subject))
        .containsExactly("team/empty-password:1");
  }

  @Test
  void containersThatOpenTheHostAreFoundAndNearMissesAreNot() throws IOException {
    assertThat(subjects("PRV-01", "")).containsExactly("agent", "fixtures/privileged");
    assertThat(subjects("MNT-02", ""))
        .containsExactly(
            "agent",
            "fixtures/root-dots",
            "fixtures/root-plain",
            "fixtures/root-proc",
            "fixtures/root-slashes");
    assertThat(subjects("MNT-01", ""))
        .contains(
            "agent",
            "fixtures/socket-above",
            "fixtures/socket-plain",
            "fixtures/socket-read-only",
            "fixtures/socket-spelled",
            "fixtures/socket-volume")
        .noneMatch(name -> name.contains("near-miss") || name.contains("quiet"));
  }

  @Test
  void resultsHoldNothingOfTheMachine() throws IOException {
    List<String> ofThisMachine =
        Stream.of(
                FixtureFleet.folder().toString(),
                shared.toString(),
                System.getProperty("java.io.tmpdir"),
                System.getProperty("user.dir"))
            .filter(path -> path.length() > 1)
            .toList();

    for (Map.Entry<String, String> file : FixtureFleet.results(out).entrySet()) {
      assertThat(file.getValue()).as(file.getKey()).doesNotContain(ofThisMachine);
    }
  }

  @Test
  void resultsAreForTheUserAlone() throws IOException {
    Map<String, String> permissions = new TreeMap<>();
    try (Stream<Path> files = Files.list(out)) {
      for (Path file : files.toList()) {
        permissions.put(
            file.getFileName().toString(),
            PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
      }
    }

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(out)))
        .isEqualTo("rwx------");
    assertThat(permissions.keySet())
        .containsExactly(
            "SHA256SUMS",
            "boundaries.jsonl",
            "diffs.jsonl",
            "exceptions.jsonl",
            "facts.jsonl",
            "failures.jsonl",
            "findings.jsonl",
            "findings.sarif",
            "images.jsonl",
            "junit.xml",
            "layers.jsonl",
            "report.html",
            "run.json",
            "summary.md",
            "timings.json");
    assertThat(permissions.values()).containsOnly("rw-------");
  }

  @Test
  void earlierRunIsReplacedAndNothingIsLeftBesideIt() throws Exception {
    Path replaced = folder.resolve("run");
    FixtureFleet.scan(replaced, store);
    Files.writeString(replaced.resolve("images.jsonl"), "of the first run");

    FixtureFleet.scan(replaced, store);

    assertThat(FixtureFleet.results(replaced)).isEqualTo(FixtureFleet.results(out));
    try (Stream<Path> beside = Files.list(folder)) {
      assertThat(beside).containsExactly(replaced);
    }
  }

  @Test
  void folderWithOtherFilesIsRefusedAndLeftAlone() throws IOException {
    Path foreign = Files.createDirectory(folder.resolve("photos"));
    Files.writeString(foreign.resolve("holiday.jpg"), "sea");
    Map<String, String> before = FixtureFleet.files(folder);

    assertThatThrownBy(() -> FixtureFleet.scan(foreign, store))
        .isInstanceOf(FileAlreadyExistsException.class)
        .hasMessageContaining(foreign.toString())
        .hasMessageContaining("it holds other files; name a new folder with -o");
    assertThat(FixtureFleet.files(folder)).isEqualTo(before);
  }

  /**
   * The direct runner's threads outlive a run that breaks off and may make a store where the file
   * in its way is gone, so the folder is left to them.
   */
  @Test
  void scanThatBreaksOffLeavesNoResults(@TempDir(cleanup = CleanupMode.NEVER) Path folder)
      throws Exception {
    Path noStore = Files.writeString(folder.resolve("store"), "a file, no folder");
    Path never = folder.resolve("never");

    assertThatThrownBy(() -> FixtureFleet.scan(never, noStore)).isNotNull();

    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).containsExactly(noStore);
    }
  }

  /** As above, with a run that is there already. */
  @Test
  void scanThatBreaksOffKeepsTheEarlierRun(@TempDir(cleanup = CleanupMode.NEVER) Path folder)
      throws Exception {
    Path earlier = folder.resolve("run");
    FixtureFleet.scan(earlier, store);
    Map<String, String> before = FixtureFleet.files(earlier);
    Path noStore = Files.writeString(folder.resolve("store"), "a file, no folder");

    assertThatThrownBy(() -> FixtureFleet.scan(earlier, noStore)).isNotNull();

    assertThat(FixtureFleet.files(earlier)).isEqualTo(before);
    try (Stream<Path> left = Files.list(folder)) {
      assertThat(left).containsExactlyInAnyOrder(earlier, noStore);
    }
  }

  /** The program runs in a JVM of its own, whose every folder lies in one that is watched. */
  @Test
  void programWritesNothingButResultsAndStore() throws Exception {
    Path watched = folder.resolve("watched");
    for (String name : List.of("work", "home", "temporary", "source")) {
      Files.createDirectories(watched.resolve(name));
    }
    FolderCopy.copy(FixtureFleet.folder(), watched.resolve("source"));
    Map<String, String> before = FixtureFleet.files(watched);

    int exitCode = program(watched, "scan", "../source/fleet.yaml", "-o", "../results", "--quiet");

    Map<String, String> after = FixtureFleet.files(watched);
    assertThat(exitCode).isEqualTo(3);
    assertThat(FixtureFleet.results(watched.resolve("results")))
        .isEqualTo(FixtureFleet.results(out));
    after.keySet().removeIf(name -> name.startsWith("results/") || name.startsWith("store/"));
    assertThat(after).isEqualTo(before);
  }

  private static int program(Path watched, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Djava.io.tmpdir=" + watched.resolve("temporary"));
    command.add("-Duser.home=" + watched.resolve("home"));
    command.addAll(List.of("-XX:-UsePerfData", "-XX:TieredStopAtLevel=1", "-Xmx512m"));
    command.add("dev.varve.cli.Main");
    command.addAll(List.of(arguments));
    command.addAll(
        List.of("--store", "../store", "--as-of", FixtureFleet.JUDGEMENT.asOf().toString()));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.directory(watched.resolve("work").toFile()).redirectErrorStream(true);
    builder.redirectOutput(watched.resolveSibling("output.txt").toFile());
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    builder.environment().put("HOME", watched.resolve("home").toString());
    builder.environment().put("TMPDIR", watched.resolve("temporary").toString());
    builder.environment().keySet().removeAll(Set.of("XDG_CACHE_HOME", "VARVE_STORE"));
    return builder.start().waitFor();
  }

  private static List<JsonObject> lines(String file) throws IOException {
    List<JsonObject> lines = new ArrayList<>();
    for (String line : Files.readAllLines(out.resolve(file))) {
      try {
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        lines.add(
            Objects.requireNonNull(Json.parse(bytes, file, Limits.DEFAULT).objectOrNull(), line));
      } catch (InputException e) {
        throw new AssertionError(line, e);
      }
    }
    return lines;
  }

  /** The names of the subjects about which a rule found something, sorted, each once. */
  private static List<String> subjects(String rule, String prefix) throws IOException {
    return lines("findings.jsonl").stream()
        .filter(finding -> text(finding, "rule").equals(rule))
        .map(FleetScanTest::subject)
        .filter(name -> name.startsWith(prefix))
        .collect(Collectors.toCollection(TreeSet::new))
        .stream()
        .toList();
  }

  private static String subject(JsonObject finding) {
    return text(Objects.requireNonNull(finding.get("subject")).objectOrNull(), "name");
  }

  private static List<String> texts(JsonObject object, String... keys) {
    return Arrays.stream(keys).map(key -> text(object, key)).toList();
  }

  private static String text(@org.jspecify.annotations.Nullable JsonObject object, String key) {
    return String.valueOf(Objects.requireNonNull(object).get(key).textOrNull());
  }
}
