package dev.varve.report.export;

import dev.varve.failure.InputException;
import dev.varve.policy.Finding;
import dev.varve.report.TerminalText;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Workflow commands of GitHub Actions, one line a finding that counts: an error where the run
 * stops, else a warning from medium upwards, else a notice.
 */
final class GithubAnnotations {
  private GithubAnnotations() {}

  static void write(ReportedRun run, OutputStream out) throws InputException, IOException {
    for (ReportedRun.Trouble failure : run.failures()) {
      line("error", "title=" + property("varve: not analysed"), failure.message(), out);
    }
    run.findings()
        .forEach(
            finding -> {
              if (finding.counts()) {
                line(command(run, finding), properties(finding), words(finding), out);
              }
            });
  }

  private static String command(ReportedRun run, ReportedFinding finding) {
    if (run.stopsAt(finding)) {
      return "error";
    }
    return switch (finding.severity()) {
      case CRITICAL, HIGH, MEDIUM -> "warning";
      case LOW, INFO -> "notice";
    };
  }

  private static String properties(ReportedFinding finding) {
    StringBuilder properties = new StringBuilder();
    if (finding.file() != null) {
      properties.append("file=").append(property(finding.file()));
      properties.append(",line=").append(finding.locationLine()).append(',');
    }
    return properties
        .append("title=")
        .append(property(finding.rule() + " " + finding.title()))
        .toString();
  }

  private static String words(ReportedFinding finding) {
    String path = finding.shownPath();
    return finding.subjectName()
        + (path == null ? "" : " " + path)
        + ": "
        + finding.message()
        + " ("
        + finding.severity().label()
        + (finding.status() == Finding.Status.UNDETERMINED ? ", not known" : "")
        + ")";
  }

  private static void line(String command, String properties, String text, OutputStream out)
      throws IOException {
    String line = "::" + command + " " + properties + "::" + data(text) + "\n";
    out.write(line.getBytes(StandardCharsets.UTF_8));
  }

  /** A text that ends at the line's end. */
  private static String data(String text) {
    return TerminalText.of(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A");
  }

  /** A text that ends at a comma or two colons as well. */
  private static String property(String text) {
    return data(text).replace(":", "%3A").replace(",", "%2C");
  }
}
