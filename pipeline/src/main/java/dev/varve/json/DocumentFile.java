package dev.varve.json;

import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import dev.varve.failure.ReasonCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Files that people name and that hold a JSON or YAML document. */
public final class DocumentFile {
  private DocumentFile() {}

  /**
   * The content, for {@link Json} or {@link Yaml}. Of a file that is larger than a document may be
   * only so much is read that these refuse it.
   *
   * @param shown how messages call the file
   * @throws InputException {@code unreadable} if there is no such file
   */
  public static byte[] read(Path file, String shown, Limits limits)
      throws InputException, IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(limits.maxJsonBytes() + 1);
    } catch (NoSuchFileException e) {
      InputException clearer =
          new InputException(ReasonCode.UNREADABLE, shown, NearbyFile.missing(file));
      clearer.initCause(e);
      throw clearer;
    }
  }
}
