package dev.varve.plan;

import dev.varve.runtime.source.RunSettings;
import dev.varve.runtime.source.RunSource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A fleet file (design.md section 8): what to scan, how it is run, what to compare. Paths in it are
 * relative to the folder it lies in.
 *
 * @param registries to be searched for more images
 * @param runs what says how images are run
 * @param policies folders and bundles of rules beside varve's own
 * @param params file of lists and thresholds for rules, or null
 * @param exceptions file of findings that somebody answers for, or null
 * @param hostProfile what is known about the hosts on which they run; null if nothing
 * @param profile what the scan is for, or null
 */
public record FleetFile(
    List<ImageRequest> images,
    List<RegistryRequest> registries,
    List<RunRequest> runs,
    List<PairRule> pairs,
    List<NamedFile> policies,
    @Nullable NamedFile params,
    @Nullable NamedFile exceptions,
    @Nullable NamedFile hostProfile,
    @Nullable ProfileName profile)
    implements java.io.Serializable {
  public FleetFile {
    images = List.copyOf(images);
    registries = List.copyOf(registries);
    runs = List.copyOf(runs);
    pairs = List.copyOf(pairs);
    policies = List.copyOf(policies);
  }

  /**
   * The name of a profile, which is known to who has the rules.
   *
   * @param place file and line that name it
   */
  public record ProfileName(String name, String place) implements java.io.Serializable {}

  /**
   * A run spec named by a fleet file.
   *
   * @param kind that the files must have
   * @param files of one document; only compose files may be several; none for a command
   * @param command that runs a container; null for files
   * @param document the fleet file, as messages call it
   * @param line on which the run spec, or the command in it, begins
   * @param folder that holds the fleet file
   * @param settings how it is read, beside what the command line says
   * @param image that goes with its containers, where they do not name it; null for none
   */
  public record RunRequest(
      RunSource.Kind kind,
      List<RunFile> files,
      @Nullable String command,
      String document,
      int line,
      String folder,
      RunReading settings,
      @Nullable String image)
      implements java.io.Serializable {
    public RunRequest {
      files = List.copyOf(files);
    }

    /** Where to find it. */
    public RunSource source() {
      if (command != null) {
        return new RunSource.Command(command, document, line, Path.of(folder));
      }
      return new RunSource.Documents(
          kind,
          files.stream()
              .map(file -> new RunSource.Named(file.name(), Path.of(file.path())))
              .toList());
    }
  }

  /**
   * A file of a run spec.
   *
   * @param name how reports call it: as the fleet file writes it
   * @param path where it lies
   */
  public record RunFile(String name, String path) implements java.io.Serializable {}

  /**
   * How one run spec is read.
   *
   * @param profiles the active compose profiles
   * @param variableFiles paths of files with variables, in place of {@code .env}
   * @param variables that win over those of files
   * @param podTemplates where kinds that Kubernetes does not have keep theirs, as pointers by kind
   */
  public record RunReading(
      List<String> profiles,
      List<String> variableFiles,
      Map<String, String> variables,
      Map<String, String> podTemplates)
      implements java.io.Serializable {
    /** As files are read of which nothing more is said. */
    public static final RunReading PLAIN = new RunReading(List.of(), List.of(), Map.of(), Map.of());

    public RunReading {
      profiles = List.copyOf(profiles);
      variableFiles = List.copyOf(variableFiles);
      variables = new TreeMap<>(variables);
      podTemplates = new TreeMap<>(podTemplates);
    }

    /** These settings for one run spec, with what the command line says for all of them. */
    public RunSettings over(RunSettings common) {
      Map<String, String> all = new TreeMap<>(variables);
      all.putAll(common.variables());
      List<Path> files = new ArrayList<>(variableFiles.stream().map(Path::of).toList());
      files.addAll(common.variableFiles());
      Set<String> active = new TreeSet<>(profiles);
      active.addAll(common.profiles());
      Map<String, String> templates = new TreeMap<>(podTemplates);
      templates.putAll(common.podTemplates());
      return new RunSettings(all, files, active, common.allowOutside(), templates);
    }
  }
}
