package dev.varve.report;

import dev.varve.policy.Finding;
import dev.varve.policy.PolicyProfile;
import dev.varve.policy.Subject;
import dev.varve.report.Ink.Tone;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntPredicate;

/**
 * The result of a check for people: each image with its findings, then the containers with theirs,
 * then what it comes to.
 */
public final class CheckText {
  private CheckText() {}

  /**
   * @param profile that says what stops a gate
   * @param everySingle whether each finding is written by itself, alike as some may be
   */
  public static void write(
      CheckResult result, PolicyProfile profile, boolean everySingle, TextPage page)
      throws IOException {
    findings(result, profile, everySingle, number -> true, page);
    verdict(result, profile, page);
    page.flush();
  }

  /**
   * What was found, without what it comes to.
   *
   * @param told which findings are told here, by number from 1, and not elsewhere on the page
   */
  public static void findings(
      CheckResult result,
      PolicyProfile profile,
      boolean everySingle,
      IntPredicate told,
      TextPage page)
      throws IOException {
    FindingGroups groups = new FindingGroups(page, everySingle);
    Map<Subject, List<Finding>> byImage = new LinkedHashMap<>();
    result.images().forEach(checked -> byImage.put(Subject.of(checked.image()), new ArrayList<>()));
    Map<Subject.Kind, List<Finding>> others = new TreeMap<>();
    int number = 0;
    for (Finding finding : result.findings()) {
      number++;
      if (!finding.isSetAside() && told.test(number)) {
        List<Finding> ofImage = byImage.get(finding.subject());
        (ofImage != null
                ? ofImage
                : others.computeIfAbsent(finding.subject().kind(), kind -> new ArrayList<>()))
            .add(finding);
      }
    }
    for (CheckResult.CheckedImage checked : result.images()) {
      header(checked, page);
      // An image that was named twice has its findings shown once.
      List<Finding> findings = byImage.remove(Subject.of(checked.image()));
      groups.write(findings == null ? List.of() : findings, false);
    }
    for (Map.Entry<Subject.Kind, List<Finding>> kind : others.entrySet()) {
      long subjects = kind.getValue().stream().map(Finding::subject).distinct().count();
      page.blank();
      boolean some =
          kind.getKey() == Subject.Kind.CONTAINER && subjects < result.boundaries().size();
      page.heading(
          some
              ? SizeText.count(subjects)
                  + " of "
                  + SizeText.count(result.boundaries().size(), "container")
              : SizeText.count(subjects, kind.getKey().label()));
      groups.write(kind.getValue(), true);
    }
    if (!result.boundaries().isEmpty()) {
      page.blank();
      BoundaryText.summary(result.boundaries(), everySingle, page);
    }
    List<Finding> setAside =
        result.findings().stream()
            .filter(finding -> finding.isSetAside() && !isOutside(finding))
            .toList();
    if (!setAside.isEmpty()) {
      page.blank();
      groups.writeSetAside(setAside);
    }
    ExceptionsText.write(result.exceptions(), page);
    VerdictsText.write(result.verdicts(), page);
    page.blank();
    outside(result, profile, page);
  }

  /** What it comes to. */
  public static void verdict(CheckResult result, PolicyProfile profile, TextPage page)
      throws IOException {
    page.wrapped("", 0, verdict(result, profile, page.ink()));
  }

  private static void header(CheckResult.CheckedImage checked, TextPage page) throws IOException {
    page.wrapped(
        "",
        2,
        page.ink().paint(Tone.HEADING, TerminalText.of(checked.image().name()))
            + "  "
            + TerminalText.of(checked.image().platform().toString())
            + "  "
            + (checked.verified()
                ? page.ink().paint(Tone.GOOD, "verified")
                : page.ink().paint(Tone.BAD, "NOT VERIFIED")));
  }

  private static void outside(CheckResult result, PolicyProfile profile, TextPage page)
      throws IOException {
    long outside = result.findings().stream().filter(CheckText::isOutside).count();
    if (outside > 0) {
      page.wrapped("", 0, page.ink().paint(Tone.DIM, ProfileText.outside(outside, profile)));
    }
  }

  private static boolean isOutside(Finding finding) {
    return finding.status() == Finding.Status.OUTSIDE_PROFILE;
  }

  private static String verdict(CheckResult result, PolicyProfile profile, Ink ink) {
    List<Finding> all = result.findings().stream().filter(finding -> !isOutside(finding)).toList();
    List<Finding> stopping = all.stream().filter(profile::stopsAt).toList();
    long unknown =
        stopping.stream()
            .filter(finding -> finding.status() == Finding.Status.UNDETERMINED)
            .count();
    StringBuilder out = new StringBuilder();
    if (result.fails(profile)) {
      out.append(ink.paint(Tone.BAD, "failed"));
    } else if (!result.failures().isEmpty()) {
      out.append(ink.paint(Tone.BAD, "incomplete"));
    } else {
      out.append(ink.paint(Tone.GOOD, "passed"));
    }
    out.append(": ")
        .append(SizeText.count(all.size(), "finding"))
        .append(", ")
        .append(SizeText.count(stopping.size() - unknown))
        .append(" at ")
        .append(profile.failsOn().label())
        .append(" or above");
    if (unknown > 0) {
      out.append(", ")
          .append(SizeText.count(unknown))
          .append(" unknown that ")
          .append(TerminalText.of(profile.name()))
          .append(" wants known");
    }
    if (!result.failures().isEmpty()) {
      out.append(", ").append(SizeText.count(result.failures().size(), "image")).append(" refused");
    }
    return out.toString();
  }
}
