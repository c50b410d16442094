package dev.varve.json;

import java.util.Collection;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Guesses which key a user meant. */
public final class NearestKey {
  private NearestKey() {}

  /** What to say of an unknown key where only valid ones are allowed. */
  public static String hint(String written, Collection<String> valid) {
    String nearest = of(written, valid);
    return nearest == null
        ? "valid are " + String.join(", ", new TreeSet<>(valid))
        : question(nearest);
  }

  /** What to say of a key that has no meaning: {@code unknown key}, and which may be meant. */
  public static String unknown(String written, Collection<String> known) {
    String nearest = of(written, known);
    return nearest == null ? "unknown key" : "unknown key; " + question(nearest);
  }

  /** The question whether something else was meant. */
  public static String question(String nearest) {
    return "did you mean '" + nearest + "'?";
  }

  /** The closest of the valid keys by edit distance, or null if none is close. */
  public static @Nullable String of(String written, Collection<String> valid) {
    return of(written, valid, Math.max(2, written.length() / 3));
  }

  /**
   * The same.
   *
   * @param most letters that may be wrong
   */
  public static @Nullable String of(String written, Collection<String> valid, int most) {
    String best = null;
    int bestDistance = most + 1;
    if (written.length() > 64) {
      return null;
    }
    for (String candidate : valid) {
      int distance = distance(written, candidate);
      if (distance < bestDistance
          || (distance == bestDistance && best != null && candidate.compareTo(best) < 0)) {
        best = candidate;
        bestDistance = distance;
      }
    }
    return best;
  }

  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int above = row[j];
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? diagonal : diagonal + 1;
        row[j] = Math.min(change, Math.min(above, row[j - 1]) + 1);
        diagonal = above;
      }
    }
    return row[b.length()];
  }
}
