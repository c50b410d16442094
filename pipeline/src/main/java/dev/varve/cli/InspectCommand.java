package dev.varve.cli;

import dev.varve.gate.ImageInspector;
import dev.varve.gate.ImageRefusedException;
import dev.varve.report.InspectJson;
import dev.varve.report.InspectText;
import dev.varve.report.Inspection;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "inspect",
    description =
        "What is inside: layers with the command that made each, hidden bytes, what starts.",
    footer = {
      "",
      "Examples:",
      "  varve inspect app.tar",
      "  varve inspect docker-daemon:app:1.4",
      "  varve inspect bundle.tar:team/app:1.4 --format json"
    })
final class InspectCommand extends GateCommand {
  @Parameters(paramLabel = "IMAGE", description = Images.DESCRIPTION)
  private String image = "";

  @Option(names = "--format", paramLabel = "text|json", description = "Form of the result.")
  private DocumentFormat format = DocumentFormat.TEXT;

  InspectCommand(Console console) {
    super(console);
  }

  @Override
  int run(Session session) throws ImageRefusedException, IOException {
    return analyze(
        session,
        choice(image, null),
        analyzed -> {
          Inspection inspection =
              ImageInspector.inspect(analyzed.stack(), selection().parentLinks());
          switch (format) {
            case TEXT -> InspectText.write(inspection, talk().page(console()));
            case JSON -> InspectJson.write(inspection, console().out());
          }
          return ExitCode.CLEAN;
        });
  }
}
