package dev.varve.report;

import dev.varve.policy.PolicyProfile;
import dev.varve.policy.RuleSeverity;
import dev.varve.report.FindingComparison.State;
import dev.varve.report.Ink.Tone;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A comparison of two runs for people: what they judged by, the images that are not as they were,
 * and the findings that are not, the most severe first and those of one rule together. Holds no
 * more than a few findings of each rule.
 */
public final class ComparisonText implements RunsCompared.Visitor {
  private static final int ROLE_COLUMNS = 8;
  private static final String OTHERWISE = "judged by other ";

  private final TextPage page;
  private final ComparedImagesText images;
  private final ComparedFindingsText findings;

  /**
   * @param everySingle whether each finding is written by itself, as it comes
   */
  public ComparisonText(TextPage page, boolean everySingle) {
    this.page = page;
    this.images = new ComparedImagesText(page, everySingle);
    this.findings = new ComparedFindingsText(page, everySingle);
  }

  /** What the runs are, and in which ways they judged otherwise. */
  public void begin(ComparedRun before, ComparedRun now) throws IOException {
    run("before", before);
    run("now", now);
    differences(before, now);
    page.blank();
  }

  private void run(String role, ComparedRun run) throws IOException {
    RunSummary summary = run.summary();
    String start = TerminalText.left(role, ROLE_COLUMNS);
    page.wrapped(
        start,
        ROLE_COLUMNS,
        TerminalText.of(run.name())
            + ": varve "
            + TerminalText.of(summary.tool())
            + ", "
            + summary.asOf()
            + ", profile "
            + TerminalText.of(summary.profile())
            + ", "
            + SizeText.count(run.findingCount(), "finding")
            + (run.isIncomplete() ? ", INCOMPLETE" : ""));
  }

  /** In which ways the runs judged otherwise, each on a line; nothing if in none. */
  public void differences(ComparedRun before, ComparedRun now) throws IOException {
    for (RunSummary.Difference difference : before.summary().differences(now.summary())) {
      String was = shortened(difference.before());
      String is = shortened(difference.now());
      String said =
          difference.what().equals("rules")
              ? "rules: "
                  + (is.isEmpty() ? "" : "new " + is)
                  + (is.isEmpty() || was.isEmpty() ? "" : "; ")
                  + (was.isEmpty() ? "" : "gone " + was)
              : difference.what() + ": " + was + " -> " + is;
      page.wrapped(
          page.ink().paint(Tone.WARNING, OTHERWISE), OTHERWISE.length(), TerminalText.of(said));
    }
  }

  private static String shortened(String text) {
    return text.matches("sha256:[0-9a-f]{64}") ? text.substring(0, 19) : text;
  }

  @Override
  public void image(ImageComparison image) throws IOException {
    images.image(image);
  }

  @Override
  public void finding(FindingComparison finding) throws IOException {
    findings.finding(finding);
  }

  /**
   * Ends with the findings, unless each has been written, and with what it comes to.
   *
   * @param since what the earlier run is called
   * @param gate that says what stops; if it does not look at what is new only, nothing is said of
   *     that
   */
  public void end(String since, ComparisonTotals totals, PolicyProfile gate) throws IOException {
    images.end();
    findings.end(totals);
    if (images.isAnyWritten() || findings.isAnyWritten()) {
      page.blank();
    }
    images.totals(totals);
    for (String line : summary(since, totals)) {
      page.wrapped("", 0, line);
    }
    if (gate.newOnly()) {
      page.wrapped("", 0, verdict(totals, gate, page.ink()));
    }
  }

  /** What a comparison comes to, on one line or two. */
  public static List<String> summary(String since, ComparisonTotals totals) {
    List<String> severities = new ArrayList<>();
    RuleSeverity[] all = RuleSeverity.values();
    for (int i = all.length - 1; i >= 0; i--) {
      if (totals.newFailed(all[i]) > 0) {
        severities.add(SizeText.count(totals.newFailed(all[i])) + " " + all[i].label());
      }
    }
    StringBuilder out = new StringBuilder("since ").append(TerminalText.of(since)).append(": ");
    out.append(SizeText.count(totals.counting(State.NEW))).append(" new");
    if (!severities.isEmpty()) {
      out.append(" (").append(String.join(", ", severities)).append(')');
    }
    for (State state : List.of(State.CHANGED, State.FIXED, State.UNCHANGED)) {
      out.append(", ").append(SizeText.count(totals.counting(state)));
      out.append(' ').append(state.label());
    }
    if (totals.counting(State.KNOWN) > 0) {
      out.append(", ").append(SizeText.count(totals.counting(State.KNOWN)));
      out.append(" known of other tags");
    }
    List<String> lines = new ArrayList<>(List.of(out.toString()));
    if (totals.counting(State.NOT_JUDGED) > 0) {
      lines.add(
          SizeText.count(totals.counting(State.NOT_JUDGED), "finding")
              + " not judged again"
              + ComparedFindingsText.causes(totals, false));
    }
    return lines;
  }

  /** Whether a gate that looks at what is new only stops, and why. */
  public static String verdict(ComparisonTotals totals, PolicyProfile gate, Ink ink) {
    String what =
        SizeText.count(totals.stopping(), "finding")
            + " new or worse at "
            + gate.failsOn().label()
            + " or above"
            + (totals.newlyUnverified() > 0
                ? ", " + SizeText.count(totals.newlyUnverified(), "image") + " newly not verified"
                : "");
    return totals.fails()
        ? ink.paint(Tone.BAD, "failed") + ": " + what
        : ink.paint(Tone.GOOD, "passed") + ": " + what;
  }
}
