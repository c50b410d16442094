package dev.varve.cli;

import dev.varve.policy.PolicyPack;
import dev.varve.policy.Rule;
import dev.varve.policy.RuleSeverity;
import dev.varve.report.Ink;
import dev.varve.report.Ink.Tone;
import dev.varve.report.SizeText;
import dev.varve.report.TerminalText;
import dev.varve.report.TextPage;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "policy",
    description = "The rules that images and containers are judged by.",
    synopsisSubcommandLabel = "list|show",
    footer = {"", "Examples:", "  varve policy list", "  varve policy show MNT-01"})
final class PolicyCommand implements Runnable {
  private final Console console;

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private TalkOptions talk = new TalkOptions();

  PolicyCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "name one of list, show");
  }

  @Command(
      name = "list",
      description = "All rules: id, scope, severity, title.",
      footer = {"", "Example:", "  varve policy list"})
  int list(@Mixin TalkOptions options) throws IOException {
    TextPage page = options.page(console);
    List<Rule> rules = PolicyPack.builtin().rules();
    for (Rule rule : rules) {
      page.line(
          TerminalText.left(rule.id(), 8)
              + TerminalText.left(rule.scope().label(), 11)
              + severity(rule.severity(), page.ink())
              + rule.title());
    }
    page.line(SizeText.count(rules.size(), "rule") + ", pack " + PolicyPack.builtin().digest());
    page.flush();
    return ExitCode.CLEAN;
  }

  private static String severity(RuleSeverity severity, Ink ink) {
    String label = TerminalText.left(severity.label(), 10);
    return switch (severity) {
      case CRITICAL, HIGH -> ink.paint(Tone.BAD, label);
      case MEDIUM -> ink.paint(Tone.WARNING, label);
      case LOW, INFO -> ink.paint(Tone.DIM, label);
    };
  }

  @Command(
      name = "show",
      description = "What a rule is about and what to do about a finding.",
      footer = {"", "Example:", "  varve policy show ENT-02"})
  int show(
      @Parameters(paramLabel = "ID", description = "The id of a rule, such as MNT-01.") String id,
      @Mixin TalkOptions options)
      throws IOException {
    String wanted = id.toUpperCase(Locale.ROOT);
    List<Rule> rules =
        PolicyPack.builtin().rules().stream().filter(rule -> rule.id().equals(wanted)).toList();
    if (rules.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "there is no rule '" + id + "'; varve policy list names all");
    }
    TextPage page = options.page(console);
    for (Rule rule : rules) {
      page.heading(rule.id() + "  " + rule.title());
      page.line(
          "scope "
              + rule.scope().label()
              + ", severity "
              + rule.severity().label()
              + ", policies/"
              + rule.scope().label()
              + "/"
              + rule.slug()
              + ".rego");
      page.blank();
      for (String line : rule.description().strip().lines().toList()) {
        page.line(TerminalText.of(line));
      }
      page.blank();
      page.heading("What to do");
      for (String line : rule.remediation().strip().lines().toList()) {
        page.line(TerminalText.of(line));
      }
      page.line("profiles: " + String.join(", ", rule.profiles()));
      for (Map.Entry<String, List<String>> standard : rule.standards().entrySet()) {
        page.line(standard.getKey() + ": " + String.join(", ", standard.getValue()));
      }
      for (String address : rule.related()) {
        page.line(TerminalText.of(address));
      }
    }
    page.flush();
    return ExitCode.CLEAN;
  }
}
