package dev.varve.image;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where programs are looked for.
 *
 * @param text in the form of the environment's {@code PATH}
 */
public record ProgramPath(String text) implements java.io.Serializable {
  /** The first program of this name, as an absolute path. */
  public Optional<Path> find(String name) {
    return Stream.of(text.split(File.pathSeparator, -1))
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder).resolve(name))
        .filter(program -> Files.isRegularFile(program) && Files.isExecutable(program))
        .map(Path::toAbsolutePath)
        .findFirst();
  }
}
