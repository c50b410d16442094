package dev.varve.report;

import dev.varve.policy.WaiverAudit;
import dev.varve.report.Ink.Tone;
import java.io.IOException;
import java.util.List;

/**
 * What became of the exceptions of a run, for people: those in order are counted, others listed.
 */
public final class ExceptionsText {
  private static final int STATE_COLUMNS = 13;
  private static final int INDENT = 2 + STATE_COLUMNS;

  private ExceptionsText() {}

  /** Nothing at all if there were no exceptions. */
  public static void write(List<WaiverAudit.Line> audited, TextPage page) throws IOException {
    if (audited.isEmpty()) {
      return;
    }
    long used = audited.stream().filter(line -> line.state() == WaiverAudit.State.USED).count();
    page.line("exceptions: " + audited.size() + " listed, " + used + " used");
    for (WaiverAudit.Line line : audited) {
      if (line.state() != WaiverAudit.State.USED || !line.notes().isEmpty()) {
        page.wrapped("  ", INDENT, line(line, page.ink()));
      }
    }
  }

  private static String line(WaiverAudit.Line line, Ink ink) {
    StringBuilder out = new StringBuilder();
    Tone tone = line.state().isInOrder() ? Tone.WARNING : Tone.BAD;
    out.append(ink.paint(tone, TerminalText.left(line.state().label(), STATE_COLUMNS)))
        .append(TerminalText.of(line.waiver().rule().toString()))
        .append("  ")
        .append(ink.paint(Tone.DIM, TerminalText.of(line.waiver().place())))
        .append("  ")
        .append(TerminalText.of(line.waiver().owner()));
    for (String note : line.notes()) {
      out.append("; ").append(TerminalText.of(note));
    }
    if (line.back() > 0) {
      out.append("; ").append(SizeText.count(line.back(), "finding")).append(" back");
    }
    return out.toString();
  }
}
