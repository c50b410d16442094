package dev.varve.report;

import dev.varve.blob.StructureFinding;
import dev.varve.failure.Severity;
import dev.varve.report.Ink.Tone;

/** One structural finding on one line. */
final class FindingText {
  private FindingText() {}

  static String line(StructureFinding finding, Ink ink) {
    StringBuilder out = new StringBuilder();
    out.append(severity(finding.code().severity(), ink)).append("  ");
    out.append(finding.code().code());
    if (finding.layer() != StructureFinding.NO_LAYER) {
      out.append("  layer ").append(finding.layer());
    }
    if (finding.path() != null) {
      out.append("  ").append(TerminalText.of(finding.path()));
    }
    if (finding.target() != null) {
      out.append(" -> ").append(TerminalText.of(finding.target()));
    }
    if (finding.detail() != null) {
      out.append("  ").append(ink.paint(Tone.DIM, TerminalText.of(finding.detail())));
    }
    return out.toString();
  }

  private static String severity(Severity severity, Ink ink) {
    String label = TerminalText.left(severity.label(), 7);
    return switch (severity) {
      case ERROR -> ink.paint(Tone.BAD, label);
      case WARNING -> ink.paint(Tone.WARNING, label);
      case INFO -> ink.paint(Tone.DIM, label);
    };
  }
}
