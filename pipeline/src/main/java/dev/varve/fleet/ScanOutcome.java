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
 * @param judged what was judged, and what served again
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
    Judged judged,
    Map<RuleSeverity, Long> findings,
    long stopping,
    long outsideProfile,
    List<WaiverAudit.Line> exceptions,
    @Nullable ComparisonTotals since,
    List<RuleTimes.Row> ruleTimes) {
  /**
   * How much of the work was done by earlier runs. A worker that failed half-way may have counted
   * something twice.
   *
   * @param images that were merged and judged
   * @param imagesReused whose judgement served again
   * @param imagesDated of those that rules which read the date were asked about
   * @param pairs of images that were compared and judged
   * @param pairsReused whose comparison served again
   */
  public record Judged(
      long images, long imagesReused, long imagesDated, long pairs, long pairsReused) {
    static final Judged NOTHING = new Judged(0, 0, 0, 0, 0);
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
        judged,
        findings,
        stopping,
        outsideProfile,
        exceptions,
        earlier,
        ruleTimes);
  }
}
