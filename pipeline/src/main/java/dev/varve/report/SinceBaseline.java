package dev.varve.report;

import dev.varve.policy.Finding;
import dev.varve.policy.RuleSeverity;
import java.io.IOException;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * What became of each finding of the later of two runs, for reports that tell it beside the
 * finding. Findings are told apart by their numbers in the run: two images of one name, such as
 * those of two platforms or two builds, may have findings of one fingerprint. Only what is not as
 * it was is kept in memory.
 */
public final class SinceBaseline implements RunsCompared.Visitor {
  /** Findings that are gone and kept with their texts; the others are counted. */
  private static final int MOST_GONE = 100;

  private static final Comparator<Gone> MILDEST_FIRST =
      Comparator.comparing(Gone::severity)
          .thenComparing(
              Comparator.comparing(Gone::subject)
                  .thenComparing(Gone::rule)
                  .thenComparing(Gone::message)
                  .reversed());

  private final Map<Integer, FindingComparison.State> moved = new HashMap<>();
  private final Set<Integer> stopping = new HashSet<>();
  private final Map<FindingComparison.State, Long> counting =
      new EnumMap<>(FindingComparison.State.class);
  private final Map<RuleSeverity, Long> failedBefore = new EnumMap<>(RuleSeverity.class);
  private final PriorityQueue<Gone> gone = new PriorityQueue<>(MILDEST_FIRST);
  private final String name;
  private final LocalDate asOf;

  /**
   * @param before the earlier run
   */
  public SinceBaseline(ComparedRun before) {
    this.name = before.name();
    this.asOf = before.summary().asOf();
  }

  /** A finding that counted in the earlier run and that the later one does not have. */
  public record Gone(RuleSeverity severity, String rule, String subject, String message) {}

  @Override
  public void image(ImageComparison image) {
    // Reports tell findings only.
  }

  @Override
  public void finding(FindingComparison finding) {
    FindingRecord now = finding.now();
    FindingRecord before = finding.before();
    if (before != null && before.status() == Finding.Status.FAIL) {
      failedBefore.merge(before.severity(), 1L, Long::sum);
    }
    if (!finding.isSetAside()) {
      counting.merge(finding.state(), 1L, Long::sum);
    }
    if (before != null
        && finding.state() == FindingComparison.State.FIXED
        && !before.isSetAside()) {
      gone.add(
          new Gone(before.severity(), before.rule(), before.subject().name(), before.message()));
      if (gone.size() > MOST_GONE) {
        gone.remove();
      }
    }
    if (now != null && finding.state() != FindingComparison.State.UNCHANGED) {
      moved.put(now.line(), finding.state());
    }
    if (now != null && finding.stops()) {
      stopping.add(now.line());
    }
  }

  /** A visitor that is told of everything as well as this one. */
  public RunsCompared.Visitor and(RunsCompared.Visitor other) {
    return new RunsCompared.Visitor() {
      @Override
      public void image(ImageComparison image) throws IOException {
        other.image(image);
      }

      @Override
      public void finding(FindingComparison finding) throws IOException {
        SinceBaseline.this.finding(finding);
        other.finding(finding);
      }
    };
  }

  /** The earlier run's folder as the user named it. */
  public String name() {
    return name;
  }

  /** The date that the earlier run's rules saw. */
  public LocalDate asOf() {
    return asOf;
  }

  /** How many findings are what, of those that count in either run. */
  public long counting(FindingComparison.State state) {
    return counting.getOrDefault(state, 0L);
  }

  /** Failed findings of the earlier run by severity, of subjects that were compared. */
  public long failedBefore(RuleSeverity severity) {
    return failedBefore.getOrDefault(severity, 0L);
  }

  /** What was fixed, the worst first; no more than the worst hundred. */
  public List<Gone> fixed() {
    return gone.stream().sorted(MILDEST_FIRST.reversed()).toList();
  }

  /**
   * The state of a finding of the later run.
   *
   * @param number of the finding in that run, from 1
   */
  public FindingComparison.State of(int number) {
    return moved.getOrDefault(number, FindingComparison.State.UNCHANGED);
  }

  /** Whether a gate that looks at what is new only stops at a finding of the later run. */
  public boolean stopsAt(int number) {
    return stopping.contains(number);
  }
}
