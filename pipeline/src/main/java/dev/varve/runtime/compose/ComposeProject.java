package dev.varve.runtime.compose;

import dev.varve.runtime.Gap;
import dev.varve.runtime.RunSpec;
import java.util.List;

/**
 * A project as it would run.
 *
 * @param runs its containers: services in the order of their files, jobs after them
 * @param leftOut services that do not run, with the reason
 */
public record ComposeProject(List<RunSpec> runs, List<Gap> leftOut) {
  public ComposeProject {
    runs = List.copyOf(runs);
    leftOut = List.copyOf(leftOut);
  }
}
