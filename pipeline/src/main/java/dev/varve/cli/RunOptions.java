package dev.varve.cli;

import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import dev.varve.runtime.HostProfile;
import dev.varve.runtime.ImageMatch;
import dev.varve.runtime.Neighbourhood;
import dev.varve.runtime.RunSpec;
import dev.varve.runtime.SourceDocument;
import dev.varve.runtime.source.RunSettings;
import dev.varve.runtime.source.RunSource;
import dev.varve.runtime.source.RunSpecs;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which run specs are meant, and which image goes with which of their containers. */
@OptionGroup(heading = "How images are run")
final class RunOptions {
  @Option(
      names = "--run",
      paramLabel = "SPEC",
      description = {
        "How the images are run; may be repeated. A compose file (several joined by commas are",
        "merged, a folder stands for the usual ones in it), Kubernetes manifests, the output of",
        "docker inspect, an OCI runtime config, a script with docker run, or such a command itself",
        "in quotes. Its content tells which; compose:, kubernetes:, inspect:, oci-runtime: or",
        "command: in front of it makes certain."
      })
  private List<String> specs = new ArrayList<>();

  @Option(
      names = "--map",
      paramLabel = "SERVICE=IMAGE",
      description = "The image of a service whose spec does not name it; may be repeated.")
  private Map<String, String> images = new LinkedHashMap<>();

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command = CommandSpec.create();

  @Mixin private SpecOptions reading = new SpecOptions();

  /**
   * What the specs hold.
   *
   * @param specs one for each container
   * @param documents as they were written
   */
  record Runs(List<RunSpec> specs, List<SourceDocument> documents) {
    Runs {
      specs = List.copyOf(specs);
      documents = List.copyOf(documents);
    }
  }

  /** The containers of all specs; what of the specs does not run is said on the console. */
  Runs read(Limits limits, Console console) throws InputException, IOException {
    RunSettings settings = reading.settings(console);
    List<RunSpecs.Request> requests =
        specs.stream()
            .map(spec -> new RunSpecs.Request(RunSource.parse(spec, "--run"), settings))
            .toList();
    List<RunSpec> runs = new ArrayList<>();
    List<SourceDocument> documents = new ArrayList<>();
    for (RunSpecs.Result result : RunSpecs.readAll(requests, limits)) {
      runs.addAll(result.runs());
      documents.addAll(result.documents());
      SpecOptions.tell(result.leftOut(), console);
    }
    HostProfile host = reading.host(limits);
    if (host != null) {
      runs.replaceAll(host::settle);
    }
    return new Runs(Neighbourhood.introduce(runs), documents);
  }

  /** Whether any run spec is named. */
  boolean any() {
    return !specs.isEmpty();
  }

  /** The refusal of a command that has nothing to do without a container. */
  ParameterException missing() {
    return new ParameterException(
        command.commandLine(), "no container to look at; name a run spec with --run");
  }

  /** Which image each container goes with. */
  ImageMatch match() {
    return new ImageMatch(images);
  }
}
