package dev.varve.cli;

import dev.varve.gate.ImageRefusedException;
import dev.varve.report.CanonicalLines;
import dev.varve.report.JsonArrayOutput;
import dev.varve.report.TreeText;
import dev.varve.stack.LayerStack;
import dev.varve.tree.ParentLinks;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "tree",
    description = "The files of an image, all layers applied.",
    exitCodeList = {"0:done, whatever was found", "2:wrong usage, or the image cannot be read"},
    footer = {"varve tree app.tar --depth 2", "varve tree oci:build/layout:1.4 --format jsonl"})
final class TreeCommand extends GateCommand {
  @Parameters(paramLabel = "IMAGE", description = Images.DESCRIPTION)
  private String image = "";

  @Option(
      names = "--format",
      paramLabel = "text|json|jsonl",
      description = "Form of the result; jsonl is the canonical one.")
  private ListFormat format = ListFormat.TEXT;

  @Option(
      names = "--depth",
      paramLabel = "N",
      converter = LimitOptions.SmallQuantity.class,
      description = "In text, show only N levels of directories.")
  private int depth = -1;

  TreeCommand(Console console) {
    super(console);
  }

  @Override
  int run(Session session) throws ImageRefusedException, IOException {
    return analyze(
        session,
        choice(image, null),
        analyzed -> {
          write(analyzed.stack());
          return ExitCode.CLEAN;
        });
  }

  private void write(LayerStack stack) throws IOException {
    ParentLinks links = selection().parentLinks();
    switch (format) {
      case TEXT -> TreeText.write(stack, links, depth, talk().page(console()));
      case JSONL -> CanonicalLines.tree(stack, links, console().out());
      case JSON -> {
        JsonArrayOutput array = new JsonArrayOutput(console().out());
        CanonicalLines.tree(stack, links, array);
        array.finish();
      }
    }
  }
}
