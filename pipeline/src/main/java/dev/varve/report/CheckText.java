package dev.varve.report;

import dev.varve.blob.Bytes;
import dev.varve.policy.Finding;
import dev.varve.policy.PolicyProfile;
import dev.varve.policy.RuleSeverity;
import dev.varve.policy.Waiver;
import dev.varve.report.Ink.Tone;
import dev.varve.runtime.Origin;
import java.io.IOException;
import java.util.List;

/** The result of a check for people: the worst first, then what it comes to. */
public final class CheckText {
  private static final int SEVERITY_COLUMNS = 9;
  private static final int RULE_COLUMNS = 8;

  private CheckText() {}

  /**
   * @param profile that says what stops a gate
   */
  public static void write(CheckResult result, PolicyProfile profile, TextPage page)
      throws IOException {
    for (CheckResult.CheckedImage image : result.images()) {
      page.line(
          page.ink().paint(Tone.HEADING, TerminalText.of(image.image().name()))
              + "  "
              + TerminalText.of(image.image().platform().toString())
              + "  "
              + (image.verified()
                  ? page.ink().paint(Tone.GOOD, "verified")
                  : page.ink().paint(Tone.BAD, "NOT VERIFIED")));
    }
    RuleSeverity[] severities = RuleSeverity.values();
    for (int i = severities.length - 1; i >= 0; i--) {
      for (Finding finding : result.findings()) {
        if (finding.severity() == severities[i] && !finding.isSetAside()) {
          finding(finding, page);
        }
      }
    }
    if (!result.boundaries().isEmpty()) {
      page.blank();
      BoundaryText.summary(result.boundaries(), page);
    }
    setAside(result, page);
    ExceptionsText.write(result.exceptions(), page);
    page.blank();
    outside(result, profile, page);
    page.line(verdict(result, profile, page.ink()));
    page.flush();
  }

  /** What is listed and not counted, one line each. */
  private static void setAside(CheckResult result, TextPage page) throws IOException {
    for (Finding finding : result.findings()) {
      if (finding.isSetAside() && finding.status() != Finding.Status.OUTSIDE_PROFILE) {
        page.line(
            page.ink()
                .paint(
                    Tone.DIM,
                    TerminalText.left(finding.status().label(), SEVERITY_COLUMNS)
                        + TerminalText.left(TerminalText.of(finding.rule()), RULE_COLUMNS)
                        + " "
                        + TerminalText.of(finding.message())
                        + reason(finding)));
      }
    }
  }

  private static String reason(Finding finding) {
    String by = finding.settledBy();
    if (by != null) {
      String words = finding.status() == Finding.Status.FOLDED ? "under " : "of a ";
      return "  (" + words + TerminalText.of(by) + ")";
    }
    for (Waiver.Match match : finding.waivers()) {
      if (match.use() == Waiver.Use.APPLIED) {
        Waiver waiver = match.waiver();
        return "  ("
            + TerminalText.of(waiver.owner())
            + " until "
            + waiver.expires()
            + ": "
            + TerminalText.of(waiver.reason())
            + ")";
      }
    }
    return "";
  }

  private static void finding(Finding finding, TextPage page) throws IOException {
    Ink ink = page.ink();
    boolean undetermined = finding.status() == Finding.Status.UNDETERMINED;
    page.line(
        ink.paint(tone(finding), TerminalText.left(label(finding), SEVERITY_COLUMNS))
            + TerminalText.left(TerminalText.of(finding.rule()), RULE_COLUMNS)
            + " "
            + TerminalText.of(finding.message())
            + (undetermined ? ink.paint(Tone.DIM, "  (undetermined)") : ""));
    String place = place(finding);
    if (!place.isEmpty()) {
      page.line(" ".repeat(SEVERITY_COLUMNS + RULE_COLUMNS + 1) + ink.paint(Tone.DIM, place));
    }
  }

  private static String label(Finding finding) {
    return finding.status() == Finding.Status.UNDETERMINED ? "unknown" : finding.severity().label();
  }

  private static Tone tone(Finding finding) {
    if (finding.status() == Finding.Status.UNDETERMINED) {
      return Tone.DIM;
    }
    return switch (finding.severity()) {
      case CRITICAL, HIGH -> Tone.BAD;
      case MEDIUM -> Tone.WARNING;
      case LOW, INFO -> Tone.DIM;
    };
  }

  /** Subject, path, layer with its command, line of the run spec; whatever there is. */
  private static String place(Finding finding) {
    StringBuilder out = new StringBuilder(TerminalText.of(finding.subject().name()));
    Bytes path = finding.path();
    if (path != null) {
      out.append("  ").append(TerminalText.of(path));
    }
    Finding.Blame blame = finding.blame();
    if (blame != null) {
      out.append("  layer ").append(blame.layer());
      String command = blame.createdBy();
      if (command != null) {
        out.append(": ").append(TerminalText.cut(CommandText.of(command), 60));
      }
    }
    Origin origin = finding.origin();
    if (origin != null && origin.file() != null) {
      out.append("  ").append(TerminalText.of(origin.file()));
      if (origin.line() > 0) {
        out.append(':').append(origin.line());
      }
    }
    return out.toString();
  }

  private static void outside(CheckResult result, PolicyProfile profile, TextPage page)
      throws IOException {
    long outside = result.findings().stream().filter(CheckText::isOutside).count();
    if (outside > 0) {
      page.line(page.ink().paint(Tone.DIM, ProfileText.outside(outside, profile)));
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
