package dev.varve.cli;

import dev.varve.report.Ink.Tone;
import dev.varve.report.TerminalText;
import dev.varve.report.TextPage;
import java.io.IOException;
import java.util.List;

/** A help page as {@code --help} shows it. */
final class HelpText {
  private static final int TERM_INDENT = 2;

  /** Where explanations begin; longer terms have a line of their own. */
  private static final int TEXT_COLUMN = 26;

  private static final String USAGE = "Usage: ";

  private final TextPage page;

  private HelpText(TextPage page) {
    this.page = page;
  }

  static void write(HelpPage help, TextPage page) throws IOException {
    new HelpText(page).write(help);
    page.flush();
  }

  private void write(HelpPage help) throws IOException {
    String start = USAGE + help.name() + " ";
    String synopsis = String.join(" ", help.synopsis());
    page.wrapped(
        page.ink().paint(Tone.HEADING, USAGE) + help.name() + " ", start.length(), synopsis);
    for (String paragraph : help.description()) {
      page.blank();
      paragraph(0, paragraph);
    }
    section("Commands", help.commands());
    section("Arguments", help.parameters());
    for (HelpPage.Group group : help.groups()) {
      section(group.heading(), group.options());
    }
    section("Exit codes", help.exitCodes());
    section("Environment", help.environment());
    examples(help.examples());
  }

  private void section(String heading, List<HelpPage.Entry> entries) throws IOException {
    if (entries.isEmpty()) {
      return;
    }
    page.blank();
    page.heading(heading + ":");
    // What is short everywhere needs no wide margin.
    int widest =
        entries.stream().mapToInt(entry -> TerminalText.columns(entry.term())).max().orElse(0);
    int column = Math.min(TEXT_COLUMN, TERM_INDENT + widest + 2);
    for (HelpPage.Entry entry : entries) {
      entry(entry, column);
    }
  }

  private void entry(HelpPage.Entry entry, int column) throws IOException {
    String term = " ".repeat(TERM_INDENT) + entry.term();
    String start = TerminalText.left(term, column);
    if (TerminalText.columns(term) + 2 > column) {
      page.line(term);
      start = " ".repeat(column);
    }
    for (String paragraph : entry.paragraphs()) {
      for (String line : page.wrap(paragraph, page.proseColumns() - column)) {
        page.line(start + line);
        start = " ".repeat(column);
      }
    }
  }

  private void paragraph(int indent, String text) throws IOException {
    for (String line : page.wrap(text, page.proseColumns() - indent)) {
      page.line(" ".repeat(indent) + line);
    }
  }

  private void examples(List<HelpPage.Example> examples) throws IOException {
    if (examples.isEmpty()) {
      return;
    }
    page.blank();
    page.heading(examples.size() == 1 ? "Example:" : "Examples:");
    for (HelpPage.Example example : examples) {
      for (String comment : example.comments()) {
        page.line("  " + page.ink().paint(Tone.DIM, comment));
      }
      for (String line : example.lines()) {
        page.line("  " + line);
      }
    }
  }
}
