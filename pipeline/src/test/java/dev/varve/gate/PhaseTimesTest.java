package dev.varve.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.failure.InputException;
import dev.varve.failure.ReasonCode;
import dev.varve.policy.PolicyEngine;
import dev.varve.policy.Rule;
import dev.varve.policy.RuleScope;
import java.util.List;
import org.junit.jupiter.api.Test;

class PhaseTimesTest {
  private long nanos = 7_000_000_000L;
  private final PhaseTimes phases = new PhaseTimes(() -> nanos);

  private void pass(double millis) {
    nanos += Math.round(millis * 1e6);
  }

  /** An engine that takes its time and then fails. */
  private final PolicyEngine engine =
      new PolicyEngine() {
        @Override
        public List<Rule> rules() {
          return List.of();
        }

        @Override
        public List<RuleResult> evaluate(RuleScope scope, List<Question> questions)
            throws InputException {
          pass(30);
          throw new InputException(ReasonCode.POLICY_FAILED, "rule X", "it breaks off");
        }

        @Override
        public void close() {
          pass(1);
        }
      };

  @Test
  void everyMomentCountsForOnePhaseAndThePhasesAddUp() {
    pass(100);
    phases.enter(PhaseTimes.Phase.RUN_SPECS);
    pass(20);
    phases.enter(PhaseTimes.Phase.IMAGES);
    pass(40.5);
    phases.enter(PhaseTimes.Phase.FACTS);
    pass(7);
    PolicyEngine timed = phases.timed(engine);
    assertThatThrownBy(() -> timed.evaluate(RuleScope.IMAGE, List.of()))
        .isInstanceOf(InputException.class);
    pass(3);
    phases.enter(PhaseTimes.Phase.IMAGES);
    pass(9.5);
    assertThat(phases.lines(55))
        .containsExactly(
            "      ms  phase",
            "    55.0  start of the JVM",
            "   100.0  arguments",
            "    20.0  run specs",
            "     0.0  policies",
            "    50.0  images",
            "    10.0  facts and settlement",
            "    30.0  rules",
            "     0.0  results",
            "   265.0  in all");
  }

  @Test
  void thePhaseThatEndsIsReturned() {
    assertThat(phases.enter(PhaseTimes.Phase.RULES)).isEqualTo(PhaseTimes.Phase.ARGUMENTS);
    assertThat(phases.enter(PhaseTimes.Phase.FACTS)).isEqualTo(PhaseTimes.Phase.RULES);
  }
}
