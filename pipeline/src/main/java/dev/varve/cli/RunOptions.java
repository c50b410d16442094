package dev.varve.cli;

import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import dev.varve.runtime.ImageMatch;
import dev.varve.runtime.RunSpec;
import dev.varve.runtime.SharedVolumes;
import dev.varve.runtime.source.RunSource;
import dev.varve.runtime.source.RunSpecs;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which run specs are meant, and which image goes with which of their containers. */
final class RunOptions {
  @Option(
      names = "--run",
      paramLabel = "SPEC",
      description = {
        "How the images are run; may be repeated. A compose file (several joined by commas are",
        "merged, a folder stands for the usual ones in it), the output of docker inspect, a",
        "script with docker run, or such a command itself in quotes."
      })
  private List<String> specs = new ArrayList<>();

  @Option(
      names = "--map",
      paramLabel = "SERVICE=IMAGE",
      description = "The image of a service whose spec does not name it; may be repeated.")
  private Map<String, String> images = new LinkedHashMap<>();

  @Mixin private SpecOptions reading = new SpecOptions();

  /** The containers of all specs; what of the specs does not run is said on the console. */
  List<RunSpec> read(Limits limits, Console console) throws InputException, IOException {
    RunSpecs reader = new RunSpecs(reading.settings(console), limits);
    List<RunSpec> runs = new ArrayList<>();
    for (String spec : specs) {
      RunSpecs.Result result = reader.read(RunSource.parse(spec, "--run"));
      runs.addAll(result.runs());
      SpecOptions.tell(result.leftOut(), console);
    }
    return SharedVolumes.linked(runs);
  }

  /** Which image each container goes with. */
  ImageMatch match() {
    return new ImageMatch(images);
  }
}
