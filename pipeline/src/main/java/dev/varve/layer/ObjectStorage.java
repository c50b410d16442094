package dev.varve.layer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Named objects, each put as a whole: what object stores like S3 and GCS have in common. Nothing is
 * renamed, appended to or locked. What was put is found by whoever asks later; of two puts under
 * one name either may last.
 */
public interface ObjectStorage {
  /**
   * An object that is there.
   *
   * @param name whole, with its prefix
   * @param modifiedMillis when it was put, by the clock of the storage
   */
  record Stored(String name, long modifiedMillis) {}

  /**
   * Copies an object into a file, which must not exist.
   *
   * @return whether there is such an object
   */
  boolean get(String name, Path file) throws IOException;

  /** Puts the content of a file under a name, in place of what is there. */
  void put(Path file, String name) throws IOException;

  /** The objects whose names are {@code folder} and, after a slash, one more part; in no order. */
  List<Stored> list(String folder) throws IOException;
}
