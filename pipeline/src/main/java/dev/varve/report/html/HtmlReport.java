package dev.varve.report.html;

import dev.varve.failure.InputException;
import dev.varve.policy.PolicyProfile;
import dev.varve.policy.Rule;
import dev.varve.report.RunResults;
import dev.varve.report.SinceBaseline;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A run as one page: the verdict, what is new, the layers to blame by reach, then images, rules,
 * findings, containers, exceptions, failures and the evidence. What is short is written as text,
 * which needs no script; long lists are data that the page's script shows a page at a time.
 *
 * <p>Memory is bounded ({@link ReportSurvey}), and the same run gives the same bytes.
 */
public final class HtmlReport {
  /** What the page is called in the folder of a run. */
  public static final String FILE = "report.html";

  private HtmlReport() {}

  /**
   * Writes the page and leaves {@code out} open.
   *
   * @param rules that judged
   * @param since what became of findings since a baseline, or null if none was named
   */
  public static void write(
      RunResults run,
      PolicyProfile profile,
      List<Rule> rules,
      @Nullable SinceBaseline since,
      OutputStream out)
      throws InputException, IOException {
    ReportSurvey survey = ReportSurvey.of(run, profile, since);
    ReportView view = new ReportView(survey, profile, rules, since, run.summary());
    ReportData data = new ReportData(run, survey, profile, since);
    HtmlPage page = HtmlPage.of("varve report: " + view.verdict(), "report");
    HtmlPage.render("report.jte", Map.of("page", page, "view", view, "data", data), out);
  }
}
