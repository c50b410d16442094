package dev.varve.gate;

import dev.varve.failure.InputException;
import dev.varve.policy.PolicyEngine;
import dev.varve.policy.Rule;
import dev.varve.policy.RuleScope;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * What the wall time of a run went into. At any time exactly one phase is on, so that the phases
 * add up to the whole; what other threads do meanwhile counts only as far as it is waited for. For
 * the thread that runs the command.
 */
public final class PhaseTimes {
  private static final double NANOS_PER_MILLI = 1e6;

  private final LongSupplier clock;
  private final long begunMillis = System.currentTimeMillis();
  private final Map<Phase, Long> nanos = new EnumMap<>(Phase.class);
  private Phase current = Phase.ARGUMENTS;
  private long since;

  /** Begins now, with the arguments. */
  public PhaseTimes() {
    this(System::nanoTime);
  }

  PhaseTimes(LongSupplier clock) {
    this.clock = clock;
    this.since = clock.getAsLong();
  }

  /** What a run does, in the order of its first times. */
  public enum Phase {
    ARGUMENTS("arguments"),
    RUN_SPECS("run specs"),
    POLICIES("policies"),
    IMAGES("images"),
    FACTS("facts and settlement"),
    RULES("rules"),
    RESULTS("results");

    private final String label;

    Phase(String label) {
      this.label = label;
    }
  }

  /** Time goes to a phase from now on; returns the phase that it went to until now. */
  public Phase enter(Phase phase) {
    long now = clock.getAsLong();
    nanos.merge(current, now - since, Long::sum);
    since = now;
    Phase earlier = current;
    current = phase;
    return earlier;
  }

  /** The engine with its evaluations counted as {@link Phase#RULES}. */
  public PolicyEngine timed(PolicyEngine engine) {
    return new PolicyEngine() {
      @Override
      public List<Rule> rules() {
        return engine.rules();
      }

      @Override
      public List<RuleResult> evaluate(RuleScope scope, List<Question> questions)
          throws InputException {
        Phase earlier = enter(Phase.RULES);
        try {
          return engine.evaluate(scope, questions);
        } finally {
          enter(earlier);
        }
      }

      @Override
      public void close() {
        engine.close();
      }
    };
  }

  /** A table in milliseconds: the start of the JVM until this began, each phase, their sum. */
  public List<String> lines() {
    long jvmStart = ManagementFactory.getRuntimeMXBean().getStartTime();
    return lines(Math.max(0, begunMillis - jvmStart));
  }

  List<String> lines(long startMillis) {
    enter(current);
    List<String> lines = new ArrayList<>();
    double total = startMillis;
    lines.add("      ms  phase");
    lines.add(line("start of the JVM", startMillis));
    for (Phase phase : Phase.values()) {
      double millis = nanos.getOrDefault(phase, 0L) / NANOS_PER_MILLI;
      total += millis;
      lines.add(line(phase.label, millis));
    }
    lines.add(line("in all", total));
    return lines;
  }

  private static String line(String label, double millis) {
    return String.format(Locale.ROOT, "%8.1f  %s", millis, label);
  }
}
