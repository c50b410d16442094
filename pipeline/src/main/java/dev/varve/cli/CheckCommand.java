package dev.varve.cli;

import dev.varve.failure.Failure;
import dev.varve.failure.InputException;
import dev.varve.gate.Check;
import dev.varve.gate.ImageChoice;
import dev.varve.gate.PhaseTimes;
import dev.varve.gate.Rejudgement;
import dev.varve.layer.CopiedListings;
import dev.varve.policy.Judgement;
import dev.varve.policy.JudgementSettings;
import dev.varve.policy.PolicyEngine;
import dev.varve.policy.PolicyProfile;
import dev.varve.policy.Rule;
import dev.varve.policy.Subject;
import dev.varve.policy.WrittenRuns;
import dev.varve.report.CheckResult;
import dev.varve.report.ComparedRun;
import dev.varve.report.ComparisonTotals;
import dev.varve.report.EarlierRun;
import dev.varve.report.FailuresText;
import dev.varve.report.KeptFacts;
import dev.varve.report.RunSummary;
import dev.varve.report.SinceBaseline;
import dev.varve.report.export.ReportForm;
import dev.varve.report.export.ReportedRun;
import dev.varve.report.peer.DockleJson;
import dev.varve.runtime.Boundary;
import dev.varve.runtime.SourceDocument;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "check",
    description = "Judge images, and the ways they are run, by the policies.",
    exitCodeList = {
      "0:nothing found that the profile stops at",
      "1:findings that it stops at, or an image that is not what it claims",
      "2:wrong usage or configuration, or the one image named cannot be read",
      "3:finished, but some images could not be analysed"
    },
    footer = {
      "varve check app.tar --run deploy/compose.yaml",
      "varve check app.tar worker.tar --fail-on medium --format jsonl",
      "varve check registry.example/team/app:1.4 --platform linux/amd64",
      "varve check app.tar --run pod.yaml --policy our-rules",
      "varve check app.tar --report sarif=app.sarif --report junit=app.xml",
      "# only what the nightly scan does not have yet",
      "varve check app.tar --run compose.yaml --baseline nightly --fail-on-new",
      "# what would our rules say of everything that was scanned?",
      "varve check --from out --policy our-rules"
    })
final class CheckCommand extends GateCommand {
  @Parameters(arity = "0..*", paramLabel = "IMAGE", description = Images.DESCRIPTION)
  private List<String> images = new ArrayList<>();

  @Option(
      names = "--from",
      paramLabel = "OUT",
      description = {
        "Instead of images: judge the facts of an earlier scan again, by other policies, exceptions",
        "or parameters, without reading a layer, and say which findings appear and vanish. Date and",
        "profile are that run's unless options say otherwise. What that run could not analyse stays",
        "unknown: exit code 3."
      })
  private @Nullable Path from;

  @Mixin private RunOptions runs = new RunOptions();
  @Mixin private JudgementOptions judgement = new JudgementOptions();
  @Mixin private PolicyOptions policies = new PolicyOptions();
  @Mixin private TimingOptions timings = new TimingOptions();

  @Option(
      names = "--format",
      paramLabel = "FORM",
      description = {
        "Form of the result: text, json, jsonl with one line for each finding; or, for other",
        "programs, sarif, junit, markdown, github (annotations), gitlab (code quality), csv,",
        "dockle-json (what dockle writes, of its checkpoints); or html, one page for people."
      })
  private CheckFormat format = CheckFormat.TEXT;

  @Mixin private ReportOptions reports = new ReportOptions();

  @Option(
      names = "--phases",
      description = "Say what the time went into from the start on; --timings does so as well.")
  private boolean phasesWanted;

  @Spec private CommandSpec command = CommandSpec.create();

  CheckCommand(Console console) {
    super(console);
  }

  @Override
  int run(Session session) throws IOException, InputException {
    if (from != null) {
      if (!images.isEmpty() || runs.any()) {
        throw new ParameterException(
            command.commandLine(),
            "--from has the images and run specs of its run; name no others");
      }
      if (judgement.baseline() != null) {
        throw new ParameterException(
            command.commandLine(), "--from compares with its own run; leave --baseline out");
      }
      return again(from, session);
    }
    if (images.isEmpty()) {
      throw new ParameterException(command.commandLine(), "name an image, or a run with --from");
    }
    PhaseTimes phases = console().phases();
    phases.enter(PhaseTimes.Phase.RUN_SPECS);
    RunOptions.Runs read = runs.read(limits().limits(), console());
    List<ImageChoice> choices = images.stream().map(image -> choice(image, null)).toList();
    phases.enter(PhaseTimes.Phase.POLICIES);
    CheckResult result;
    List<Rule> rules;
    Map<String, String> environment = console().environment();
    Path root = store().root(environment);
    JudgementSettings settings =
        judgement.settings(
            environment,
            limits().limits(),
            "gate",
            null,
            null,
            List.of(),
            policies.choice(List.of(), root, environment, limits().limits()));
    Path baseline = judgement.baseline();
    if (baseline != null) {
      RunSummary.of(RunSummary.file(baseline, limits().limits()), baseline.toString());
    }
    try (PolicyEngine engine = settings.engine(root, environment, timings.timer())) {
      Judgement judge = settings.judgement(phases.timed(engine));
      rules = engine.rules();
      result =
          new Check(session.analyzer(), judge, selection().parentLinks(), runs.match(), phases)
              .run(
                  choices,
                  WrittenRuns.of(read.specs(), read.documents(), engine.rules()),
                  settings.policies().combine()
                      ? SourceDocument.combined(read.documents())
                      : read.documents());
    }
    phases.enter(PhaseTimes.Phase.RESULTS);
    tell(result.failures());
    boolean anything = !result.images().isEmpty() || choices.size() > 1;
    ComparisonTotals since = null;
    SinceBaseline states = null;
    if (anything && baseline != null) {
      Compared compared =
          show(result, read.documents(), baseline, settings, rules, session.scratch());
      since = compared.totals();
      states = compared.states();
    } else if (anything) {
      view().show(result, settings.profile());
    }
    report(result, List.of(), settings, rules, states);
    tellTimes();
    return exitCode(result, since, settings.profile(), choices.size());
  }

  private void tell(List<Failure> failures) {
    FailuresText.messages(failures, talk().isVerbose()).forEach(console()::error);
  }

  private CheckView view() {
    return CheckView.of(format, console(), talk());
  }

  /** What differs from a baseline. */
  private record Compared(ComparisonTotals totals, SinceBaseline states) {}

  /** Shows also what differs from a baseline. */
  private Compared show(
      CheckResult result,
      List<SourceDocument> documents,
      Path baseline,
      JudgementSettings settings,
      List<Rule> rules,
      Path scratch)
      throws IOException, InputException {
    try (ComparedRun now = ComparedRun.of(result, settings, rules, scratch);
        ComparedRun before =
            ComparedRun.read(
                baseline, limits().limits(), checked(result, documents), true, scratch)) {
      SinceBaseline states = new SinceBaseline(before);
      return new Compared(view().show(result, before, now, settings.profile(), states), states);
    }
  }

  /** What is checked, under any tag. */
  private static Predicate<Subject> checked(CheckResult result, List<SourceDocument> documents) {
    record Key(Subject.Kind kind, String key) {}
    Set<Key> keys = new HashSet<>();
    for (CheckResult.CheckedImage image : result.images()) {
      keys.add(new Key(Subject.Kind.IMAGE, Subject.of(image.image()).key()));
    }
    for (Boundary boundary : result.boundaries()) {
      keys.add(new Key(Subject.Kind.CONTAINER, boundary.unit()));
    }
    for (SourceDocument document : documents) {
      keys.add(new Key(Subject.Kind.DOCUMENT, document.name()));
    }
    return subject -> keys.contains(new Key(subject.kind(), subject.key()));
  }

  private int again(Path folder, Session session) throws IOException, InputException {
    EarlierRun earlier = EarlierRun.read(folder, limits().limits());
    PhaseTimes phases = console().phases();
    phases.enter(PhaseTimes.Phase.POLICIES);
    Map<String, String> environment = console().environment();
    Path root = store().root(environment);
    judgement.assumeAsOf(earlier.asOf());
    JudgementSettings settings =
        judgement.settings(
            environment,
            limits().limits(),
            earlier.profile(),
            null,
            null,
            List.of(),
            policies.choice(List.of(), root, environment, limits().limits()));
    Rejudgement.Result result;
    List<Rule> rules;
    try (PolicyEngine engine = settings.engine(root, environment, timings.timer())) {
      rules = engine.rules();
      Judgement judge = settings.judgement(phases.timed(engine));
      phases.enter(PhaseTimes.Phase.FACTS);
      result =
          new Rejudgement(
                  new CopiedListings(folder.resolve(KeptFacts.FOLDER), store().open(environment)),
                  judge,
                  engine.rules(),
                  settings.asOf(),
                  session.scratch())
              .run(earlier);
    }
    phases.enter(PhaseTimes.Phase.RESULTS);
    tell(result.check().failures());
    view().show(result, earlier.missing(), settings.profile());
    report(result.check(), earlier.missing(), settings, rules, null);
    tellTimes();
    return earlier.missing().isEmpty()
        ? exitCode(result.check(), null, settings.profile(), Integer.MAX_VALUE)
        : ExitCode.INCOMPLETE;
  }

  /** For other programs; also what could not be analysed at all is to reach them. */
  private void report(
      CheckResult result,
      List<KeptFacts.Missing> missing,
      JudgementSettings settings,
      List<Rule> rules,
      @Nullable SinceBaseline since)
      throws IOException, InputException {
    if (format == CheckFormat.DOCKLE_JSON) {
      DockleJson.write(result, rules, console().out());
    }
    ReportForm printed = format.report();
    if (printed != null || reports.any()) {
      ReportedRun run =
          ReportedRun.of(
              result, missing, settings.profile(), rules, RunSummary.file(settings, rules), since);
      if (printed != null) {
        OutputStream out = new BufferedOutputStream(console().out());
        printed.write(run, out);
        out.flush();
      }
      reports.write(run);
    }
  }

  private void tellTimes() {
    if (phasesWanted || timings.wanted()) {
      console().phases().lines().forEach(console().err()::println);
    }
    timings.tell(console());
  }

  private int exitCode(
      CheckResult result, @Nullable ComparisonTotals since, PolicyProfile profile, int named) {
    if (!result.failures().isEmpty()) {
      return named == 1 ? ExitCode.UNUSABLE : ExitCode.INCOMPLETE;
    }
    boolean fails = since != null && profile.newOnly() ? since.fails() : result.fails(profile);
    return fails || judgement.fails(result.exceptions()) ? ExitCode.FINDINGS : ExitCode.CLEAN;
  }
}
