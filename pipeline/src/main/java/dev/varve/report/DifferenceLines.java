package dev.varve.report;

import dev.varve.diff.PathDifference;
import dev.varve.diff.TreeDiff;
import dev.varve.image.Image;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Writes all differences of a pair as they come, one line each ({@code differences.jsonl}). For one
 * thread; does not close what it writes to.
 */
public final class DifferenceLines implements TreeDiff.Visitor {
  /** The file of a run that has the differences of the pairs for which they were asked. */
  public static final String FILE = "differences.jsonl";

  private final CanonicalRecords records;
  private final String from;
  private final String to;

  public DifferenceLines(Image from, Image to, OutputStream out) {
    this.records = new CanonicalRecords(out);
    this.from = from.name();
    this.to = to.name();
  }

  @Override
  public void difference(PathDifference difference) throws IOException {
    records.difference(difference, from, to);
  }
}
