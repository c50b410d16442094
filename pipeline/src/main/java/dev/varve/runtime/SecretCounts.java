package dev.varve.runtime;

import java.util.List;

/**
 * How many secrets were found around a container; what they are is nobody's business here.
 *
 * @param live in files that the container sees, and in the image's config
 * @param hidden in layers that later ones cover, which everybody who pulls still gets
 * @param rules that found those in the image, sorted
 * @param literals places, among the variables of the run spec, of those written into it
 */
public record SecretCounts(long live, long hidden, List<String> rules, List<Integer> literals)
    implements java.io.Serializable {
  public static final SecretCounts NONE = new SecretCounts(0, 0, List.of(), List.of());

  public SecretCounts {
    rules = List.copyOf(rules);
    literals = List.copyOf(literals);
  }
}
