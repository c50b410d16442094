package dev.varve.policy;

import dev.varve.failure.FindingCode;
import dev.varve.image.Image;
import dev.varve.runtime.RunSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of findings once the rules have spoken, in this order: what the profile of the run
 * does not ask for is set aside, a consequence folds under its cause, what a declared role is
 * expected to trip is set aside, exceptions are applied. Nothing is dropped: every finding stays in
 * the list with its status. Safe for several threads at once.
 */
final class Settlement {
  private final Map<String, Set<String>> causes = new HashMap<>();
  private final Set<String> ids = new HashSet<>();
  private final Set<String> outside = new HashSet<>();
  private final PolicyProfile profile;
  private final Roles roles;
  private final Waivers waivers;

  /**
   * @param rules that the findings may be of
   */
  Settlement(List<Rule> rules, PolicyProfile profile, Roles roles, Waivers waivers) {
    for (Rule rule : rules) {
      causes.computeIfAbsent(rule.id(), id -> new HashSet<>()).addAll(rule.foldsUnder());
    }
    ids.addAll(causes.keySet());
    outside.addAll(ids);
    // Two rules of one id ask the same question: they are inside together.
    rules.stream()
        .filter(rule -> profile.takes(rule.profiles()))
        .forEach(rule -> outside.remove(rule.id()));
    for (FindingCode code : FindingCode.values()) {
      ids.add(code.code());
    }
    this.profile = profile;
    this.roles = roles;
    this.waivers = waivers;
  }

  @Nullable String roleOf(SubjectNames names) {
    return roles.roleOf(names);
  }

  boolean tellsVerdicts() {
    return profile.tellsVerdicts();
  }

  WaiverAudit audit() {
    return new WaiverAudit(waivers, ids, outside);
  }

  /**
   * Settles the findings of an image and its containers, which must be complete.
   *
   * @param image null for containers whose image is not known
   * @param runs the containers that the findings may be about
   */
  List<Finding> settle(List<Finding> findings, @Nullable Image image, List<RunSpec> runs) {
    Map<Subject, SubjectNames> names = new HashMap<>();
    for (RunSpec run : runs) {
      names.put(Subject.of(run.unit()), SubjectNames.of(run.unit(), image, run.imageRef()));
    }
    if (image != null) {
      names.put(Subject.of(image), SubjectNames.of(image));
    }
    return settle(findings, names);
  }

  /**
   * Settles findings about one subject, which must be complete.
   *
   * @param names that exceptions may call it
   */
  List<Finding> settle(List<Finding> findings, SubjectNames names) {
    Map<Subject, SubjectNames> bySubject = new HashMap<>();
    findings.forEach(finding -> bySubject.put(finding.subject(), names));
    return settle(findings, bySubject);
  }

  private List<Finding> settle(List<Finding> findings, Map<Subject, SubjectNames> names) {
    List<Finding> asked = findings.stream().map(this::select).toList();
    Map<Subject, Set<String>> failing = new HashMap<>();
    for (Finding finding : asked) {
      if (finding.status() == Finding.Status.FAIL) {
        failing.computeIfAbsent(finding.subject(), s -> new HashSet<>()).add(finding.rule());
      }
    }
    List<Finding> settled = new ArrayList<>(findings.size());
    for (Finding finding : asked) {
      SubjectNames known = names.get(finding.subject());
      if (known == null) {
        throw new IllegalArgumentException("a finding about another subject: " + finding);
      }
      Finding folded = fold(finding, failing.getOrDefault(finding.subject(), Set.of()));
      settled.add(waivers.apply(expect(folded, known), known));
    }
    return settled;
  }

  /** First of all: what is not asked for is no cause under which to fold what is. */
  private Finding select(Finding finding) {
    boolean asked =
        !outside.contains(finding.rule()) && finding.severity().atLeast(profile.countsFrom());
    return asked ? finding : finding.settled(Finding.Status.OUTSIDE_PROFILE, null);
  }

  private Finding fold(Finding finding, Set<String> failing) {
    if (finding.isSetAside()) {
      return finding;
    }
    String cause =
        causes.getOrDefault(finding.rule(), Set.of()).stream()
            .filter(failing::contains)
            .sorted()
            .findFirst()
            .orElse(null);
    return cause == null ? finding : finding.settled(Finding.Status.FOLDED, cause);
  }

  private Finding expect(Finding finding, SubjectNames names) {
    if (finding.status() != Finding.Status.FAIL) {
      return finding;
    }
    String role = roles.expecting(finding, names);
    return role == null ? finding : finding.settled(Finding.Status.EXPECTED, role);
  }
}
