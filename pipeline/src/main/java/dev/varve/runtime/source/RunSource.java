package dev.varve.runtime.source;

import dev.varve.runtime.docker.RunCommandReader;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Where a run spec is to be found. */
public sealed interface RunSource {

  /**
   * Files that are one document together; only compose files may be several. A folder stands for
   * the compose files that lie in it under their usual names.
   */
  record Documents(List<Named> files) implements RunSource {
    public Documents {
      files = List.copyOf(files);
    }

    /** One file. */
    public static Documents of(String name, Path path) {
      return new Documents(List.of(new Named(name, path)));
    }
  }

  /**
   * A command that runs a container.
   *
   * @param document in which it stands, as messages call it
   * @param line on which it begins
   * @param folder to which the files it names are relative
   */
  record Command(String text, String document, int line, Path folder) implements RunSource {}

  /**
   * A file.
   *
   * @param name how messages call it
   */
  record Named(String name, Path path) {}

  /**
   * What a user wrote: a path, several paths joined by commas, or a command in quotes.
   *
   * @param option by which it was given, as messages call it
   */
  static RunSource parse(String text, String option) {
    if (!isThere(text) && text.indexOf(',') > 0) {
      List<String> names = Arrays.asList(text.split(","));
      if (names.stream().allMatch(RunSource::isThere)) {
        return new Documents(names.stream().map(name -> new Named(name, Path.of(name))).toList());
      }
    }
    if (!isThere(text) && RunCommandReader.recognizes(text)) {
      return new Command(text, option, 1, Path.of(""));
    }
    return Documents.of(text, Path.of(text));
  }

  private static boolean isThere(String name) {
    try {
      return !name.isEmpty() && Files.exists(Path.of(name));
    } catch (InvalidPathException e) {
      // A command may hold characters that no file name can.
      return false;
    }
  }
}
