package dev.varve.report.export;

import dev.varve.failure.InputException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;

/** A form in which a run is handed to another program. */
public enum ReportForm {
  /** Static analysis results, as code scanning services take them. */
  SARIF("findings.sarif") {
    @Override
    public void write(ReportedRun run, OutputStream out) throws InputException, IOException {
      SarifReport.write(run, out);
    }
  },
  /** A test report, as CI systems read it. */
  JUNIT("junit.xml") {
    @Override
    public void write(ReportedRun run, OutputStream out) throws InputException, IOException {
      JUnitReport.write(run, out);
    }
  },
  /** A summary for a comment on a change. */
  MARKDOWN("summary.md") {
    @Override
    public void write(ReportedRun run, OutputStream out) throws InputException, IOException {
      MarkdownReport.write(run, out);
    }
  },
  /** Workflow commands that become annotations of a change on GitHub. */
  GITHUB("annotations.txt") {
    @Override
    public void write(ReportedRun run, OutputStream out) throws InputException, IOException {
      GithubAnnotations.write(run, out);
    }
  },
  /** A code quality report of GitLab. */
  GITLAB("gl-code-quality-report.json") {
    @Override
    public void write(ReportedRun run, OutputStream out) throws InputException, IOException {
      GitlabReport.write(run, out);
    }
  },
  /** A table for spreadsheets. */
  CSV("findings.csv") {
    @Override
    public void write(ReportedRun run, OutputStream out) throws InputException, IOException {
      CsvReport.write(run, out);
    }
  };

  private final String fileName;

  ReportForm(String fileName) {
    this.fileName = fileName;
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
  public abstract void write(ReportedRun run, OutputStream out) throws InputException, IOException;
}
