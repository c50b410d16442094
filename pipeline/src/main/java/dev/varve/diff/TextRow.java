package dev.varve.diff;

import org.jspecify.annotations.Nullable;

/**
 * A line of two texts side by side.
 *
 * @param lineA its number in the first text, from 1, or 0 if it has none there
 * @param a its text there without the line's end, or null if it has none
 * @param lineB its number in the second text, or 0
 * @param b its text there, or null
 */
public record TextRow(Kind kind, int lineA, @Nullable String a, int lineB, @Nullable String b) {
  /** What became of the line. */
  public enum Kind {
    /** In both texts. */
    SAME,
    /** In one of them, or in another form in both. */
    CHANGED,
    /** Stands for lines in both texts that are left out. */
    GAP
  }

  /** Lines left out; {@link #lineA} and {@link #lineB} are the next ones. */
  static TextRow gap(int nextA, int nextB) {
    return new TextRow(Kind.GAP, nextA, null, nextB, null);
  }
}
