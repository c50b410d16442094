package dev.varve.runtime.compose;

import dev.varve.failure.Limits;
import dev.varve.runtime.ProjectFiles;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is needed to read a project.
 *
 * @param sources its files, later ones winning
 * @param folderName name of the folder it lies in, which names the project if nothing else does
 * @param shownFolder how messages call that folder; empty for the current one
 * @param files what its documents may name
 * @param set variables that the user sets; they win over those of files
 * @param variableFiles files with variables in place of {@code .env}; null if the user names none
 * @param profiles the active ones; {@code *} is all of them
 */
public record ComposeRequest(
    List<ComposeSource> sources,
    String folderName,
    String shownFolder,
    ProjectFiles files,
    Map<String, String> set,
    @Nullable List<VariableFile> variableFiles,
    Set<String> profiles,
    Limits limits) {
  public ComposeRequest {
    sources = List.copyOf(sources);
    set = Map.copyOf(set);
    variableFiles = variableFiles == null ? null : List.copyOf(variableFiles);
    profiles = Set.copyOf(profiles);
  }

  /** A file with variables, as messages call it, and its text. */
  public record VariableFile(String shown, String text) {}
}
