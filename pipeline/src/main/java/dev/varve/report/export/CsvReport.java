package dev.varve.report.export;

import dev.varve.failure.InputException;
import dev.varve.report.FindingComparison;
import dev.varve.report.TerminalText;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A table of all findings, what could not be analysed first (RFC 4180, UTF-8). A cell that a
 * spreadsheet would take for a formula has an apostrophe in front, which makes it a text.
 */
final class CsvReport {
  private static final List<String> COLUMNS =
      List.of(
          "severity",
          "status",
          "rule",
          "title",
          "kind",
          "subject",
          "path",
          "layer",
          "created_by",
          "file",
          "line",
          "message",
          "set_aside",
          "since_baseline",
          "fingerprint");

  /** The ASCII ones and their full-width forms; control characters are escaped before. */
  private static final String FORMULA_STARTS = "=+-@\uff1d\uff0b\uff0d\uff20";

  private CsvReport() {}

  static void write(ReportedRun run, OutputStream out) throws InputException, IOException {
    row(COLUMNS, out);
    for (ReportedRun.Trouble failure : run.failures()) {
      row(cells(failure), out);
    }
    run.findings().forEach(finding -> row(cells(finding, run.state(finding)), out));
  }

  private static List<String> cells(ReportedRun.Trouble failure) {
    return List.of(
        "",
        "not-analysed",
        failure.code(),
        "",
        "",
        failure.subject(),
        "",
        "",
        "",
        "",
        "",
        failure.message(),
        "",
        "",
        "");
  }

  private static List<String> cells(
      ReportedFinding finding, FindingComparison.@Nullable State state) {
    return List.of(
        finding.severity().label(),
        finding.status().label(),
        finding.rule(),
        finding.title(),
        finding.subjectKind(),
        finding.subjectName(),
        orEmpty(finding.shownPath()),
        finding.layer() < 0 ? "" : Long.toString(finding.layer()),
        orEmpty(finding.createdBy()),
        orEmpty(finding.file()),
        finding.line() < 1 ? "" : Integer.toString(finding.line()),
        finding.message(),
        finding.whySetAside(),
        state == null ? "" : state.label(),
        finding.fingerprint());
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }

  private static void row(List<String> cells, OutputStream out) throws IOException {
    StringBuilder row = new StringBuilder();
    for (String cell : cells) {
      row.append(row.isEmpty() ? "" : ",").append(quoted(TerminalText.of(cell)));
    }
    out.write(row.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
  }

  private static String quoted(String text) {
    boolean formula = !text.isEmpty() && FORMULA_STARTS.indexOf(text.charAt(0)) >= 0;
    return '"' + (formula ? "'" : "") + text.replace("\"", "\"\"") + '"';
  }
}
