package dev.varve.report.export;

import dev.varve.failure.InputException;
import dev.varve.report.html.HtmlReport;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;

/** A form in which a run is handed to another program. */
public enum ReportForm {
  /** Static analysis results, as code scanning services take them. */
  SARIF("findings.sarif", SarifReport::write),
  /** A test report, as CI systems read it. */
  JUNIT("junit.xml", JUnitReport::write),
  /** A summary for a comment on a change. */
  MARKDOWN("summary.md", MarkdownReport::write),
  /** Workflow commands that become annotations of a change on GitHub. */
  GITHUB("annotations.txt", GithubAnnotations::write),
  /** A code quality report of GitLab. */
  GITLAB("gl-code-quality-report.json", GitlabReport::write),
  /** A table for spreadsheets. */
  CSV("findings.csv", CsvReport::write),
  /** A page for people. */
  HTML(
      HtmlReport.FILE,
      (run, out) -> HtmlReport.write(run.results(), run.profile(), run.rules(), run.since(), out));

  private final String fileName;
  private final Writer writer;

  ReportForm(String fileName, Writer writer) {
    this.fileName = fileName;
    this.writer = writer;
  }

  private interface Writer {
    void write(ReportedRun run, OutputStream out) throws InputException, IOException;
  }

  /** What the file is called in the folder of a run. */
  public String fileName() {
    return fileName;
  }

  /** The text form on the command line. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Writes the run and leaves {@code out} open. */
  public void write(ReportedRun run, OutputStream out) throws InputException, IOException {
    writer.write(run, out);
  }
}
