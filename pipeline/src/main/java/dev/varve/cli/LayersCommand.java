package dev.varve.cli;

import dev.varve.gate.ImageRefusedException;
import dev.varve.report.CanonicalLines;
import dev.varve.report.JsonArrayOutput;
import dev.varve.report.LayersText;
import dev.varve.stack.LayerStack;
import dev.varve.tree.ParentLinks;
import java.io.IOException;
import java.io.OutputStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "layers",
    description = "What each layer added, changed, removed, and ships although it is hidden.",
    exitCodeList = {"0:done, whatever was found", "2:wrong usage, or the image cannot be read"},
    footer = {
      "varve layers app.tar",
      "# what is shipped although nobody can see it",
      "varve layers app.tar --format jsonl | jq 'select(.record == \"hidden\")'"
    })
final class LayersCommand extends GateCommand {
  @Parameters(paramLabel = "IMAGE", description = Images.DESCRIPTION)
  private String image = "";

  @Option(
      names = "--format",
      paramLabel = "text|json|jsonl",
      description = "Form of the result; jsonl is the canonical one.")
  private ListFormat format = ListFormat.TEXT;

  LayersCommand(Console console) {
    super(console);
  }

  @Override
  int run(Session session) throws ImageRefusedException, IOException {
    return analyze(
        session,
        choice(image, null),
        analyzed -> {
          write(analyzed.stack(), session);
          return ExitCode.CLEAN;
        });
  }

  private void write(LayerStack stack, Session session) throws IOException {
    OutputStream out = console().out();
    ParentLinks links = selection().parentLinks();
    switch (format) {
      case TEXT -> LayersText.write(stack, links, session.scratch(), out, talk().page(console()));
      case JSONL -> CanonicalLines.layers(stack, links, session.scratch(), out);
      case JSON -> {
        JsonArrayOutput array = new JsonArrayOutput(out);
        CanonicalLines.layers(stack, links, session.scratch(), array);
        array.finish();
      }
    }
  }
}
