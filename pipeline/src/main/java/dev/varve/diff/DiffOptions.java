package dev.varve.diff;

import dev.varve.blob.Bytes;
import dev.varve.layer.PathGlob;
import dev.varve.tree.ParentLinks;
import java.util.List;

/**
 * What counts in a comparison.
 *
 * @param ignored paths that are passed over; the totals of each tree still count them
 * @param semantic whether modification times do not count
 */
public record DiffOptions(List<PathGlob> ignored, boolean semantic, ParentLinks parentLinks) {
  public static final DiffOptions EXACT = new DiffOptions(List.of(), false, ParentLinks.FOLLOW);

  public DiffOptions {
    ignored = List.copyOf(ignored);
  }

  boolean ignores(Bytes path) {
    for (PathGlob glob : ignored) {
      if (glob.matches(path)) {
        return true;
      }
    }
    return false;
  }
}
