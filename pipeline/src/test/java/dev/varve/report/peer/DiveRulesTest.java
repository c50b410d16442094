package dev.varve.report.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import dev.varve.report.peer.DiveRules.Outcome;
import dev.varve.report.peer.DiveRules.Verdict;
import dev.varve.tree.DiveFigures;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DiveRulesTest {
  private static final DiveFigures FIGURES = new DiveFigures(0.95, 950, 1000, 50, 1100, 500);

  private static DiveRules read(String yaml) throws InputException {
    return DiveRules.read(yaml.getBytes(StandardCharsets.UTF_8), ".dive-ci", Limits.DEFAULT);
  }

  private static List<Outcome> outcomes(String yaml, DiveFigures figures) throws InputException {
    return read(yaml).judge(figures).stream().map(Verdict::outcome).toList();
  }

  @Test
  void eachThresholdSaysWhatItComparedWithWhat() throws InputException {
    String yaml =
        "rules:\n"
            + "  lowestEfficiency: 0.96\n"
            + "  highestWastedBytes: 49B\n"
            + "  highestUserWastedPercent: 0.20\n";

    assertThat(read(yaml).judge(FIGURES))
        .containsExactly(
            new Verdict("highestWastedBytes", Outcome.FAIL, "50 (at most 49)"),
            new Verdict("highestUserWastedPercent", Outcome.PASS, "0.1 (at most 0.2)"),
            new Verdict("lowestEfficiency", Outcome.FAIL, "0.95 (at least 0.96)"));
  }

  @Test
  void whatIsEqualToAThresholdPasses() throws InputException {
    String yaml =
        "rules: {lowestEfficiency: 0.95, highestWastedBytes: 50, highestUserWastedPercent: 0.1}";

    assertThat(outcomes(yaml, FIGURES)).containsOnly(Outcome.PASS);
  }

  @Test
  void anEmptyFileHasTheDefaultsOfDive() throws InputException {
    assertThat(read("")).isEqualTo(new DiveRules(0.9, null, 0.1));
    assertThat(read("# nothing\nrules:\n")).isEqualTo(new DiveRules(0.9, null, 0.1));
  }

  @Test
  void anImageOfOneLayerHasNoUserBytesToWaste() throws InputException {
    DiveFigures one = new DiveFigures(1, 10, 10, 0, 10, 0);
    DiveFigures wasteful = new DiveFigures(1, 10, 20, 20, 20, 0);

    assertThat(outcomes("", one)).containsExactly(Outcome.SKIP, Outcome.PASS, Outcome.PASS);
    assertThat(outcomes("", wasteful)).containsExactly(Outcome.SKIP, Outcome.FAIL, Outcome.PASS);
  }

  @ParameterizedTest
  @CsvSource({
    "20MB, 20000000",
    "'20 mb', 20000000",
    "1.5KiB, 1536",
    "'1,000', 1000",
    "2g, 2000000000",
    "3Ki, 3072",
    "7b, 7"
  })
  void sizesAreThoseOfDive(String size, String bytes) throws InputException {
    assertThat(read("rules: {highestWastedBytes: '" + size + "'}").highestWastedBytes())
        .isEqualByComparingTo(bytes);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rules: {lowestEfficiency: 1.1}",
        "rules: {lowestEfficiency: high}",
        "rules: {highestUserWastedPercent: -0.1}",
        "rules: {highestWastedBytes: 1BB}",
        "rules: {highestWastedBytes: MB}",
        "rules: {highestWastedBytes: 1..5MB}",
        "rules: {highestWastedBytes: 99999999EB}",
        "rules: {highestWasted: 1}",
        "rules: {lowestEfficiency: [0.9]}",
        "rules: [0.9]",
        "thresholds: {}"
      })
  void whatIsNoThresholdIsRefused(String yaml) {
    assertThatThrownBy(() -> read(yaml))
        .isInstanceOfSatisfying(
            InputException.class,
            e -> assertThat(e.reason().code()).isEqualTo("dive-rules-invalid"));
  }
}
