package dev.varve.plan;

import java.util.List;

/**
 * A fleet file (design.md section 8): what to scan, how it is run, what to compare. Paths in it are
 * relative to the folder it lies in.
 *
 * @param runs files that say how images are run
 */
public record FleetFile(List<ImageRequest> images, List<RunRequest> runs, List<PairRule> pairs)
    implements java.io.Serializable {
  public FleetFile {
    images = List.copyOf(images);
    runs = List.copyOf(runs);
    pairs = List.copyOf(pairs);
  }

  /**
   * A run spec named by a fleet file.
   *
   * @param name how reports call it: as the fleet file writes it
   * @param path where it lies
   */
  public record RunRequest(String name, String path) implements java.io.Serializable {}
}
