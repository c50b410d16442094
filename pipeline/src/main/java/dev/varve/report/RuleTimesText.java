package dev.varve.report;

import dev.varve.policy.RuleTimes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What rules took, as a table. */
public final class RuleTimesText {
  private static final double NANOS_PER_MILLI = 1e6;

  private RuleTimesText() {}

  /**
   * The lines of the table.
   *
   * @param rows the slowest first
   */
  public static List<String> lines(List<RuleTimes.Row> rows) {
    List<String> lines = new ArrayList<>();
    lines.add("      ms  rule");
    double total = 0;
    for (RuleTimes.Row row : rows) {
      double millis = row.nanos() / NANOS_PER_MILLI;
      total += millis;
      lines.add(String.format(Locale.ROOT, "%8.1f  %s", millis, TerminalText.of(row.what())));
    }
    lines.add(String.format(Locale.ROOT, "%8.1f  in all", total));
    return lines;
  }
}
