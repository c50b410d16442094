package dev.varve.report.export;

import dev.varve.policy.RuleSeverity;
import java.util.EnumMap;
import java.util.Map;

/**
 * Which findings a form with a limit takes: all of the worst severities, then, in their order, as
 * many of the next one as there is room for.
 */
final class SeverityQuota {
  private final Map<RuleSeverity, Long> room = new EnumMap<>(RuleSeverity.class);
  private final long leftOut;

  /**
   * @param counts of the findings that may be offered
   */
  SeverityQuota(Map<RuleSeverity, Long> counts, long limit) {
    long left = limit;
    long total = 0;
    RuleSeverity[] severities = RuleSeverity.values();
    for (int i = severities.length - 1; i >= 0; i--) {
      long count = counts.getOrDefault(severities[i], 0L);
      long taken = Math.min(count, left);
      room.put(severities[i], taken);
      left -= taken;
      total += count;
    }
    leftOut = total - (limit - left);
  }

  /** Whether there is room for one more of a severity; takes it. */
  boolean takes(RuleSeverity severity) {
    long left = room.getOrDefault(severity, 0L);
    if (left == 0) {
      return false;
    }
    room.put(severity, left - 1);
    return true;
  }

  /** How many there is no room for. */
  long leftOut() {
    return leftOut;
  }
}
