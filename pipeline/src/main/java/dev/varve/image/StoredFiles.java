package dev.varve.image;

import dev.varve.failure.InputException;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * Files that make up images, by the names the images' documents use: the members of an archive or
 * the files of a directory. Safe for use by several threads.
 */
public interface StoredFiles extends Closeable {
  /**
   * A file, links followed; null if there is none.
   *
   * @throws InputException {@code archive-link-loop} or {@code archive-link-escape}
   */
  @Nullable StoredFile find(String name) throws InputException, IOException;

  /** One file, not yet opened. */
  interface StoredFile {
    long bytes();

    /** A fresh stream, which the caller closes. */
    InputStream open() throws IOException;
  }
}
