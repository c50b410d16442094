package dev.varve.cli;

import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import dev.varve.runtime.RunSpec;
import dev.varve.runtime.source.RunSpecs;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** How images are run. */
final class RunOptions {
  @Option(
      names = "--run",
      paramLabel = "SPEC",
      description =
          "A compose file or the output of docker inspect, told apart by content; may be repeated.")
  private List<Path> specs = new ArrayList<>();

  List<RunSpec> read(Limits limits) throws InputException, IOException {
    List<RunSpec> runs = new ArrayList<>();
    for (Path spec : specs) {
      runs.addAll(RunSpecs.read(spec, limits));
    }
    return runs;
  }
}
