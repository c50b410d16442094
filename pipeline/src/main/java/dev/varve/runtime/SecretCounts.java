package dev.varve.runtime;

/**
 * How many secrets were found around a container; what they are is nobody's business here.
 *
 * @param live in files that the container sees, and in the image's config
 * @param hidden in layers that later ones cover, which everybody who pulls still gets
 * @param literals written into the run spec
 */
public record SecretCounts(long live, long hidden, long literals) implements java.io.Serializable {
  public static final SecretCounts NONE = new SecretCounts(0, 0, 0);
}
