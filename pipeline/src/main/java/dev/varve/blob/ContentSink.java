package dev.varve.blob;

/** Takes the content of a member piece by piece. The array is the giver's: read, never keep it. */
@FunctionalInterface
public interface ContentSink {
  /** The next {@code length} bytes, more than 0. */
  void accept(byte[] bytes, int from, int length);
}
