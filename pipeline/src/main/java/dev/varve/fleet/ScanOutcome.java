package dev.varve.fleet;

import dev.varve.policy.RuleSeverity;
import dev.varve.policy.RuleTimes;
import dev.varve.policy.WaiverAudit;
import dev.varve.report.ComparisonTotals;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a scan amounts to.
 *
 * @param images that were analysed
 * @param failures images, sources or containers that could not be
 * @param unverified images whose bytes are not what they claim
 * @param layers distinct layers
 * @param layersExpanded distinct layers that this run expanded; the others were in the facts store
 * @param layerBytesExpanded decompressed bytes of those
 * @param work what was done, and what earlier runs had done
 * @param findings failed findings by severity
 * @param stopping findings at which the profile of the scan stops
 * @param outsideProfile findings that it does not ask for
 * @param exceptions what became of the entries of the exceptions files
 * @param since what differs from the baseline; null if there is none
 * @param ruleTimes what rules took on all workers, the slowest first; empty unless asked for
 */
public record ScanOutcome(
    long images,
    long failures,
    long unverified,
    long layers,
    long layersExpanded,
    long layerBytesExpanded,
    Work work,
    Map<RuleSeverity, Long> findings,
    long stopping,
    long outsideProfile,
    List<WaiverAudit.Line> exceptions,
    @Nullable ComparisonTotals since,
    List<RuleTimes.Row> ruleTimes) {
  /**
   * What was done and what earlier runs had done. A worker that failed half-way may have counted
   * something twice.
   *
   * @param layerBytesRead stored bytes of layers that were read, be it only to know them again
   * @param imagesJudged that were merged and judged
   * @param imagesReused whose judgement served again
   * @param imagesDated images about which rules that read the date were asked
   * @param pairsCompared that were compared and judged
   * @param pairsReused whose comparison served again
   */
  public record Work(
      long layerBytesRead,
      long imagesJudged,
      long imagesReused,
      long imagesDated,
      long pairsCompared,
      long pairsReused) {
    static final Work NONE = new Work(0, 0, 0, 0, 0, 0);
  }

  public ScanOutcome {
    EnumMap<RuleSeverity, Long> copy = new EnumMap<>(RuleSeverity.class);
    copy.putAll(findings);
    findings = Collections.unmodifiableMap(copy);
    exceptions = List.copyOf(exceptions);
    ruleTimes = List.copyOf(ruleTimes);
  }

  /**
   * Whether findings or images that are not what they claim make the run fail.
   *
   * @param newOnly whether those do not count that the baseline has as well
   */
  public boolean fails(boolean newOnly) {
    return since != null && newOnly ? since.fails() : stopping > 0 || unverified > 0;
  }

  /** The same beside an earlier run. */
  ScanOutcome since(ComparisonTotals earlier) {
    return new ScanOutcome(
        images,
        failures,
        unverified,
        layers,
        layersExpanded,
        layerBytesExpanded,
        work,
        findings,
        stopping,
        outsideProfile,
        exceptions,
        earlier,
        ruleTimes);
  }
}
