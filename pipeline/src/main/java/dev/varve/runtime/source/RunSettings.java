package dev.varve.runtime.source;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How run specs are to be read.
 *
 * @param variables what the user sets for the documents; the process's own environment only if the
 *     user says so
 * @param variableFiles files with variables in place of {@code .env}; none for that
 * @param profiles the active compose profiles; {@code *} is all of them
 * @param allowOutside whether documents may name files outside their project's folder
 * @param podTemplates JSON pointers to the pod templates of kinds that Kubernetes itself does not
 *     have, by kind
 */
public record RunSettings(
    Map<String, String> variables,
    List<Path> variableFiles,
    Set<String> profiles,
    boolean allowOutside,
    Map<String, String> podTemplates) {
  public static final RunSettings DEFAULT =
      new RunSettings(Map.of(), List.of(), Set.of(), false, Map.of());

  /** Settings for what needs no pod templates. */
  public RunSettings(
      Map<String, String> variables,
      List<Path> variableFiles,
      Set<String> profiles,
      boolean allowOutside) {
    this(variables, variableFiles, profiles, allowOutside, Map.of());
  }

  public RunSettings {
    variables = Map.copyOf(variables);
    variableFiles = List.copyOf(variableFiles);
    profiles = Set.copyOf(profiles);
    podTemplates = Map.copyOf(podTemplates);
  }
}
