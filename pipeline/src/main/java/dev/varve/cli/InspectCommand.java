package dev.varve.cli;

import dev.varve.failure.InputException;
import dev.varve.gate.AnalyzedImage;
import dev.varve.gate.ImageInspector;
import dev.varve.gate.ImageRefusedException;
import dev.varve.json.DocumentFile;
import dev.varve.report.InspectJson;
import dev.varve.report.InspectText;
import dev.varve.report.Inspection;
import dev.varve.report.peer.DiveJson;
import dev.varve.report.peer.DiveRules;
import dev.varve.tree.DiveFigures;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "inspect",
    description =
        "What is inside: layers with the command that made each, hidden bytes, what starts.",
    exitCodeList = {
      "0:done, whatever was found",
      "1:a threshold of --dive-ci is missed",
      "2:wrong usage, or the image cannot be read"
    },
    footer = {
      "varve inspect app.tar",
      "varve inspect docker-daemon:app:1.4",
      "varve inspect bundle.tar:team/app:1.4 --format json",
      "varve inspect app.tar --dive-ci .dive-ci --format dive-json"
    })
final class InspectCommand extends GateCommand {
  @Parameters(paramLabel = "IMAGE", description = Images.DESCRIPTION)
  private String image = "";

  @Option(
      names = "--format",
      paramLabel = "text|json|dive-json",
      description = "Form of the result; dive-json is what dive --json exports.")
  private InspectFormat format = InspectFormat.TEXT;

  @Option(
      names = "--dive-ci",
      paramLabel = "FILE",
      description = {
        "Judge dive's figures by the thresholds of a .dive-ci file, as dive --ci does; exit code 1",
        "if one is missed."
      })
  private @Nullable Path diveCi;

  InspectCommand(Console console) {
    super(console);
  }

  @Override
  int run(Session session) throws ImageRefusedException, InputException, IOException {
    DiveRules rules = rules();
    return analyze(
        session,
        choice(image, null),
        analyzed -> {
          DiveFigures figures = show(analyzed, session.scratch());
          return rules == null || !misses(rules, figures) ? ExitCode.CLEAN : ExitCode.FINDINGS;
        });
  }

  private @Nullable DiveRules rules() throws InputException, IOException {
    if (diveCi == null) {
      return null;
    }
    byte[] content = DocumentFile.read(diveCi, diveCi.toString(), limits().limits());
    return DiveRules.read(content, diveCi.toString(), limits().limits());
  }

  private DiveFigures show(AnalyzedImage analyzed, Path scratch) throws IOException {
    if (format == InspectFormat.DIVE_JSON) {
      return DiveJson.write(analyzed.stack(), scratch, console().out());
    }
    Inspection inspection = ImageInspector.inspect(analyzed.stack(), selection().parentLinks());
    if (format == InspectFormat.JSON) {
      InspectJson.write(inspection, console().out());
    } else {
      InspectText.write(inspection, talk().page(console()));
    }
    return inspection.dive();
  }

  /** Says on standard error what each threshold comes to, since results are for programs too. */
  private boolean misses(DiveRules rules, DiveFigures figures) {
    boolean missed = false;
    for (DiveRules.Verdict verdict : rules.judge(figures)) {
      missed |= verdict.outcome() == DiveRules.Outcome.FAIL;
      console()
          .note(
              "dive-ci "
                  + verdict.outcome().name().toLowerCase(Locale.ROOT)
                  + ": "
                  + verdict.rule()
                  + " "
                  + verdict.figure());
    }
    return missed;
  }
}
