package dev.varve.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.policy.FleetJudgement;
import dev.varve.policy.RuleSeverity;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MemberFoldingTest {
  private static final String PRINT = "ab".repeat(32);
  private static final String OTHER = "cd".repeat(32);

  @Test
  void aMemberStaysInTheFileAndIsSetAside() throws Exception {
    assertThat(folded(line(PRINT, "medium", "fail", "image")))
        .isEqualTo(
            "{\"folded_under\":\"FLT-01\",\"fp_layer\":\""
                + PRINT
                + "\",\"message\":\"ü\",\"severity\":\"medium\",\"status\":\"folded\","
                + "\"subject\":{\"kind\":\"image\"}}\n");
  }

  @ParameterizedTest
  @CsvSource({
    "another layer, cd, medium, fail, image",
    "worse than what stands for it, ab, critical, fail, image",
    "accepted already, ab, medium, waived, image",
    "not certain, ab, medium, undetermined, image",
    "about a pair, ab, medium, fail, pair",
  })
  void everyOtherLineStaysAsItIs(
      String why, String print, String severity, String status, String kind) throws Exception {
    String line = line(print.repeat(32), severity, status, kind);

    assertThat(folded(line)).as(why).isEqualTo(line);
  }

  @Test
  void linesWithoutALayerStayAsTheyAre() throws Exception {
    String lines = "{\"rule\":\"NS-01\"}\n" + line(OTHER, "low", "fail", "image");

    assertThat(folded(lines)).isEqualTo(lines);
  }

  private static String line(String print, String severity, String status, String kind) {
    return "{\"fp_layer\":\""
        + print
        + "\",\"message\":\"ü\",\"severity\":\""
        + severity
        + "\",\"status\":\""
        + status
        + "\",\"subject\":{\"kind\":\""
        + kind
        + "\"}}\n";
  }

  private static String folded(String lines) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Map<String, FleetJudgement.Fold> members =
        Map.of(PRINT, new FleetJudgement.Fold("FLT-01", RuleSeverity.HIGH));
    try (MemberFolding folding = new MemberFolding(out, members)) {
      folding.write(lines.getBytes(UTF_8));
    }
    return out.toString(UTF_8);
  }
}
