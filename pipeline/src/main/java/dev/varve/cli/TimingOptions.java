package dev.varve.cli;

import dev.varve.policy.RuleTimer;
import dev.varve.policy.RuleTimes;
import dev.varve.report.RuleTimesText;
import java.util.List;
import picocli.CommandLine.Option;

/** Where the time goes. */
@OptionGroup(heading = "Times")
final class TimingOptions {
  @Option(
      names = "--timings",
      description =
          "Say what each rule takes, the slowest first; rules then judge one by one. A scan counts"
              + " only what it judges anew (--no-reuse: everything).")
  private boolean timings;

  private final RuleTimes rules = new RuleTimes();

  boolean wanted() {
    return timings;
  }

  /** For the engine. */
  RuleTimer timer() {
    return timings ? rules : RuleTimer.OFF;
  }

  /** Says on standard error what the engine of {@link #timer} has told. */
  void tell(Console console) {
    tell(rules.rows(), console);
  }

  /** Says on standard error what was measured elsewhere. */
  void tell(List<RuleTimes.Row> rows, Console console) {
    if (timings) {
      RuleTimesText.lines(rows).forEach(console.err()::println);
      console.err().flush();
    }
  }
}
