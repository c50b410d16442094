package dev.varve.policy;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/**
 * The entries of an exceptions file, applied after the rules have spoken, so that they never hide
 * that a rule fired.
 *
 * @param asOf the only date that counts: an entry holds up to its last day
 */
public record Waivers(List<Waiver> entries, LocalDate asOf) implements java.io.Serializable {
  public Waivers {
    entries = List.copyOf(entries);
  }

  /**
   * The finding with the entries that match it; the first that has not expired decides. What is not
   * counted anyway stays as it is, so that no entry looks used that is not needed.
   */
  Finding apply(Finding finding, SubjectNames names) {
    if (entries.isEmpty() || finding.isSetAside()) {
      return finding;
    }
    List<Waiver.Match> matches = new ArrayList<>();
    Finding.Status status = finding.status();
    RuleSeverity severity = finding.severity();
    boolean decided = false;
    for (Waiver waiver : entries) {
      if (!waiver.matches(finding, names)) {
        continue;
      }
      RuleSeverity lowerTo = waiver.lowerTo();
      if (waiver.isExpired(asOf)) {
        matches.add(new Waiver.Match(waiver, Waiver.Use.EXPIRED, null));
      } else if (decided) {
        matches.add(new Waiver.Match(waiver, Waiver.Use.SHADOWED, null));
      } else if (lowerTo == null) {
        matches.add(new Waiver.Match(waiver, Waiver.Use.APPLIED, null));
        status = Finding.Status.WAIVED;
        decided = true;
      } else {
        matches.add(new Waiver.Match(waiver, Waiver.Use.APPLIED, severity));
        // An entry only ever lowers.
        severity = severity.compareTo(lowerTo) < 0 ? severity : lowerTo;
        decided = true;
      }
    }
    return matches.isEmpty() ? finding : finding.with(matches, status, severity);
  }
}
