package dev.varve.report;

import dev.varve.policy.Rule;
import dev.varve.policy.RuleSeverity;
import dev.varve.report.Ink.Tone;
import dev.varve.report.TextTable.Cell;
import dev.varve.report.TextTable.Side;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Rules for people: a table of many, or all that there is to say of one. */
public final class RulesText {
  private static final int LABEL_COLUMNS = 16;

  private RulesText() {}

  /** A line for each rule. */
  public static void list(List<Rule> rules, TextPage page) throws IOException {
    TextTable table =
        new TextTable()
            .column("rule", Side.LEFT)
            .column("judges", Side.LEFT)
            .column("severity", Side.LEFT)
            .column("title", Side.LEFT)
            .wrapping();
    for (Rule rule : rules) {
      table.row(
          List.of(
              Cell.of(TerminalText.of(rule.id())),
              Cell.of(rule.scope().label()),
              Cell.of(rule.severity().label(), tone(rule.severity()), page.ink()),
              Cell.of(TerminalText.of(rule.title()))));
    }
    table.write(0, page);
  }

  private static Tone tone(RuleSeverity severity) {
    return switch (severity) {
      case CRITICAL, HIGH -> Tone.BAD;
      case MEDIUM -> Tone.WARNING;
      case LOW, INFO -> Tone.DIM;
    };
  }

  /** Rules of one id: what each is about, why it matters, and what to do. */
  public static void show(List<Rule> rules, TextPage page) throws IOException {
    boolean first = true;
    for (Rule rule : rules) {
      if (!first) {
        page.blank();
      }
      first = false;
      show(rule, page);
    }
  }

  private static void show(Rule rule, TextPage page) throws IOException {
    page.heading(TerminalText.of(rule.id()) + "  " + TerminalText.of(rule.title()));
    page.line(
        page.ink().paint(tone(rule.severity()), rule.severity().label())
            + ", about each "
            + rule.scope().label());
    page.blank();
    paragraphs(rule.description(), page);
    if (!rule.remediation().isEmpty()) {
      page.blank();
      page.heading("What to do");
      paragraphs(rule.remediation(), page);
    }
    page.blank();
    if (!rule.profiles().isEmpty()) {
      field("profiles", String.join(", ", rule.profiles()), page);
    }
    for (Map.Entry<String, List<String>> standard : rule.standards().entrySet()) {
      field(standard.getKey(), String.join(", ", standard.getValue()), page);
    }
    for (String address : rule.related()) {
      field("see", address, page);
    }
    field("written in", place(rule.source()), page);
  }

  private static void field(String label, String value, TextPage page) throws IOException {
    String start = TerminalText.left(TerminalText.of(label), LABEL_COLUMNS - 1) + " ";
    page.wrapped(
        page.ink().paint(Tone.DIM, start), TerminalText.columns(start), TerminalText.of(value));
  }

  /** Text of several paragraphs; lists and indented lines stay as they are written. */
  private static void paragraphs(String text, TextPage page) throws IOException {
    List<String> paragraph = new ArrayList<>();
    for (String line : text.strip().lines().toList()) {
      boolean own = line.isBlank() || line.matches("\\s+.*|[-*] .*");
      if (own) {
        prose(paragraph, page);
        page.line(TerminalText.of(line));
      } else {
        paragraph.add(line);
      }
    }
    prose(paragraph, page);
  }

  private static void prose(List<String> paragraph, TextPage page) throws IOException {
    if (!paragraph.isEmpty()) {
      String text = TerminalText.of(String.join(" ", paragraph));
      for (String line : page.wrap(text, page.proseColumns())) {
        page.line(line);
      }
      paragraph.clear();
    }
  }

  /** Where a rule is written. */
  private static String place(Rule.Source source) {
    if (source.isBuiltin()) {
      return source.file();
    }
    String file = source.file().isEmpty() ? source.pack() : source.pack() + "/" + source.file();
    return file + ", package " + String.join(".", source.packagePath());
  }
}
