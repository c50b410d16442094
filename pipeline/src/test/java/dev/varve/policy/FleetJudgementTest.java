package dev.varve.policy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.blob.Bytes;
import dev.varve.blob.Digest;
import dev.varve.failure.Limits;
import dev.varve.json.JsonObject;
import dev.varve.runtime.RunSpec;
import dev.varve.runtime.Surroundings;
import dev.varve.stack.LayerStack;
import dev.varve.tree.ParentLinks;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What only many images together show, from their layers and run specs to the findings. */
class FleetJudgementTest {
  private static final LocalDate AS_OF = LocalDate.of(2026, 6, 1);
  private static final EmbeddedEngine ENGINE =
      new EmbeddedEngine(PolicyPack.builtin(), "2026-06-01", EmbeddedEngine.DEFAULT_TIME_LIMIT);
  private final RecordingEngine engine = new RecordingEngine(ENGINE);
  private final Judgement judgement = new Judgement(engine);
  private final List<FleetShare> shares = new ArrayList<>();
  private final Map<Digest, List<LayerShare>> layers = new HashMap<>();

  @TempDir Path folder;

  @AfterAll
  static void close() {
    ENGINE.close();
  }

  private static TestFacts withSetuid() {
    return TestFacts.image().layer("RUN install helper").file("usr/bin/helper", 04755, 10);
  }

  @Test
  void oneLayerAtFaultInThreeImagesIsToldOnce() throws Exception {
    image("a", withSetuid().layer("COPY a /").file("app/run", 0755, 1));
    image("b", withSetuid().layer("COPY b /").file("app/run", 0755, 2));
    image("c", withSetuid().layer("COPY c /").file("app/run", 0755, 3));

    FleetJudgement.Outcome outcome = judge();

    assertThat(shown(outcome))
        .containsExactly("FLT-01 medium RUN install helper in reg.example.com/shop/api");
    assertThat(outcome.findings().get(0).message())
        .isEqualTo(
            "the layer made by 'RUN install helper' gives 3 of 3 images one finding: IMG-01");
    Finding member =
        ImageJudgement.of(withSetuid().stack(), ParentLinks.FOLLOW, List.of(), judgement)
            .findings()
            .stream()
            .filter(finding -> finding.rule().equals("IMG-01"))
            .findFirst()
            .orElseThrow();
    assertThat(outcome.folds())
        .containsExactly(
            Map.entry(
                member.fingerprints().layer(),
                new FleetJudgement.Fold("FLT-01", RuleSeverity.MEDIUM)));
  }

  @Test
  void twoImagesWithOneLayerAreTwoFindings() throws Exception {
    image("a", withSetuid());
    image("b", withSetuid().layer("COPY b /").file("app/run", 0755, 2));

    FleetJudgement.Outcome outcome = judge();

    assertThat(shown(outcome)).isEmpty();
    assertThat(outcome.folds()).isEmpty();
  }

  @Test
  void whatIsAnsweredForDoesNotStandForOthers() throws Exception {
    image("a", withSetuid());
    image("b", withSetuid());
    image("c", withSetuid());
    String exceptions = "- {id: FLT-01, reason: r, owner: o, expires: 2026-07-01}\n";
    Judgement waiving =
        new Judgement(
            engine,
            JsonObject.EMPTY,
            PolicyProfile.EVERYTHING,
            new Waivers(
                WaiverReader.read(exceptions.getBytes(UTF_8), "x.yaml", AS_OF, Limits.DEFAULT),
                AS_OF));

    FleetJudgement.Outcome outcome =
        FleetJudgement.judge(waiving, AS_OF, shares, 0, rows(), new FleetPaths(folder));

    assertThat(outcome.findings())
        .extracting(Finding::status)
        .containsExactly(Finding.Status.WAIVED);
    assertThat(outcome.folds()).isEmpty();
  }

  @Test
  void oneFileAmongManyThatDiffersIsAnOutlier() throws Exception {
    for (int i = 0; i < 39; i++) {
      image(String.format("same%02d", i), agent(7, i));
    }
    image("odd", agent(8, 99));

    FleetJudgement.Outcome outcome = judge();

    assertThat(shown(outcome)).containsExactly("FLT-02 medium unowned amd64 usr/local/bin/agent");
  }

  /** An image with an agent of this content, and something of its own. */
  private static TestFacts agent(long content, int own) {
    return TestFacts.image()
        .layer("COPY agent /usr/local/bin/agent")
        .file("usr/local/bin/agent", 0755, content)
        .file("srv/own", 0644, own);
  }

  @Test
  void containersOfOneImageAreComparedByWhatTheyMayDo() throws Exception {
    List<RunSpec> runs = new ArrayList<>(Collections.nCopies(39, new RuleCases.Run().build()));
    runs.add(new RuleCases.Run().privileged().build());
    for (RunSpec run : runs) {
      shares.add(FleetShare.alone(run, List.of(), judgement));
    }

    FleetJudgement.Outcome outcome = judge();

    assertThat(shown(outcome))
        .containsExactly(
            "FLT-03 high reg.example.com/shop/api privileged",
            "FLT-04 medium unscanned reg.example.com/shop/api:4.2");
  }

  @Test
  void oneTagWithTwoImagesAndOneSecretInTwoRepositoriesAreDrift() throws Exception {
    FleetShare.OfImage first = share("a", "pay", "sha256:aa", "2026-05-01");
    FleetShare.OfImage second = share("b", "pay", "sha256:bb", "2026-05-02");
    FleetShare.OfImage other = share("c", "shop", "sha256:cc", "2026-05-03");
    for (FleetShare.OfImage image : List.of(first, second, other)) {
      shares.add(new FleetShare(image, List.of(), new TreeMap<>()));
    }

    assertThat(shown(judge()))
        .containsExactly(
            "FLT-04 medium secret pem-private-key /app/key.pem reg.example.com/pay",
            "FLT-04 medium tag reg.example.com/pay:1");
    assertThat(engine.documents(RuleScope.FLEET).get(0).get("tags").toString())
        .contains("\"newest_days\":30");
  }

  private static FleetShare.OfImage share(
      String key, String repository, String digest, String created) {
    String name = "reg.example.com/" + repository;
    return new FleetShare.OfImage(
        key,
        name + ":1",
        name,
        "linux/amd64",
        "amd64",
        List.of(name + ":1"),
        digest,
        LocalDate.parse(created),
        key,
        List.of(),
        java.util.Set.of(),
        List.of(new FleetShare.Secret("5b0c19aa02fe", "pem-private-key", "/app/key.pem")));
  }

  @Test
  void aContainerThatRunsAnotherImageThanItsNameMeansIsDrift() throws Exception {
    FleetShare.OfImage image = share("a", "shop", "sha256:aa", "2026-05-01");
    RunSpec plain = new RuleCases.Run().build();
    Surroundings running = plain.surroundings().running("sha256:" + "b".repeat(64));
    FleetShare known = share("a", withSetuid(), List.of(plain.with(running)));
    shares.add(new FleetShare(image, known.containers(), new TreeMap<>()));

    assertThat(shown(judge())).containsExactly("FLT-04 medium running compose shop/api ?");
  }

  @Test
  void theOrderInWhichImagesComeDoesNotMatter() throws Exception {
    for (String key : List.of("a", "b", "c")) {
      image(key, withSetuid().layer("COPY x /").file("app/run", 0755, key.charAt(0)));
    }
    String before = judge().toString() + engine.documents(RuleScope.FLEET).get(0);
    Collections.reverse(shares);
    layers.values().forEach(Collections::reverse);

    String after = judge().toString() + engine.documents(RuleScope.FLEET).get(1);

    assertThat(after).isEqualTo(before);
  }

  @Test
  void documentsAreWhatTheSchemaSays() throws Exception {
    image("a", withSetuid().layer("COPY . /app").secret("app/key.pem", "pem-private-key"));
    image("b", withSetuid());
    image("odd", agent(8, 99));
    image("even", agent(7, 98));
    shares.add(FleetShare.alone(new RuleCases.Run().privileged().build(), List.of(), judgement));

    judge();

    FactsSchema schema = FactsSchema.of(RuleScope.FLEET);
    assertThat(engine.documents(RuleScope.FLEET))
        .hasSize(1)
        .allSatisfy(document -> assertThat(schema.errors(document)).isEmpty());
    JsonObject document = engine.documents(RuleScope.FLEET).get(0);
    for (String list : List.of("layers", "paths", "run_variants", "unscanned", "rules")) {
      assertThat(document.get(list).arrayOrNull().isEmpty()).as(list).isFalse();
    }
  }

  private void image(String key, TestFacts facts) throws Exception {
    FleetPaths paths = new FleetPaths(folder);
    LayerStack stack = facts.stack();
    KeptJudgement kept;
    try (FleetPaths.Writer files = paths.write(FleetShare.stackKey(stack))) {
      kept = ImageJudgement.lasting(stack, List.of(), judgement, files).kept();
      files.finish();
    }
    List<Finding> findings = settled(stack, List.of(), kept);
    shares.add(FleetShare.of(key, stack, List.of(), kept, findings, judgement));
    LayerShare.of(key, stack, kept, findings)
        .forEach(
            (layer, share) -> layers.computeIfAbsent(layer, l -> new ArrayList<>()).add(share));
  }

  private List<Finding> settled(LayerStack stack, List<RunSpec> runs, KeptJudgement kept)
      throws Exception {
    return kept.settled(kept.dated(stack, judgement), stack.image(), runs, judgement);
  }

  private FleetShare share(String key, TestFacts facts, List<RunSpec> runs) throws Exception {
    LayerStack stack = facts.stack();
    KeptJudgement kept = ImageJudgement.lasting(stack, runs, judgement, FleetFiles.NONE).kept();
    return FleetShare.of(key, stack, runs, kept, settled(stack, runs, kept), judgement);
  }

  private List<JsonObject> rows() {
    List<JsonObject> rows = new ArrayList<>();
    layers.forEach(
        (layer, of) -> {
          JsonObject row = LayerShare.row(layer, of);
          if (row != null) {
            rows.add(row);
          }
        });
    return rows;
  }

  private FleetJudgement.Outcome judge() throws Exception {
    return FleetJudgement.judge(judgement, AS_OF, shares, 0, rows(), new FleetPaths(folder));
  }

  private static List<String> shown(FleetJudgement.Outcome outcome) {
    return outcome.findings().stream()
        .map(
            finding -> {
              Bytes path = finding.path();
              return finding.rule()
                  + " "
                  + finding.severity().label()
                  + " "
                  + finding.key()
                  + (path == null ? "" : " " + path.text())
                  + (finding.status() == Finding.Status.UNDETERMINED ? " ?" : "");
            })
        .toList();
  }
}
