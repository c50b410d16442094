package dev.varve.cli;

import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import dev.varve.runtime.Gap;
import dev.varve.runtime.HostProfile;
import dev.varve.runtime.HostProfileReader;
import dev.varve.runtime.source.RunSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How run specs are read: where their variables come from, and what they may name. */
@OptionGroup(heading = "How run specs are read")
final class SpecOptions {
  @Option(
      names = "--env",
      paramLabel = "NAME=VALUE",
      description = "A variable of compose files; wins over those of files. May be repeated.")
  private Map<String, String> variables = new LinkedHashMap<>();

  @Option(
      names = "--env-file",
      paramLabel = "FILE",
      description = "A file with variables in place of .env; may be repeated, later ones win.")
  private List<Path> variableFiles = new ArrayList<>();

  @Option(
      names = "--env-from-process",
      description = "Let compose files use the variables that varve itself was started with.")
  private boolean fromProcess;

  @Option(
      names = "--compose-profile",
      paramLabel = "NAME",
      description = "An active profile of compose files; * for all. May be repeated.")
  private Set<String> profiles = new LinkedHashSet<>();

  @Option(
      names = "--allow-outside",
      description = "Let run specs name files outside the folder they lie in.")
  private boolean allowOutside;

  @Option(
      names = "--host-profile",
      paramLabel = "FILE",
      description = "What is known about the host: settles what run specs leave to it.")
  private @Nullable Path hostProfile;

  @Option(
      names = "--pod-template",
      paramLabel = "KIND=POINTER",
      description = {
        "Where a kind that Kubernetes does not have keeps its pod template, such as",
        "Rollout=/spec/template. May be repeated."
      })
  private Map<String, String> podTemplates = new LinkedHashMap<>();

  /** The profile named on the command line, or null. */
  @Nullable HostProfile host(Limits limits) throws InputException, IOException {
    return hostProfile == null
        ? null
        : HostProfileReader.read(hostProfile, hostProfile.toString(), limits);
  }

  /** The profile's bytes, for the digest of what was read; empty if none is named. */
  byte[] hostBytes() throws IOException {
    return hostProfile == null ? new byte[0] : Files.readAllBytes(hostProfile);
  }

  RunSettings settings(Console console) {
    Map<String, String> all = new HashMap<>();
    if (fromProcess) {
      all.putAll(console.environment());
    }
    all.putAll(variables);
    return new RunSettings(all, variableFiles, profiles, allowOutside, podTemplates);
  }

  /** Says what of a run spec is not judged, since it does not run or is not known. */
  static void tell(List<Gap> leftOut, Console console) {
    for (Gap gap : leftOut) {
      console.note(gap.where() + ": " + gap.why());
    }
  }
}
