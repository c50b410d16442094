package dev.varve.cli;

import dev.varve.failure.Failure;
import dev.varve.failure.InputException;
import dev.varve.gate.Check;
import dev.varve.gate.ImageChoice;
import dev.varve.policy.Judgement;
import dev.varve.policy.JudgementSettings;
import dev.varve.policy.PolicyEngine;
import dev.varve.policy.PolicyProfile;
import dev.varve.report.CheckJson;
import dev.varve.report.CheckResult;
import dev.varve.report.CheckText;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "check",
    description = "Judge images, and the ways they are run, by the policies.",
    footer = {
      "",
      "Examples:",
      "  varve check app.tar --run deploy/compose.yaml",
      "  varve check app.tar worker.tar --fail-on medium --format jsonl",
      "  varve check app.tar --run pod.yaml --policy our-rules"
    })
final class CheckCommand extends GateCommand {
  @Parameters(arity = "1..*", paramLabel = "IMAGE", description = Images.DESCRIPTION)
  private List<String> images = new ArrayList<>();

  @Mixin private RunOptions runs = new RunOptions();
  @Mixin private JudgementOptions judgement = new JudgementOptions();
  @Mixin private PolicyOptions policies = new PolicyOptions();
  @Mixin private TimingOptions timings = new TimingOptions();

  @Option(
      names = "--format",
      paramLabel = "text|json|jsonl",
      description = "Form of the result; jsonl has one line for each finding.")
  private ListFormat format = ListFormat.TEXT;

  CheckCommand(Console console) {
    super(console);
  }

  @Override
  int run(Session session) throws IOException, InputException {
    RunOptions.Runs read = runs.read(limits().limits(), console());
    List<ImageChoice> choices = images.stream().map(image -> choice(image, null)).toList();
    CheckResult result;
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
    try (PolicyEngine engine = settings.engine(root, environment, timings.timer())) {
      Judgement judge = settings.judgement(engine);
      result =
          new Check(session.analyzer(), judge, selection().parentLinks(), runs.match())
              .run(choices, read.specs(), read.documents());
    }
    for (Failure failure : result.failures()) {
      console().error(failure.message());
    }
    if (!result.images().isEmpty() || choices.size() > 1) {
      switch (format) {
        case TEXT ->
            CheckText.write(result, settings.profile(), talk().isVerbose(), talk().page(console()));
        case JSON -> CheckJson.document(result, console().out());
        case JSONL -> CheckJson.lines(result, console().out());
      }
    }
    timings.tell(console());
    return exitCode(result, settings.profile(), choices.size());
  }

  private int exitCode(CheckResult result, PolicyProfile profile, int named) {
    if (!result.failures().isEmpty()) {
      return named == 1 ? ExitCode.UNUSABLE : ExitCode.INCOMPLETE;
    }
    return result.fails(profile) || judgement.fails(result.exceptions())
        ? ExitCode.FINDINGS
        : ExitCode.CLEAN;
  }
}
