package dev.varve.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.blob.Digest;
import dev.varve.failure.Limits;
import dev.varve.json.JsonNumber;
import dev.varve.json.JsonObject;
import dev.varve.layer.DirectoryFactsStore;
import dev.varve.layer.FactsStoreMaintenance;
import dev.varve.layer.ResultStore;
import dev.varve.layer.StoreAddress;
import dev.varve.policy.JudgementSettings;
import dev.varve.policy.PolicyChoice;
import dev.varve.policy.PolicyCompiler;
import dev.varve.policy.WaiverReader;
import dev.varve.testing.ImagePackaging;
import dev.varve.testing.ImagePackaging.Shape;
import dev.varve.testing.OptionalParts;
import dev.varve.testing.TestImage;
import dev.varve.testing.TestLayer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A fleet of three images, of which two are compared, with a container of the first and one whose
 * image is not there, scanned again and again. Whatever earlier scans have left, the results are
 * those of a scan with an empty store.
 */
class NightAfterNightTest {
  private static final TestLayer BASE =
      TestLayer.start()
          .file("etc/passwd", "root:x:0:0::/root:/bin/sh\n")
          .file("etc/os-release", "ID=debian\nVERSION_ID=\"9\"\n")
          .file("bin/sh", "a shell", 0755);
  private static final TestLayer TOOLS =
      TestLayer.start().file("usr/bin/tool", "a tool", 04755).file("srv/data", "some");

  private static final Pattern BASE64 =
      Pattern.compile("\"((?:[A-Za-z0-9+/]{4}){4,}(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?)\"");

  @TempDir Path folder;

  private final Night night = new Night();
  private int scans;

  /** What a night's fleet is like; each field may change from night to night. */
  private static final class Night {
    LocalDate asOf = LocalDate.of(2026, 1, 2);
    String command = "/bin/sh";
    String port = "8080:80";
    String greeting = "hello";
    int limit = 5;
    String exceptions = "";
    PolicyChoice policies = PolicyChoice.BUILTIN;
  }

  /** A finished scan. */
  private record Done(ScanOutcome.Work work, Map<String, String> results) {
    private String findings() {
      return results.getOrDefault("findings.jsonl", "");
    }
  }

  @BeforeEach
  void firstNight() throws Exception {
    Done first = scan("store");

    assertThat(counts(first)).containsExactly(3L, 0L, 3L, 1L, 0L);
  }

  /** Images judged, reused and asked about the date; pairs compared and reused. */
  private static List<Long> counts(Done done) {
    ScanOutcome.Work work = done.work();
    return List.of(
        work.imagesJudged(),
        work.imagesReused(),
        work.imagesDated(),
        work.pairsCompared(),
        work.pairsReused());
  }

  private void writeFleet() throws IOException {
    archive(
        "one.tar",
        new TestImage(
            List.of("shop/one:1"),
            "linux/amd64",
            TestImage.of("", BASE).layers(),
            Map.of("Cmd", List.of(night.command), "Env", List.of("DB_PASSWORD=hunter2-hunter2")),
            List.of()));
    archive("two.tar", TestImage.of("shop/one:2", BASE, TOOLS));
    archive(
        "three.tar",
        TestImage.of("shop/three:1", TestLayer.start().file("srv/greeting", night.greeting)));
    Files.writeString(
        folder.resolve("compose.yaml"),
        "name: shop\nservices:\n"
            + "  one:\n    image: shop/one:1\n    privileged: true\n    ports: [\""
            + night.port
            + "\"]\n    environment: {API_TOKEN: tok-4711-secret-4711}\n"
            + "    command: [serve, --password, swordfish-swordfish]\n"
            + "  gone:\n    image: shop/gone:1\n    privileged: true\n");
    Files.writeString(
        folder.resolve("fleet.yaml"),
        "version: 1\n"
            + "images:\n  - archive: one.tar\n  - archive: two.tar\n  - archive: three.tar\n"
            + "runs:\n  - compose: compose.yaml\n"
            + "pairs:\n  - {from: \"shop/one:1\", to: \"shop/one:2\"}\n");
  }

  private void archive(String name, TestImage image) throws IOException {
    Path file = folder.resolve(name);
    Files.deleteIfExists(file);
    ImagePackaging.plain(Shape.DOCKER_ARCHIVE).write(List.of(image), file);
  }

  private JudgementSettings judgement() throws Exception {
    JudgementSettings usual = FixtureFleet.JUDGEMENT;
    return new JudgementSettings(
        night.asOf,
        JsonObject.builder().put("image_age_days", JsonNumber.of(night.limit)).build(),
        usual.profile(),
        night.exceptions.isEmpty()
            ? List.of()
            : WaiverReader.read(
                night.exceptions.getBytes(StandardCharsets.UTF_8),
                "exceptions.yaml",
                night.asOf,
                Limits.DEFAULT),
        night.policies);
  }

  private Done scan(String store) throws Exception {
    return scan(store, true);
  }

  private synchronized Path nextOut() {
    return folder.resolve("out-" + scans++);
  }

  private Done scan(String store, boolean reuse) throws Exception {
    writeFleet();
    return scanAsItIs(store, reuse);
  }

  private Done scanAsItIs(String store, boolean reuse) throws Exception {
    Path out = nextOut();
    ScanOutcome outcome =
        FleetScan.run(
            FixtureFleet.request(
                folder.resolve("fleet.yaml"),
                judgement(),
                reuse,
                out,
                StoreAddress.of(folder.resolve(store))));
    return new Done(outcome.work(), FixtureFleet.results(out));
  }

  /** Digests of secrets are made with each store's own key; no finding here shows one. */
  private Map<String, String> withEmptyStore() throws Exception {
    return scan("empty-" + scans).results();
  }

  @Test
  void whatDidNotChangeIsNotJudgedAgain() throws Exception {
    Done again = scan("store");

    assertThat(counts(again)).containsExactly(0L, 3L, 0L, 0L, 1L);
    assertThat(again.results()).isEqualTo(withEmptyStore());
  }

  @Test
  void aChangedImageIsJudgedAndComparedAlone() throws Exception {
    night.greeting = "good evening";
    Done other = scan("store");
    assertThat(counts(other)).containsExactly(1L, 2L, 1L, 0L, 1L);
    assertThat(other.results()).isEqualTo(withEmptyStore());

    night.command = "/usr/bin/tool";
    Done ofPair = scan("store");
    assertThat(counts(ofPair)).containsExactly(1L, 2L, 1L, 1L, 0L);
    assertThat(ofPair.results()).isEqualTo(withEmptyStore());
  }

  @Test
  void aChangedRunSpecJudgesItsImageAlone() throws Exception {
    night.port = "9090:80";
    Done changed = scan("store");

    assertThat(counts(changed)).containsExactly(1L, 2L, 1L, 1L, 0L);
    assertThat(changed.results()).isEqualTo(withEmptyStore());
  }

  @Test
  void changedParametersJudgeEverything() throws Exception {
    night.limit = 6;
    Done changed = scan("store");

    assertThat(counts(changed)).containsExactly(3L, 0L, 3L, 1L, 0L);
    assertThat(changed.results()).isEqualTo(withEmptyStore());
  }

  @Test
  void aNewDayAsksOnlyTheRulesThatReadTheDate() throws Exception {
    Done before = scan("store");
    night.asOf = LocalDate.of(2026, 3, 4);
    Done later = scan("store");

    assertThat(counts(later)).startsWith(0L, 3L, 3L);
    assertThat(later.results()).isEqualTo(withEmptyStore());
    assertThat(counts(scan("store"))).containsExactly(0L, 3L, 0L, 0L, 1L);
    night.asOf = LocalDate.of(2026, 1, 2);
    Done back = scan("store");
    assertThat(counts(back)).containsExactly(0L, 3L, 0L, 0L, 1L);
    assertThat(back.results()).isEqualTo(before.results());
  }

  @Test
  void exceptionsAreAppliedToWhatIsKept() throws Exception {
    night.exceptions =
        "- {id: '*', image: docker.io/shop/one, reason: known, owner: shop, expires: 2026-02-01}\n";
    Done waived = scan("store");
    assertThat(counts(waived)).startsWith(0L, 3L, 0L);
    assertThat(waived.findings()).contains("\"status\":\"waived\"");
    assertThat(waived.results()).isEqualTo(withEmptyStore());

    night.asOf = LocalDate.of(2026, 2, 2);
    Done expired = scan("store");
    assertThat(counts(expired)).startsWith(0L, 3L, 3L);
    assertThat(expired.findings()).doesNotContain("\"status\":\"waived\"").contains("expired");
    assertThat(expired.results()).isEqualTo(withEmptyStore());
  }

  @Test
  void otherPoliciesJudgeEverything() throws Exception {
    night.policies = policies("data.varve.params.greeting");
    Done mine = scan("store");
    assertThat(counts(mine)).startsWith(3L, 0L);
    assertThat(mine.findings()).contains("MY-01");
    assertThat(counts(scan("store"))).startsWith(0L, 3L);

    night.policies = policies("data.varve.params.farewell");
    assertThat(counts(scan("store"))).startsWith(3L, 0L);
  }

  /** A rule about containers that reads the date makes all that is said a matter of the day. */
  @Test
  void aContainerRuleThatReadsTheDateJudgesEverythingEveryDay() throws Exception {
    night.policies = policies("data.varve.as_of");
    assertThat(counts(scan("store"))).startsWith(3L, 0L);
    assertThat(counts(scan("store"))).startsWith(0L, 3L);
    night.asOf = night.asOf.plusDays(1);
    Done next = scan("store");

    assertThat(counts(next)).startsWith(3L, 0L);
    assertThat(next.findings()).contains("seen on 2026-01-03");
  }

  private PolicyChoice policies(String reads) throws Exception {
    Path policy = Files.createDirectories(folder.resolve("policy-" + reads));
    Files.writeString(
        policy.resolve("mine.rego"),
        """
        # METADATA
        # title: Mine
        # custom: {id: MY-01, severity: low}
        package varve.container.mine

        deny contains {"msg": concat(" ", ["seen on", object.get({"x": READS}, "x", "")])}

        deny contains {"msg": "seen"} if input.run.privileged
        """
            .replace("READS", reads));
    Map<String, String> environment =
        Map.of("PATH", OptionalParts.opa().getParent().toString(), "TMPDIR", folder.toString());
    return new PolicyChoice(
        true,
        List.of(
            new PolicyCompiler(folder.resolve("store"), environment, null)
                .bundle(policy, policy.getFileName().toString())),
        JsonObject.EMPTY,
        null,
        false,
        false);
  }

  @Test
  void withoutReuseEverythingIsJudged() throws Exception {
    Done anew = scan("store", false);

    assertThat(counts(anew)).containsExactly(3L, 0L, 3L, 1L, 0L);
    assertThat(anew.results()).isEqualTo(scan("store").results());
  }

  /** A link to itself stands for whatever a file system may refuse to list. */
  @Test
  void aStoreThatCannotBeTidiedMakesNoFailureOfARun() throws Exception {
    Path shard = folder.resolve("store/results-unlistable-v1/sha256/00");
    Files.createDirectories(shard.getParent());
    Files.createSymbolicLink(shard, shard);
    FactsStoreMaintenance maintenance = new FactsStoreMaintenance(folder.resolve("store"));
    assertThatThrownBy(() -> maintenance.boundResults(FactsStoreMaintenance.MAX_RESULT_BYTES))
        .isInstanceOf(FileSystemException.class);

    Done again = scan("store");

    assertThat(counts(again)).containsExactly(0L, 3L, 0L, 0L, 1L);
    assertThat(again.findings()).isNotEmpty();
  }

  @Test
  void damagedResultsAreMadeAgain() throws Exception {
    Map<String, String> sound = scan("store").results();
    for (Path file : kept()) {
      byte[] content = Files.readAllBytes(file);
      content[content.length / 2] ^= 1;
      Files.write(file, content);
    }
    Done mended = scan("store");

    assertThat(counts(mended)).containsExactly(3L, 0L, 3L, 1L, 0L);
    assertThat(mended.results()).isEqualTo(sound);
    assertThat(counts(scan("store"))).containsExactly(0L, 3L, 0L, 0L, 1L);
    assertThat(new FactsStoreMaintenance(folder.resolve("store")).verify())
        .allMatch(FactsStoreMaintenance.Verdict::sound);
  }

  /** An image's judgement without the files that rules over the fleet ask for is of no use. */
  @Test
  void aJudgementWithoutItsFilesIsMadeAgain() throws Exception {
    Map<String, String> sound = scan("store").results();
    for (Path file : kept()) {
      if (file.toString().contains("results-paths-")) {
        Files.delete(file);
      }
    }
    Done mended = scan("store");

    assertThat(counts(mended)).startsWith(3L, 0L);
    assertThat(mended.results()).isEqualTo(sound);
  }

  @Test
  void twoScansAtOnceShareOneStore() throws Exception {
    Map<String, String> alone = withEmptyStore();
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      Callable<Done> one = () -> scanAsItIs("shared", true);
      for (Future<Done> done : threads.invokeAll(List.of(one, one))) {
        assertThat(done.get().results()).isEqualTo(alone);
      }
    } finally {
      threads.shutdown();
    }
    assertThat(counts(scan("shared"))).containsExactly(0L, 3L, 0L, 0L, 1L);
  }

  @Test
  void resultsAreForTheUserAloneAndHoldNoSecrets() throws Exception {
    List<Path> kept = kept();
    assertThat(kept).isNotEmpty();
    for (Path file : kept) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
    }
    String all = contents();
    // The check looks where there is something to see.
    assertThat(all).contains("DB_PASSWORD").contains("serve");
    assertThat(all)
        .doesNotContain("hunter2-hunter2")
        .doesNotContain("tok-4711-secret-4711")
        .doesNotContain("swordfish-swordfish");
  }

  private List<Path> kept() throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve("store"))) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> file.toString().contains("results-"))
          .sorted()
          .toList();
    }
  }

  /** All results, and what stands in them as base64. */
  private String contents() throws IOException {
    ResultStore results = DirectoryFactsStore.open(folder.resolve("store")).results();
    StringBuilder all = new StringBuilder();
    for (Path file : kept()) {
      String kind = file.toString().replaceFirst(".*results-([a-z]+)-.*", "$1");
      String name = file.getFileName().toString().replace(".avro", "");
      String text = results.result(kind, new Digest("sha256", name)).orElseThrow().text();
      all.append(text).append('\n');
      Matcher encoded = BASE64.matcher(text);
      while (encoded.find()) {
        byte[] bytes = Base64.getDecoder().decode(encoded.group(1));
        all.append(new String(bytes, StandardCharsets.UTF_8)).append('\n');
      }
    }
    return all.toString();
  }

  /** After any changes, in any order, the results are those of a scan with an empty store. */
  @Test
  void anyChangesLeaveTheResultsOfAnEmptyStore() throws Exception {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    List<String> changes = new ArrayList<>();
    for (int step = 0; step < 5; step++) {
      for (int i = 0; i < 1 + random.nextInt(2); i++) {
        changes.add(change(random));
      }
      Done shared = scan("store");
      assertThat(shared.results())
          .as("seed " + seed + ", after " + changes)
          .isEqualTo(withEmptyStore());
    }
  }

  private String change(Random random) {
    int value = random.nextInt(3);
    switch (random.nextInt(6)) {
      case 0 -> night.asOf = LocalDate.of(2026, 1, 2).plusDays(40L * value);
      case 1 -> night.command = "/bin/sh" + value;
      case 2 -> night.port = 8080 + value + ":80";
      case 3 -> night.greeting = "hello " + value;
      case 4 -> night.limit = 5 + value;
      default ->
          night.exceptions =
              value == 0
                  ? ""
                  : "- {id: '"
                      + (value == 1 ? "PRV-*" : "HYG-*")
                      + "', reason: known, owner: shop, expires: 2026-04-01}\n";
    }
    return night.asOf
        + " "
        + night.command
        + " "
        + night.port
        + " "
        + night.greeting
        + " "
        + night.limit
        + " "
        + night.exceptions.length();
  }
}
