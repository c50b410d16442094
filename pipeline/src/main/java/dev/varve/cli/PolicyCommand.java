package dev.varve.cli;

import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import dev.varve.failure.ReasonCode;
import dev.varve.json.NearestKey;
import dev.varve.plan.NamedFile;
import dev.varve.policy.JudgementSettings;
import dev.varve.policy.PolicyChoice;
import dev.varve.policy.PolicyCompiler;
import dev.varve.policy.PolicyEngine;
import dev.varve.policy.PolicyTests;
import dev.varve.policy.Rule;
import dev.varve.policy.RuleTimer;
import dev.varve.policy.WaiverImport;
import dev.varve.report.Ink.Tone;
import dev.varve.report.RulesText;
import dev.varve.report.SizeText;
import dev.varve.report.TerminalText;
import dev.varve.report.TextPage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "policy",
    description = "The rules that images and containers are judged by.",
    exitCodeList = {"0:done", "2:wrong usage, or rules that cannot be used"},
    footer = {
      "varve policy list",
      "varve policy show MNT-01",
      "varve policy list --policy our-rules --no-builtin"
    })
final class PolicyCommand implements Runnable {
  private final Console console;

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private TalkOptions talk = new TalkOptions();

  PolicyCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "name one of list, show, test, build, import-exceptions");
  }

  @Command(
      name = "list",
      description = "All rules: id, scope, severity, title.",
      exitCodeList = {"0:done", "2:wrong usage, or rules that cannot be used"},
      footer = {"varve policy list", "varve policy list --policy our-rules --no-builtin"})
  int list(@Mixin PolicyOptions policies, @Mixin StoreOptions store, @Mixin TalkOptions options)
      throws InputException, IOException {
    options.applyToLogs(console);
    JudgementSettings settings = settings(policies, store);
    List<Rule> rules = rules(settings, store);
    TextPage page = options.page(console);
    RulesText.list(rules, page);
    for (PolicyChoice.Identity pack : settings.policies().identities()) {
      String name = TerminalText.of(pack.name());
      long count = rules.stream().filter(rule -> rule.source().pack().equals(pack.name())).count();
      page.wrapped("", 2, SizeText.count(count, "rule") + " of " + name + ", " + pack.digest());
    }
    page.flush();
    return ExitCode.CLEAN;
  }

  private JudgementSettings settings(PolicyOptions policies, StoreOptions store)
      throws InputException, IOException {
    Map<String, String> environment = console.environment();
    // No rule is evaluated, so no date matters.
    return JudgementSettings.usual(LocalDate.EPOCH)
        .with(policies.choice(List.of(), store.root(environment), environment, Limits.DEFAULT));
  }

  private List<Rule> rules(JudgementSettings settings, StoreOptions store)
      throws InputException, IOException {
    Map<String, String> environment = console.environment();
    try (PolicyEngine engine =
        settings.engine(store.root(environment), environment, RuleTimer.OFF)) {
      return engine.rules();
    }
  }

  @Command(
      name = "show",
      description = "What a rule is about and what to do about a finding.",
      exitCodeList = {"0:done", "2:wrong usage, or no such rule"},
      footer = {
        "varve policy show ENT-02",
        "varve policy show main.deny_latest --policy our-rules"
      })
  int show(
      @Parameters(paramLabel = "ID", description = "The id of a rule, such as MNT-01.") String id,
      @Mixin PolicyOptions policies,
      @Mixin StoreOptions store,
      @Mixin TalkOptions options)
      throws InputException, IOException {
    options.applyToLogs(console);
    List<Rule> all = rules(settings(policies, store), store);
    List<Rule> rules = all.stream().filter(rule -> rule.id().equalsIgnoreCase(id)).toList();
    if (rules.isEmpty()) {
      String nearest =
          NearestKey.of(id.toUpperCase(Locale.ROOT), all.stream().map(Rule::id).toList());
      throw new ParameterException(
          spec.commandLine(),
          "there is no rule '"
              + id
              + "'; "
              + (nearest == null ? "varve policy list names all" : NearestKey.question(nearest)));
    }
    TextPage page = options.page(console);
    RulesText.show(rules, page);
    page.flush();
    return ExitCode.CLEAN;
  }

  @Command(
      name = "test",
      description = {
        "Run the tests of a folder of rules with the program opa.",
        "",
        "Rules have the built-ins that they have in varve, and annotated inputs are held against",
        "the schemas of facts."
      },
      exitCodeList = {"0:all pass", "1:some fail", "2:there are none, or the rules are wrong"},
      footer = {"varve policy test our-rules"})
  int test(
      @Parameters(paramLabel = "DIR", description = "A folder of Rego.") Path folder,
      @Option(
              names = "--any-builtin",
              description = "Let rules use what only an OPA server has (--opa-url).")
          boolean anyBuiltin,
      @Mixin TalkOptions options)
      throws InputException, IOException {
    options.applyToLogs(console);
    String name = folder.toString();
    List<PolicyTests.Result> results =
        PolicyTests.run(folder, name, console.environment(), anyBuiltin);
    if (results.isEmpty()) {
      throw new InputException(
          ReasonCode.POLICY_FAILED,
          name,
          "there is no test: no rule whose name begins with test_; write one into a file whose name"
              + " ends in _test.rego, such as \"test_root if { count(deny) == 1 with input as"
              + " {...} }\"");
    }
    TextPage page = options.page(console);
    int failed = 0;
    int skipped = 0;
    for (PolicyTests.Result result : results) {
      if (result.outcome() == PolicyTests.Outcome.FAILED) {
        failed++;
        String place = TerminalText.of(result.file()) + ":" + result.line();
        page.line(page.ink().paint(Tone.BAD, "failed  ") + result.name() + "  " + place);
        for (String line : result.printed().strip().lines().toList()) {
          page.line("        " + TerminalText.of(line));
        }
      } else if (result.outcome() == PolicyTests.Outcome.SKIPPED) {
        skipped++;
      }
    }
    page.line(
        SizeText.count(results.size() - skipped, "test")
            + (failed == 0 ? " passed" : ", " + failed + " failed")
            + (skipped == 0 ? "" : ", " + skipped + " skipped"));
    page.flush();
    return failed == 0 ? ExitCode.CLEAN : ExitCode.FINDINGS;
  }

  @Command(
      name = "build",
      description = "Compile a folder of rules to a bundle, which --policy takes without opa.",
      exitCodeList = {"0:done", "2:wrong usage, or rules that cannot be used"},
      footer = {"varve policy build our-rules -o our-rules.tar.gz"})
  int build(
      @Parameters(paramLabel = "DIR", description = "A folder of Rego.") Path folder,
      @Option(
              names = {"-o", "--out"},
              paramLabel = "BUNDLE",
              required = true,
              description = "The bundle to write.")
          Path bundle,
      @Mixin NamespaceOptions namespaces,
      @Mixin StoreOptions store,
      @Mixin TalkOptions options)
      throws InputException, IOException {
    options.applyToLogs(console);
    Path root = store.root(console.environment());
    PolicyCompiler compiler = namespaces.compiler(root, console.environment());
    List<Rule> rules = compiler.write(folder, folder.toString(), bundle);
    TextPage page = options.page(console);
    page.line(SizeText.count(rules.size(), "rule") + " in " + TerminalText.of(bundle.toString()));
    RulesText.list(rules, page);
    page.flush();
    return ExitCode.CLEAN;
  }

  @Command(
      name = "import-exceptions",
      description = {
        "Write what another scanner was told to ignore as a file for --exceptions.",
        "",
        "Reads .dockleignore, .trivyignore and .trivyignore.yaml. Ids that no rule of varve stands",
        "for are named and left out; so is what would become wider than it was."
      },
      exitCodeList = {"0:written", "2:wrong usage, or the file cannot be read"},
      footer = {
        "varve policy import-exceptions .trivyignore.yaml \\",
        "  --owner platform@example.com --expires 2026-12-31 > exceptions.yaml"
      })
  int importExceptions(
      @Parameters(paramLabel = "FILE", description = "What the other scanner reads.") Path file,
      @Option(
              names = "--owner",
              paramLabel = "OWNER",
              required = true,
              description = "Who answers for the entries.")
          String owner,
      @Option(
              names = "--expires",
              paramLabel = "DATE",
              required = true,
              converter = JudgementOptions.DateConverter.class,
              description = "Their last day, unless the file names an earlier one.")
          LocalDate expires,
      @Option(
              names = "--reason",
              paramLabel = "TEXT",
              defaultValue = "",
              description = "Why, where the file does not say.")
          String reason,
      @Mixin TalkOptions options)
      throws InputException, IOException {
    options.applyToLogs(console);
    if (owner.isBlank()) {
      throw new ParameterException(spec.commandLine(), "--owner is empty");
    }
    NamedFile named = NamedFile.of(file);
    WaiverImport imported =
        WaiverImport.of(
            named.content(Limits.DEFAULT),
            named.name(),
            new WaiverImport.Answer(owner, reason, expires),
            Limits.DEFAULT);
    for (String what : imported.leftOut()) {
      console.note(what);
    }
    console.note(
        SizeText.count(imported.entries(), "exception")
            + " written, "
            + SizeText.count(imported.leftOut().size())
            + " left out");
    console.out().write(imported.yaml().getBytes(StandardCharsets.UTF_8));
    return ExitCode.CLEAN;
  }
}
