package dev.varve.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.json.JsonObject;
import dev.varve.runtime.RunSpec;
import dev.varve.tree.ParentLinks;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What run specs that are known change about their image's own user. */
class KnownRunsTest {
  private static final EmbeddedEngine ENGINE =
      new EmbeddedEngine(PolicyPack.builtin(), "2026-06-01", EmbeddedEngine.DEFAULT_TIME_LIMIT);

  private final Judgement judgement = new Judgement(ENGINE);

  @AfterAll
  static void close() {
    ENGINE.close();
  }

  @Test
  void rootThatEveryRunOverridesIsForTheRecord() throws Exception {
    assertThat(ofImage(run("1000"), run("33:33"))).containsExactly("info {root=0, other=2}");
  }

  @Test
  void rootThatOneRunLeavesAsItIsCountsInFull() throws Exception {
    assertThat(ofImage(run("1000"), run(""))).containsExactly("medium {root=1, other=1}");
    assertThat(ofImage(run("1000"), run("0"))).containsExactly("medium {root=1, other=1}");
  }

  @Test
  void rootOfAnImageThatNobodyIsKnownToRunCountsInFull() throws Exception {
    assertThat(ofImage()).containsExactly("medium {root=0, other=0}");
  }

  @Test
  void userThatIsNotCertainOverridesNothing() throws Exception {
    assertThat(ofImage(run("1000"), run("ghost"))).containsExactly("medium {root=0, other=1}");
  }

  @Test
  void fingerprintDoesNotHangOnTheRuns() throws Exception {
    assertThat(fingerprints(run("1000"))).hasSize(1).isEqualTo(fingerprints());
  }

  private static RunSpec run(String user) {
    RuleCases.Run run = new RuleCases.Run();
    return (user.isEmpty() ? run : run.user(user)).build();
  }

  private ImageJudgement judge(RunSpec... runs) throws Exception {
    TestFacts image = TestFacts.image().layer("COPY run /app/run").file("app/run", 0755, 10);
    return ImageJudgement.of(image.user("").stack(), ParentLinks.FOLLOW, List.of(runs), judgement);
  }

  private List<Finding> aboutRoot(ImageJudgement judged) {
    return judged.findings().stream()
        .filter(finding -> finding.rule().equals("ENT-01"))
        .filter(finding -> finding.subject().kind() == Subject.Kind.IMAGE)
        .toList();
  }

  private List<String> ofImage(RunSpec... runs) throws Exception {
    ImageJudgement judged = judge(runs);
    JsonObject facts = judged.facts().document().get("runs").objectOrNull();
    String counts =
        "{root=%s, other=%s}"
            .formatted(facts.get("root").longOrNull(), facts.get("other").longOrNull());
    return aboutRoot(judged).stream()
        .map(finding -> finding.severity().label() + " " + counts)
        .toList();
  }

  private Set<String> fingerprints(RunSpec... runs) throws Exception {
    Set<String> all = new TreeSet<>();
    aboutRoot(judge(runs)).forEach(finding -> all.add(finding.fingerprints().toString()));
    return all;
  }
}
