package dev.varve.cli;

import dev.varve.report.TerminalText;
import dev.varve.report.ToolVersion;
import java.util.List;
import java.util.Locale;

/**
 * A help page as a manual page, in the macros of man(7). Reads as {@code --help} does, since both
 * come from the same {@link HelpPage}.
 */
final class ManPage {
  /** What a name is shown in. */
  private static final String BOLD = ".B ";

  /** Of a line of the source. */
  private static final int MAX_COLUMNS = 78;

  private final StringBuilder out = new StringBuilder();

  private ManPage() {}

  /** The name of a command's page, such as {@code varve-cache-list}. */
  static String name(HelpPage help) {
    return help.name().replace(' ', '-');
  }

  /**
   * The page's source.
   *
   * @param others names of the pages that it refers to
   */
  static String source(HelpPage help, List<String> others) {
    ManPage page = new ManPage();
    page.write(help, others);
    return page.out.toString();
  }

  private void write(HelpPage help, List<String> others) {
    line(
        ".TH "
            + quoted(name(help).toUpperCase(Locale.ROOT))
            + " 1 \"\" "
            + quoted("varve " + ToolVersion.own())
            + " \"varve\"");
    // Words are not to be torn apart, nor lines stretched: most are names and options.
    line(".nh");
    line(".ad l");
    heading("Name");
    line(escaped(name(help)) + " \\- " + escaped(sentencePart(help.summary())));
    heading("Synopsis");
    line(BOLD + escaped(help.name()));
    text(String.join(" ", help.synopsis()));
    heading("Description");
    paragraphs(help.description());
    entries("Commands", help.commands());
    entries("Arguments", help.parameters());
    for (HelpPage.Group group : help.groups()) {
      entries(group.heading(), group.options());
    }
    entries("Exit status", help.exitCodes());
    entries("Environment", help.environment());
    examples(help.examples());
    if (!others.isEmpty()) {
      heading("See also");
      for (int i = 0; i < others.size(); i++) {
        line(".BR " + escaped(others.get(i)) + " (1)" + (i < others.size() - 1 ? "," : ""));
      }
    }
  }

  /** Behind a dash, without the full stop. */
  private static String sentencePart(String sentence) {
    return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
  }

  private void heading(String text) {
    line(".SH " + quoted(text.toUpperCase(Locale.ROOT)));
  }

  private void paragraphs(List<String> paragraphs) {
    boolean first = true;
    for (String paragraph : paragraphs) {
      if (!first) {
        line(".PP");
      }
      first = false;
      text(paragraph);
    }
  }

  private void entries(String heading, List<HelpPage.Entry> entries) {
    if (entries.isEmpty()) {
      return;
    }
    heading(heading);
    for (HelpPage.Entry entry : entries) {
      line(".TP");
      line(BOLD + escaped(entry.term()));
      boolean first = true;
      for (String paragraph : entry.paragraphs()) {
        if (!first) {
          line(".IP");
        }
        first = false;
        text(paragraph);
      }
    }
  }

  private void examples(List<HelpPage.Example> examples) {
    if (examples.isEmpty()) {
      return;
    }
    heading("Examples");
    line(".nf");
    for (HelpPage.Example example : examples) {
      example.comments().forEach(line -> textLine(escaped(line)));
      example.lines().forEach(line -> textLine(escaped(line)));
    }
    line(".fi");
  }

  private void line(String source) {
    out.append(source).append('\n');
  }

  private void text(String text) {
    TerminalText.wrap(escaped(text), MAX_COLUMNS, false).forEach(this::textLine);
  }

  /** A line of text, which a dot or a space at its beginning would make something else. */
  private void textLine(String escaped) {
    line(escaped.startsWith(".") || escaped.startsWith(" ") ? "\\&" + escaped : escaped);
  }

  private static String quoted(String text) {
    return '"' + escaped(text) + '"';
  }

  /** Text with what roff acts upon, or sets in another form than a shell wants, written out. */
  private static String escaped(String text) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      switch (c) {
        case '\\' -> out.append("\\e");
        case '-' -> out.append("\\-");
        case '\'' -> out.append("\\(aq");
        case '"' -> out.append("\\(dq");
        case '`' -> out.append("\\(ga");
        case '^' -> out.append("\\(ha");
        case '~' -> out.append("\\(ti");
        default -> {
          if (c < 0x80) {
            out.append((char) c);
          } else {
            out.append(String.format(Locale.ROOT, "\\[u%04X]", c));
          }
        }
      }
      i += Character.charCount(c);
    }
    return out.toString();
  }
}
