package dev.varve.plan;

import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import dev.varve.json.DocumentFile;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A file that a person has named.
 *
 * @param name how reports call it: as it was written
 * @param path where it lies
 */
public record NamedFile(String name, String path) implements java.io.Serializable {
  /** A file named on the command line. */
  public static NamedFile of(Path path) {
    return new NamedFile(path.toString(), path.toString());
  }

  /**
   * The content, as {@link DocumentFile#read} gives it.
   *
   * @throws InputException {@code unreadable} if there is no such file
   */
  public byte[] content(Limits limits) throws InputException, IOException {
    return DocumentFile.read(Path.of(path), name, limits);
  }
}
