package dev.varve.cli;

import dev.varve.failure.Failure;
import dev.varve.failure.InputException;
import dev.varve.gate.Check;
import dev.varve.gate.ImageChoice;
import dev.varve.json.JsonLineWriter;
import dev.varve.policy.BoundaryFacts;
import dev.varve.policy.Judgement;
import dev.varve.policy.JudgementSettings;
import dev.varve.policy.PolicyEngine;
import dev.varve.policy.RuleTimer;
import dev.varve.report.BoundaryText;
import dev.varve.report.CheckResult;
import dev.varve.report.RunRecords;
import dev.varve.runtime.Boundary;
import dev.varve.runtime.RunSpec;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "boundary",
    description = {
      "The dividing line of each container: the image's, the host's, what was opened.",
      "",
      "Grades: 0 closed, 1 usual, 2 widened, 3 host data or other containers in reach, 4 control of",
      "the host. A ? needs --host-profile."
    },
    exitCodeList = {
      "0:done, whatever the grades are",
      "2:wrong usage, or the one image named cannot be read",
      "3:finished, but some images could not be analysed"
    },
    footer = {
      "varve boundary app.tar --run deploy/compose.yaml",
      "varve boundary --run pod.yaml --host-profile node.yaml",
      "varve boundary --run 'docker run --rm -v /:/host app:1.4'"
    })
final class BoundaryCommand extends GateCommand {
  /** Findings only tell how many secrets an image holds; none depends on the date. */
  private static final LocalDate AS_OF = LocalDate.EPOCH;

  @Parameters(arity = "0..*", paramLabel = "IMAGE", description = Images.DESCRIPTION)
  private List<String> images = new ArrayList<>();

  @Mixin private RunOptions runs = new RunOptions();

  @Option(
      names = "--format",
      paramLabel = "text|json|jsonl",
      description = "Form of the result; jsonl has one line for each container.")
  private ListFormat format = ListFormat.TEXT;

  BoundaryCommand(Console console) {
    super(console);
  }

  @Override
  int run(Session session) throws IOException, InputException {
    List<RunSpec> specs = runs.read(limits().limits(), console()).specs();
    if (specs.isEmpty()) {
      throw runs.missing();
    }
    List<ImageChoice> choices = images.stream().map(image -> choice(image, null)).toList();
    CheckResult result;
    JudgementSettings usual = JudgementSettings.usual(AS_OF);
    Map<String, String> environment = console().environment();
    try (PolicyEngine engine =
        usual.engine(store().root(environment), environment, RuleTimer.OFF)) {
      Judgement judge = usual.judgement(engine);
      result =
          new Check(
                  session.analyzer(),
                  judge,
                  selection().parentLinks(),
                  runs.match(),
                  console().phases())
              .run(choices, specs, List.of());
    }
    for (Failure failure : result.failures()) {
      console().error(failure.message());
    }
    show(result.boundaries());
    if (result.failures().isEmpty()) {
      return ExitCode.CLEAN;
    }
    return choices.size() == 1 ? ExitCode.UNUSABLE : ExitCode.INCOMPLETE;
  }

  private void show(List<Boundary> boundaries) throws IOException {
    switch (format) {
      case TEXT -> BoundaryText.write(boundaries, talk().page(console()));
      case JSON -> {
        OutputStream out = new BufferedOutputStream(console().out());
        JsonLineWriter json = new JsonLineWriter(out);
        json.begin().put("schemaVersion", RunRecords.SCHEMA_VERSION).beginArray("boundaries");
        for (Boundary boundary : boundaries) {
          json.add(BoundaryFacts.json(boundary));
        }
        json.endArray().end();
        out.flush();
      }
      case JSONL -> {
        OutputStream out = new BufferedOutputStream(console().out());
        for (Boundary boundary : boundaries) {
          out.write(RunRecords.boundary(boundary));
        }
        out.flush();
      }
    }
  }
}
