package dev.varve.report;

import dev.varve.json.JsonObject;
import dev.varve.policy.Finding;
import dev.varve.policy.RuleSeverity;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** How many findings and images of two runs are what. */
public final class ComparisonTotals {
  private final Map<FindingComparison.State, Long> findings =
      new EnumMap<>(FindingComparison.State.class);
  private final Map<FindingComparison.State, Long> setAside =
      new EnumMap<>(FindingComparison.State.class);
  private final Map<FindingComparison.Cause, Long> newBecause =
      new EnumMap<>(FindingComparison.Cause.class);
  private final Map<FindingComparison.Cause, Long> goneBecause =
      new EnumMap<>(FindingComparison.Cause.class);
  private final Map<RuleSeverity, Long> newFailed = new EnumMap<>(RuleSeverity.class);
  private final Map<ImageComparison.State, Long> images =
      new EnumMap<>(ImageComparison.State.class);
  private long stopping;
  private long newlyUnverified;

  void add(FindingComparison finding) {
    findings.merge(finding.state(), 1L, Long::sum);
    FindingComparison.Cause cause = finding.cause();
    if (finding.isSetAside()) {
      setAside.merge(finding.state(), 1L, Long::sum);
    } else if (cause != null) {
      (finding.now() == null ? goneBecause : newBecause).merge(cause, 1L, Long::sum);
    }
    FindingRecord now = finding.now();
    if (finding.state() == FindingComparison.State.NEW
        && now != null
        && now.status() == Finding.Status.FAIL) {
      newFailed.merge(now.severity(), 1L, Long::sum);
    }
    if (finding.stops()) {
      stopping++;
    }
  }

  void add(ImageComparison image) {
    images.merge(image.state(), 1L, Long::sum);
    if (image.isNewlyUnverified()) {
      newlyUnverified++;
    }
  }

  public long count(FindingComparison.State state) {
    return findings.getOrDefault(state, 0L);
  }

  /** Those that are listed and not counted. */
  long setAside(FindingComparison.State state) {
    return setAside.getOrDefault(state, 0L);
  }

  /** Those that count. */
  long counting(FindingComparison.State state) {
    return count(state) - setAside(state);
  }

  public long count(ImageComparison.State state) {
    return images.getOrDefault(state, 0L);
  }

  /** Counting findings of the later run alone, by why the earlier one could not have them. */
  long newBecause(FindingComparison.Cause cause) {
    return newBecause.getOrDefault(cause, 0L);
  }

  /** Counting findings of the earlier run alone, by why the later one could not have them. */
  long goneBecause(FindingComparison.Cause cause) {
    return goneBecause.getOrDefault(cause, 0L);
  }

  /** New findings that count, of one severity. */
  long newFailed(RuleSeverity severity) {
    return newFailed.getOrDefault(severity, 0L);
  }

  /** Findings at which a gate that looks at what is new only stops. */
  public long stopping() {
    return stopping;
  }

  /** Images that are not what they claim, and that the earlier run did not know as such. */
  public long newlyUnverified() {
    return newlyUnverified;
  }

  /** Whether such a gate stops. */
  public boolean fails() {
    return stopping > 0 || newlyUnverified > 0;
  }

  /** The form in results. */
  public JsonObject toJson() {
    JsonObject.Builder ofFindings = JsonObject.builder();
    for (FindingComparison.State state : FindingComparison.State.values()) {
      ofFindings.put(camel(state.label()), count(state));
    }
    JsonObject.Builder ofImages = JsonObject.builder();
    for (ImageComparison.State state : ImageComparison.State.values()) {
      ofImages.put(camel(state.label()), count(state));
    }
    JsonObject.Builder aside = JsonObject.builder();
    for (FindingComparison.State state : FindingComparison.State.values()) {
      aside.put(camel(state.label()), setAside(state));
    }
    JsonObject.Builder severities = JsonObject.builder();
    for (RuleSeverity severity : RuleSeverity.values()) {
      severities.put(severity.label(), newFailed(severity));
    }
    return JsonObject.builder()
        .put("findings", ofFindings.build())
        .put("setAsideFindings", aside.build())
        .put("images", ofImages.build())
        .put("newFailedFindings", severities.build())
        .put("stopping", stopping)
        .put("newlyUnverifiedImages", newlyUnverified)
        .build();
  }

  private static String camel(String label) {
    int dash = label.indexOf('-');
    return dash < 0
        ? label
        : label.substring(0, dash)
            + label.substring(dash + 1, dash + 2).toUpperCase(Locale.ROOT)
            + label.substring(dash + 2);
  }
}
