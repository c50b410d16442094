package dev.varve.report;

import dev.varve.policy.Finding;
import dev.varve.policy.Subject;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What becomes of the findings of an earlier run when its facts are judged again. A finding is the
 * same if fingerprint and name of its subject are; if it occurs several times, so often.
 *
 * @param appearing findings that the earlier run does not have, in {@link Finding#ORDER}
 * @param vanishing findings of the earlier run that are not found again, in their order
 * @param changed found again with another status or severity
 * @param staying how many are found again as they were
 * @param notJudged findings of the earlier run about what was not judged again: an image whose
 *     facts are gone, and then the pairs it is in and the fleet as a whole
 */
public record FindingChanges(
    List<Finding> appearing,
    List<FindingRecord> vanishing,
    List<Change> changed,
    long staying,
    List<FindingRecord> notJudged) {
  public FindingChanges {
    appearing = List.copyOf(appearing);
    vanishing = List.copyOf(vanishing);
    changed = List.copyOf(changed);
    notJudged = List.copyOf(notJudged);
  }

  /** One finding, before and now. */
  public record Change(FindingRecord before, Finding now) {}

  /** What tells a finding again. */
  private record Identity(Subject.Kind kind, String name, String fp) {
    static Identity of(FindingRecord finding) {
      return new Identity(finding.subject().kind(), finding.subject().name(), finding.fp());
    }
  }

  /**
   * Compares.
   *
   * @param earlier findings of the earlier run
   * @param now all findings about the subjects that were judged again
   * @param judged those subjects
   */
  public static FindingChanges between(
      List<FindingRecord> earlier, List<Finding> now, Set<Subject> judged) {
    // What is folded under a finding about a fleet that is not judged again fails by itself.
    Set<String> ofFleet = new HashSet<>();
    List<FindingRecord> notJudged = new ArrayList<>();
    Map<Identity, Deque<FindingRecord>> before = new LinkedHashMap<>();
    for (FindingRecord finding : earlier) {
      if (judged.contains(finding.subject())) {
        before.computeIfAbsent(Identity.of(finding), i -> new ArrayDeque<>()).add(finding);
      } else {
        notJudged.add(finding);
        if (finding.subject().kind() == Subject.Kind.FLEET) {
          ofFleet.add(finding.rule());
        }
      }
    }
    List<Finding> appearing = new ArrayList<>();
    List<Change> changed = new ArrayList<>();
    long staying = 0;
    for (Finding finding : now) {
      Identity identity =
          new Identity(
              finding.subject().kind(), finding.subject().name(), finding.fingerprints().fp());
      Deque<FindingRecord> known = before.get(identity);
      FindingRecord was = known == null ? null : known.poll();
      if (was == null) {
        appearing.add(finding);
      } else if (was.own(ofFleet) == finding.status() && was.severity() == finding.severity()) {
        staying++;
      } else {
        changed.add(new Change(was, finding));
      }
    }
    List<FindingRecord> vanishing = new ArrayList<>();
    before.values().forEach(vanishing::addAll);
    return new FindingChanges(appearing, vanishing, changed, staying, notJudged);
  }
}
