package dev.varve.fleet;

import dev.varve.policy.RuleSeverity;
import dev.varve.policy.RuleTimes;
import dev.varve.policy.WaiverAudit;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What a scan amounts to.
 *
 * @param images that were analysed
 * @param failures images, sources or containers that could not be
 * @param unverified images whose bytes are not what they claim
 * @param layers distinct layers
 * @param layersExpanded distinct layers that this run expanded; the others were in the facts store
 * @param layerBytesExpanded decompressed bytes of those
 * @param findings failed findings by severity
 * @param stopping findings at which the profile of the scan stops
 * @param outsideProfile findings that it does not ask for
 * @param exceptions what became of the entries of the exceptions files
 * @param ruleTimes what rules took on all workers, the slowest first; empty unless asked for
 */
public record ScanOutcome(
    long images,
    long failures,
    long unverified,
    long layers,
    long layersExpanded,
    long layerBytesExpanded,
    Map<RuleSeverity, Long> findings,
    long stopping,
    long outsideProfile,
    List<WaiverAudit.Line> exceptions,
    List<RuleTimes.Row> ruleTimes) {
  public ScanOutcome {
    EnumMap<RuleSeverity, Long> copy = new EnumMap<>(RuleSeverity.class);
    copy.putAll(findings);
    findings = Collections.unmodifiableMap(copy);
    exceptions = List.copyOf(exceptions);
    ruleTimes = List.copyOf(ruleTimes);
  }
}
