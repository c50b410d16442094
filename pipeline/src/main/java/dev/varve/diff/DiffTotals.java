package dev.varve.diff;

/**
 * Totals of a comparison (semantics.md section 8).
 *
 * @param modifiedInodes distinct pairs (inode in A, inode in B) among the modified paths
 */
public record DiffTotals(
    long pathsA,
    long pathsB,
    long added,
    long removed,
    long retyped,
    long modified,
    long touched,
    long moves,
    long modifiedInodes,
    long liveBytesA,
    long liveBytesB)
    implements java.io.Serializable {

  /** Whether nothing differs. */
  public boolean isSame() {
    return added + removed + retyped + modified + touched == 0;
  }
}
