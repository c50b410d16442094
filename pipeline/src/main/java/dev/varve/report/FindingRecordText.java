package dev.varve.report;

import dev.varve.json.JsonValue;

/** What lines about a recorded finding say of it besides its message. */
final class FindingRecordText {
  private FindingRecordText() {}

  /** The severity of what counts, else what became of it. */
  static String state(FindingRecord finding) {
    return switch (finding.status()) {
      case FAIL -> finding.severity().label();
      case UNDETERMINED -> "unknown";
      case FOLDED, EXPECTED, WAIVED, OUTSIDE_PROFILE -> finding.status().label();
    };
  }

  /** Subject, path, layer with its command; whatever there is. */
  static String place(FindingRecord finding) {
    StringBuilder out = new StringBuilder(TerminalText.of(finding.subject().name()));
    String path = finding.text("path");
    if (!path.isEmpty()) {
      out.append("  ").append(TerminalText.of(path));
    }
    JsonValue layer = finding.json().get("layer");
    Long index = layer == null ? null : layer.longOrNull();
    if (index != null) {
      out.append("  layer ").append(index);
      String command = finding.text("created_by");
      if (!command.isEmpty()) {
        out.append(": ").append(CommandText.of(command));
      }
    }
    return out.toString();
  }
}
