package dev.varve.plan;

import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import dev.varve.failure.ReasonCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
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
   * The whole content.
   *
   * @param missing what it is called if there is no such file
   * @throws InputException {@code json-too-large} if it is larger than a document may be
   */
  public byte[] content(ReasonCode missing, Limits limits) throws InputException, IOException {
    Path file = Path.of(path);
    try {
      if (Files.size(file) > limits.maxJsonBytes()) {
        throw new InputException(ReasonCode.JSON_TOO_LARGE, name, Files.size(file) + " bytes");
      }
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      InputException clearer = new InputException(missing, name, "there is no such file");
      clearer.initCause(e);
      throw clearer;
    }
  }
}
