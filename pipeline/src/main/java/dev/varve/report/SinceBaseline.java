package dev.varve.report;

import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What became of each finding of the later of two runs, for reports that tell it beside the
 * finding. Only what is not as it was is kept in memory.
 */
public final class SinceBaseline implements RunsCompared.Visitor {
  private final Map<String, FindingComparison.State> moved = new HashMap<>();
  private final Set<String> stopping = new HashSet<>();

  @Override
  public void image(ImageComparison image) {
    // Reports tell findings only.
  }

  @Override
  public void finding(FindingComparison finding) {
    FindingRecord now = finding.now();
    if (now != null && finding.state() != FindingComparison.State.UNCHANGED) {
      moved.put(key(now.fp(), now.subject().name()), finding.state());
    }
    if (now != null && finding.stops()) {
      stopping.add(key(now.fp(), now.subject().name()));
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

  /** The state of a finding of the later run. */
  public FindingComparison.State of(String fp, String subjectName) {
    return moved.getOrDefault(key(fp, subjectName), FindingComparison.State.UNCHANGED);
  }

  /** Whether a gate that looks at what is new only stops at a finding of the later run. */
  public boolean stopsAt(String fp, String subjectName) {
    return stopping.contains(key(fp, subjectName));
  }

  private static String key(String fp, String subjectName) {
    return fp + " " + subjectName;
  }
}
