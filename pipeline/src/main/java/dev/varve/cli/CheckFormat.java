package dev.varve.cli;

import dev.varve.report.export.ReportForm;
import org.jspecify.annotations.Nullable;

/** The forms of the result of a check. */
enum CheckFormat {
  /** For people. */
  TEXT(null),
  /** One document. */
  JSON(null),
  /** A line for each finding. */
  JSONL(null),
  /** What dockle writes. */
  DOCKLE_JSON(null),
  SARIF(ReportForm.SARIF),
  JUNIT(ReportForm.JUNIT),
  MARKDOWN(ReportForm.MARKDOWN),
  GITHUB(ReportForm.GITHUB),
  GITLAB(ReportForm.GITLAB),
  CSV(ReportForm.CSV),
  HTML(ReportForm.HTML);

  private final @Nullable ReportForm report;

  CheckFormat(@Nullable ReportForm report) {
    this.report = report;
  }

  /** The form for other programs, or null if this is one of varve's own. */
  @Nullable ReportForm report() {
    return report;
  }
}
