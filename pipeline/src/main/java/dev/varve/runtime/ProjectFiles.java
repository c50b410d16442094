package dev.varve.runtime;

import dev.varve.failure.InputException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The files that a project's documents name. Whoever implements this decides what may be read at
 * all: a document must not make varve show a file of the machine it is judged on.
 */
public interface ProjectFiles {
  /**
   * The bytes of a file.
   *
   * @param path relative to the project's folder, or absolute
   * @return null if there is no such file
   * @throws InputException if it may not be read, or is no file
   */
  byte @Nullable [] content(String path) throws InputException, IOException;
}
