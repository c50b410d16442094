package dev.varve.report;

import dev.varve.policy.RuleVerdicts;
import dev.varve.policy.RuleVerdicts.Verdict;
import dev.varve.report.Ink.Tone;
import java.io.IOException;
import java.util.List;

/** What every rule said of every subject, for people: the rules that passed are named as well. */
final class VerdictsText {
  private static final String INDENT = "  ";

  private VerdictsText() {}

  /** Nothing at all if nobody asked for it. */
  static void write(List<RuleVerdicts.Line> verdicts, TextPage page) throws IOException {
    for (RuleVerdicts.Line line : verdicts) {
      page.blank();
      page.heading(
          "rules on "
              + line.subject().kind().label()
              + " "
              + TerminalText.of(line.subject().name()));
      for (Verdict verdict : Verdict.values()) {
        write(verdict, line.rules(verdict), page);
      }
    }
  }

  private static void write(Verdict verdict, List<String> rules, TextPage page) throws IOException {
    if (rules.isEmpty()) {
      return;
    }
    String label = verdict.label().replace('_', ' ') + " " + SizeText.count(rules.size()) + ":";
    Tone tone =
        verdict == Verdict.PASSED ? Tone.GOOD : verdict == Verdict.FOUND ? Tone.BAD : Tone.DIM;
    StringBuilder text = new StringBuilder(INDENT).append(page.ink().paint(tone, label));
    int width = INDENT.length() + label.length();
    for (String rule : rules) {
      if (width + 1 + rule.length() > page.columns()) {
        page.line(text.toString());
        text.setLength(0);
        text.append(INDENT).append(INDENT);
        width = 2 * INDENT.length() - 1;
        text.setLength(width);
      }
      text.append(' ').append(TerminalText.of(rule));
      width += 1 + rule.length();
    }
    page.line(text.toString());
  }
}
