package dev.varve.cli;

import dev.varve.blob.Bytes;
import dev.varve.diff.ConfigChange;
import dev.varve.diff.ConfigDiff;
import dev.varve.diff.DiffOptions;
import dev.varve.diff.DiffTotals;
import dev.varve.diff.TextDiff;
import dev.varve.failure.InputException;
import dev.varve.gate.AnalyzedImage;
import dev.varve.gate.FileContent;
import dev.varve.gate.ImageRefusedException;
import dev.varve.layer.PathGlob;
import dev.varve.layer.PathOrder;
import dev.varve.report.CanonicalLines;
import dev.varve.report.DiffJson;
import dev.varve.report.DiffMarkdown;
import dev.varve.report.DiffText;
import dev.varve.report.TerminalText;
import dev.varve.report.TextPage;
import dev.varve.report.html.DiffHtml;
import dev.varve.report.peer.ContainerDiffJson;
import dev.varve.stack.LayerStack;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "diff",
    description = "What differs between two images.",
    exitCodeList = {
      "0:the images are the same",
      "1:they differ",
      "2:wrong usage, or an image cannot be read"
    },
    footer = {
      "varve diff app-1.4.2.tar app-1.4.3.tar --semantic --ignore 'var/cache/**'",
      "varve diff a.tar b.tar --show etc/passwd",
      "varve diff a.tar b.tar --format html > diff.html",
      "varve diff bundle.tar bundle.tar --tag-a app:1 --tag-b app:2 --format jsonl"
    })
final class DiffCommand extends GateCommand {
  @Parameters(index = "0", paramLabel = "A", description = Images.DESCRIPTION)
  private String imageA = "";

  @Parameters(index = "1", paramLabel = "B", description = "The image to compare it with.")
  private String imageB = "";

  @Option(names = "--tag-a", paramLabel = "TAG", description = "As --tag, for A only.")
  private @Nullable String tagA;

  @Option(names = "--tag-b", paramLabel = "TAG", description = "As --tag, for B only.")
  private @Nullable String tagB;

  @Option(
      names = "--format",
      paramLabel = "FORM",
      description = {
        "Form of the result: text, json, jsonl with the files in the canonical form, html (a page",
        "that needs nothing else, with the texts of small files), markdown, or",
        "container-diff-json, which is what container-diff diff --json writes."
      })
  private DiffFormat format = DiffFormat.TEXT;

  @Option(
      names = "--ignore",
      paramLabel = "GLOB",
      description = "Pass over these paths; may be repeated. ** spans directories.")
  private List<String> ignored = new ArrayList<>();

  @Option(names = "--semantic", description = "Times do not count.")
  private boolean semantic;

  @Option(
      names = "--show",
      paramLabel = "PATH",
      description = "Print the text diff of one file instead.")
  private @Nullable String shown;

  DiffCommand(Console console) {
    super(console);
  }

  @Override
  int run(Session session) throws ImageRefusedException, IOException {
    return analyze(
        session,
        choice(imageA, tagA),
        a ->
            analyze(
                session,
                choice(imageB, tagB),
                b ->
                    shown == null
                        ? compare(a, b, session.scratch())
                        : show(Bytes.utf8(shown), a, b)));
  }

  private int compare(AnalyzedImage left, AnalyzedImage right, Path scratch)
      throws InputException, IOException {
    LayerStack a = left.stack();
    LayerStack b = right.stack();
    List<PathGlob> globs = ignored.stream().map(PathGlob::of).toList();
    DiffOptions options = new DiffOptions(globs, semantic, selection().parentLinks());
    DiffTotals totals =
        switch (format) {
          case TEXT -> DiffText.write(a, b, options, talk().page(console()));
          case JSONL -> CanonicalLines.diff(a, b, options, console().out());
          case JSON -> DiffJson.write(a, b, options, console().out());
          case HTML -> page(left, right, options);
          case MARKDOWN -> DiffMarkdown.write(a, b, options, console().out());
          case CONTAINER_DIFF_JSON -> likeContainerDiff(a, b, options, scratch);
        };
    boolean sameConfig =
        ConfigDiff.compare(a.image().config(), b.image().config()).stream().noneMatch(this::counts);
    return totals.isSame() && sameConfig ? ExitCode.CLEAN : ExitCode.FINDINGS;
  }

  private DiffTotals page(AnalyzedImage a, AnalyzedImage b, DiffOptions options)
      throws InputException, IOException {
    FileContent files = new FileContent(limits().limits(), limits().inflater());
    return DiffHtml.write(
        a.stack(),
        b.stack(),
        options,
        (second, inodes) -> files.read(second ? b : a, inodes),
        console().out());
  }

  private DiffTotals likeContainerDiff(
      LayerStack a, LayerStack b, DiffOptions options, Path scratch)
      throws InputException, IOException {
    ContainerDiffJson.Result result =
        ContainerDiffJson.write(a, b, options, limits().limits(), scratch, console().out());
    result.gaps().forEach(console()::note);
    return result.totals();
  }

  private boolean counts(ConfigChange change) {
    return !(semantic && change.field().equals("created"));
  }

  private int show(Bytes path, AnalyzedImage a, AnalyzedImage b)
      throws InputException, IOException {
    Bytes real = PathOrder.normalise(path);
    FileContent files = new FileContent(limits().limits(), limits().inflater());
    Bytes left = files.read(a, real, selection().parentLinks());
    Bytes right = files.read(b, real, selection().parentLinks());
    TextPage page = talk().page(console());
    List<String> lines =
        TextDiff.unified(
            left == null ? "/dev/null" : "a/" + real.text(),
            left == null ? Bytes.EMPTY : left,
            right == null ? "/dev/null" : "b/" + real.text(),
            right == null ? Bytes.EMPTY : right);
    for (String line : lines) {
      page.line(TerminalText.of(line));
    }
    page.flush();
    if (left == null && right == null) {
      console().error(real.text() + ": neither image has such a file");
      return ExitCode.UNUSABLE;
    }
    return (left == null) == (right == null) && lines.isEmpty()
        ? ExitCode.CLEAN
        : ExitCode.FINDINGS;
  }
}
