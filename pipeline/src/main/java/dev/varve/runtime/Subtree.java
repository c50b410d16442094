package dev.varve.runtime;

/**
 * What lies below a directory of an image, itself not counted.
 *
 * @param bytes of regular files, each inode once
 * @param executables regular files that somebody may execute
 */
public record Subtree(long entries, long bytes, long executables) implements java.io.Serializable {
  static final Subtree NOTHING = new Subtree(0, 0, 0);
}
