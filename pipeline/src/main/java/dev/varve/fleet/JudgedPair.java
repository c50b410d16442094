package dev.varve.fleet;

import dev.varve.blob.Bytes;
import java.util.ArrayList;
import java.util.List;

/**
 * What is kept of a pair of images that were compared. Public only so that it can be written and
 * read as it is declared.
 *
 * @param parts of the results
 */
public record JudgedPair(List<KeptPart> parts) {
  public JudgedPair {
    parts = List.copyOf(parts);
  }

  /** A {@link Part}. */
  public record KeptPart(ResultFile file, String key, Bytes lines) {}

  static JudgedPair of(List<Part> parts) {
    List<KeptPart> kept = new ArrayList<>();
    for (Part part : parts) {
      kept.add(new KeptPart(part.file(), part.key(), Bytes.wrap(part.lines())));
    }
    return new JudgedPair(kept);
  }

  /** As they were. */
  List<Part> asParts() {
    return parts.stream()
        .map(part -> new Part(part.file(), part.key(), part.lines().toArray()))
        .toList();
  }
}
