package dev.varve.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class FileJudgementTest {
  @Test
  void findingsBeyondTheBoundAreCountedInOneMore() throws Exception {
    TestFacts image = TestFacts.image().layer("base");
    for (int i = 0; i < 5; i++) {
      image.secret("app/" + i + ".pem", "pem-private-key");
    }
    try (EmbeddedEngine engine =
        new EmbeddedEngine(PolicyPack.builtin(), "2026-06-01", EmbeddedEngine.DEFAULT_TIME_LIMIT)) {
      List<Finding> all = image.fileFindings(engine, 5);
      assertThat(all).hasSize(5);
      String rule = all.get(0).rule();

      assertThat(image.fileFindings(engine, 3).stream().map(FileJudgementTest::shown))
          .containsExactly(
              rule + " app/0.pem ",
              rule + " app/1.pem ",
              rule + " app/2.pem ",
              rule
                  + " null more the rule has 2 more findings in this image than the 3 listed"
                  + " {\"listed\":3,\"more\":2}");
    }
  }

  private static String shown(Finding finding) {
    String place = finding.rule() + " " + (finding.path() == null ? null : finding.path().text());
    return finding.key().equals(FileJudgement.MORE_KEY)
        ? place + " more " + finding.message() + " " + finding.evidence()
        : place + " ";
  }
}
