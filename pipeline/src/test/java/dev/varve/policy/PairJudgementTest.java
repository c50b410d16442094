package dev.varve.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.diff.DiffOptions;
import dev.varve.diff.TreeDiff;
import dev.varve.json.CanonicalJson;
import dev.varve.json.JsonObject;
import dev.varve.runtime.RunSpec;
import dev.varve.stack.LayerStack;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What two versions of an image differ in, from their layers to the findings. */
class PairJudgementTest {
  private static final EmbeddedEngine ENGINE =
      new EmbeddedEngine(PolicyPack.builtin(), "2026-06-01", EmbeddedEngine.DEFAULT_TIME_LIMIT);
  private final RecordingEngine engine = new RecordingEngine(ENGINE);
  private final Judgement judgement = new Judgement(engine);

  @AfterAll
  static void close() {
    ENGINE.close();
  }

  private static TestFacts plain() {
    return TestFacts.image()
        .layer("COPY run /app/run")
        .file("app/run", 0755, 10)
        .file("usr/bin/su", 04755, 10)
        .file("usr/bin/tool", 0755, 10)
        .file("srv/data", 0644, 10);
  }

  @Test
  void versionsThatDoNotDifferHaveNothingToTell() throws Exception {
    assertThat(shown(judge(plain(), List.of(), plain(), List.of()))).isEmpty();
    assertThat(engine.documents(RuleScope.DIFF)).hasSize(1);
  }

  @Test
  void tellsWhatIsNewInTheSecondVersion() throws Exception {
    TestFacts next =
        TestFacts.image()
            .layer("COPY run /app/run")
            .file("app/run", 0755, 10)
            .file("usr/bin/su", 04755, 10)
            .file("usr/bin/tool", 0755, 10)
            .file("srv/data", 0644, 10)
            .layer("COPY . /")
            .file("app/run", 0755, 11)
            .file("srv/data", 0666, 10)
            .file("usr/bin/tool", 04755, 10)
            .file("root/.ssh/authorized_keys", 0600, 80)
            .secret("app/key.pem", "pem-private-key")
            .user("0");

    List<Finding> findings = judge(plain(), List.of(), next, List.of());

    assertThat(shown(findings))
        .containsExactly(
            "DIF-01 high setuid usr/bin/tool",
            "DIF-02 high binary app/run",
            "DIF-03 high user",
            "DIF-05 high SEC-01 pem-private-key:line 1 app/key.pem",
            "DIF-05 high authorized-keys root/.ssh/authorized_keys");
    assertThat(findings.get(0).message()).endsWith("made by: COPY . /");
    assertThat(findings)
        .allSatisfy(
            finding ->
                assertThat(finding.subject().key())
                    .isEqualTo("reg.example.com/shop/api linux/amd64"));
  }

  @Test
  void onlyPathsThatARuleAsksForBecomeFacts() throws Exception {
    TestFacts next =
        plain()
            .layer("COPY . /")
            .file("srv/data", 0644, 11)
            .file("usr/bin/mine", 04755, 12)
            .file("usr/share/more", 0644, 13);

    judge(plain(), List.of(), next, List.of());

    assertThat(files()).containsExactly("added /usr/bin/mine");
  }

  @Test
  void aFileThatMovedIsOneRowWithBothSides() throws Exception {
    TestFacts next =
        plain().layer("RUN mv /usr/bin/su /bin").file("usr/bin/.wh.su", 0, 0).dir("bin", 0755);
    TestFacts moved = next.sameFile("bin/su", 04755, "usr/bin/su", 10);

    assertThat(shown(judge(plain(), List.of(), moved, List.of()))).isEmpty();
    assertThat(files()).containsExactly("moved /bin/su");
    JsonObject row = rows("files").get(0);
    assertThat(row.get("from").textOrNull()).isEqualTo("/usr/bin/su");
    assertThat(row.get("a").objectOrNull().get("layer").longOrNull()).isZero();
    assertThat(row.get("b").objectOrNull().get("layer").longOrNull()).isEqualTo(1);
  }

  @Test
  void containersOfOneUnitAreComparedByTheirRunSpecs() throws Exception {
    RunSpec before = new RuleCases.Run().build();
    RunSpec after =
        new RuleCases.Run()
            .mount("./data", "/data", false)
            .mount("/var/run/docker.sock", "/s", true)
            .capability("SYS_PTRACE")
            .memory(null)
            .build();

    List<Finding> findings = judge(plain(), List.of(before), plain(), List.of(after));

    assertThat(shown(findings))
        .containsExactly(
            "DIF-03 high caps.add", "DIF-03 high limits.memory", "DIF-03 high mounts /s");
    assertThat(findings.get(2).message())
        .isEqualTo("mounts /s is \"/run/docker.sock:/s:ro\", was not set");
    assertThat(findings.get(2).origin().line()).isEqualTo(12);
    assertThat(findings.get(2).subject().name())
        .isEqualTo("shop/api (reg.example.com/shop/api:4.2 -> reg.example.com/shop/api:4.2)");
  }

  @Test
  void aRunSpecThatTakesRightsAwayIsNoFinding() throws Exception {
    RunSpec before = new RuleCases.Run().privileged().namespace("net", "host").build();
    RunSpec after = new RuleCases.Run().namespace("net", "private").build();

    assertThat(shown(judge(plain(), List.of(before), plain(), List.of(after)))).isEmpty();
    assertThat(
            rows("run").stream()
                .map(
                    row -> row.get("field").textOrNull() + " " + row.get("direction").textOrNull()))
        .containsExactly("ns.net tighter", "privileged tighter");
  }

  @Test
  void moreThanOneDocumentHoldsIsSpreadOverSeveral() throws Exception {
    TestFacts next = plain().user("0").layer("COPY . /");
    for (int i = 0; i < 3000; i++) {
      next.file(String.format(Locale.ROOT, "opt/tools/tool%04d", i), 04755, 20 + i);
    }

    List<Finding> findings = judge(plain(), List.of(), next, List.of());

    List<JsonObject> documents = engine.documents(RuleScope.DIFF);
    assertThat(documents).hasSizeGreaterThan(2);
    assertThat(documents)
        .allSatisfy(
            document ->
                assertThat(CanonicalJson.bytes(document).length)
                    .isLessThan(QuestionBatch.MOST_BYTES));
    assertThat(findings.stream().filter(finding -> finding.rule().equals("DIF-01"))).hasSize(3000);
    assertThat(findings.stream().filter(finding -> finding.rule().equals("DIF-03"))).hasSize(1);
  }

  @Test
  void documentsAreWhatTheSchemaSays() throws Exception {
    FactsSchema schema = FactsSchema.of(RuleScope.DIFF);
    TestFacts next =
        plain()
            .user("0")
            .env("DB_PASSWORD=hunter2hunter2")
            .layer("COPY . /")
            .file("app/run", 0755, 11)
            .file("usr/bin/.wh.su", 0, 0)
            .file("usr/bin/more", 04755, 12)
            .secret("app/key.pem", "pem-private-key");
    RunSpec before = new RuleCases.Run().privileged().build();
    RunSpec after = new RuleCases.Run().user("33").mount("/", "/host", false).build();

    judge(plain(), List.of(before), next, List.of(after));

    assertThat(engine.documents(RuleScope.DIFF))
        .hasSize(2)
        .allSatisfy(document -> assertThat(schema.errors(document)).isEmpty());
    assertThat(CanonicalJson.text(engine.documents(RuleScope.DIFF).get(0)))
        .doesNotContain("hunter2");
  }

  private List<Finding> judge(
      TestFacts a, List<RunSpec> runsOfA, TestFacts b, List<RunSpec> runsOfB) throws Exception {
    PairJudgement.Side first = side(a, runsOfA);
    PairJudgement.Side second = side(b, runsOfB);
    PairJudgement pair = PairJudgement.of(judgement, first, second, "tag");
    TreeDiff.compare(first.stack().listings(), second.stack().listings(), DiffOptions.EXACT, pair);
    return pair.findings();
  }

  private PairJudgement.Side side(TestFacts image, List<RunSpec> runs) throws Exception {
    LayerStack stack = image.stack();
    KeptJudgement kept = ImageJudgement.lasting(stack, runs, judgement, FleetFiles.NONE).kept();
    List<Finding> findings =
        kept.settled(kept.dated(stack, judgement), stack.image(), runs, judgement);
    return new PairJudgement.Side(ImageProfile.of(stack.image(), runs, kept, findings), stack);
  }

  private List<String> files() {
    return rows("files").stream()
        .map(row -> row.get("change").textOrNull() + " " + row.get("path").textOrNull())
        .toList();
  }

  /** Rows of the last document. */
  private List<JsonObject> rows(String list) {
    List<JsonObject> documents = engine.documents(RuleScope.DIFF);
    List<JsonObject> rows = new ArrayList<>();
    documents
        .get(documents.size() - 1)
        .get(list)
        .arrayOrNull()
        .forEach(row -> rows.add(row.objectOrNull()));
    return rows;
  }

  private static List<String> shown(List<Finding> findings) {
    return findings.stream()
        .map(
            finding ->
                finding.rule()
                    + " "
                    + finding.severity().label()
                    + " "
                    + finding.key()
                    + (finding.path() == null ? "" : " " + finding.path().text())
                    + (finding.status() == Finding.Status.FAIL
                        ? ""
                        : " " + finding.status().label()))
        .toList();
  }
}
