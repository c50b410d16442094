package dev.varve.report;

import dev.varve.blob.Bytes;
import dev.varve.blob.StructureFinding;
import dev.varve.failure.Severity;
import dev.varve.report.Ink.Tone;
import java.io.IOException;

/** A structural finding: severity, code, where it is, and what of it. */
final class FindingText {
  private FindingText() {}

  private static final int SEVERITY_COLUMNS = 9;

  /**
   * Writes a finding on as many lines as it needs.
   *
   * @param indent columns in front
   */
  static void write(StructureFinding finding, int indent, TextPage page) throws IOException {
    Ink ink = page.ink();
    StringBuilder out = new StringBuilder();
    out.append(finding.code().code());
    if (finding.layer() != StructureFinding.NO_LAYER) {
      out.append("  layer ").append(finding.layer());
    }
    Bytes path = finding.path();
    if (path != null) {
      out.append("  ").append(path.isEmpty() ? "/" : TerminalText.of(path));
    }
    if (finding.target() != null) {
      out.append(" -> ").append(TerminalText.of(finding.target()));
    }
    if (finding.detail() != null) {
      out.append("  ").append(ink.paint(Tone.DIM, TerminalText.of(finding.detail())));
    }
    String start = " ".repeat(indent) + severity(finding.code().severity(), ink);
    page.wrapped(start, indent + SEVERITY_COLUMNS, out.toString());
  }

  private static String severity(Severity severity, Ink ink) {
    String label = TerminalText.left(severity.label(), SEVERITY_COLUMNS);
    return switch (severity) {
      case ERROR -> ink.paint(Tone.BAD, label);
      case WARNING -> ink.paint(Tone.WARNING, label);
      case INFO -> ink.paint(Tone.DIM, label);
    };
  }
}
