package dev.varve.report;

import dev.varve.policy.Finding;
import dev.varve.policy.PolicyProfile;
import dev.varve.policy.RuleSeverity;
import java.io.IOException;
import java.time.LocalDate;
import java.util.BitSet;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * What became of each finding of the later of two runs, for reports that tell it beside the
 * finding. Findings are told apart by their numbers in the run: two images of one name, such as
 * those of two platforms or two builds, may have findings of one fingerprint. Each takes a few bits
 * of memory, since after a change of rules all may be new.
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

  /** For each state but {@code UNCHANGED} the numbers of those that have it. */
  private final Map<FindingComparison.State, BitSet> moved =
      new EnumMap<>(FindingComparison.State.class);

  private final BitSet stopping = new BitSet();
  private final Map<FindingComparison.State, Long> counting =
      new EnumMap<>(FindingComparison.State.class);
  private final Map<RuleSeverity, Long> failedBefore = new EnumMap<>(RuleSeverity.class);
  private final PriorityQueue<Gone> gone = new PriorityQueue<>(MILDEST_FIRST);
  private final String name;
  private final LocalDate asOf;
  private long newlyUnverified;

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
    newlyUnverified += image.isNewlyUnverified() ? 1 : 0;
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
      moved.computeIfAbsent(finding.state(), state -> new BitSet()).set(now.line());
    }
    if (now != null && finding.stops()) {
      stopping.set(now.line());
    }
  }

  /** A visitor that is told of everything as well as this one. */
  public RunsCompared.Visitor and(RunsCompared.Visitor other) {
    return new RunsCompared.Visitor() {
      @Override
      public void image(ImageComparison image) throws IOException {
        SinceBaseline.this.image(image);
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
    for (Map.Entry<FindingComparison.State, BitSet> state : moved.entrySet()) {
      if (state.getValue().get(number)) {
        return state.getKey();
      }
    }
    return FindingComparison.State.UNCHANGED;
  }

  /** Whether a gate that looks at what is new only stops at a finding of the later run. */
  public boolean stopsAt(int number) {
    return stopping.get(number);
  }

  /**
   * How many images that are not what they claim make a run fail: all of them, unless its gate
   * looks at what is new only.
   *
   * @param since what became of the run since a baseline, or null if none was named
   * @param unverified how many such images the run has
   */
  public static long stoppingImages(
      PolicyProfile profile, @Nullable SinceBaseline since, long unverified) {
    return profile.newOnly() && since != null ? since.newlyUnverified : unverified;
  }
}
