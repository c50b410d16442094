package dev.varve.json;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Guesses which file somebody meant who names one that is not there. */
public final class NearbyFile {
  /** Of larger folders the rest is not looked at: this is for a message only. */
  private static final int MOST_CHILDREN = 10_000;

  private NearbyFile() {}

  /** What to say of a file that is not there, and which may be meant. */
  public static String missing(Path named) {
    return missing("there is no such file", named);
  }

  /**
   * The same.
   *
   * @param said what is not there
   */
  public static String missing(String said, Path named) {
    Path name = named.getFileName();
    String nearest = name == null ? null : close(name.toString(), children(named).keySet());
    return nearest == null
        ? said
        : said + "; " + NearestKey.question(named.resolveSibling(nearest).toString());
  }

  /**
   * The closest of some names. One mistake, or two from four letters on: shorter ones are alike.
   */
  public static @Nullable String close(String name, Collection<String> others) {
    return NearestKey.of(name, others, name.length() < 4 ? 1 : 2);
  }

  /** What lies beside a file, by name; nothing if its folder cannot be read. */
  public static Map<String, Path> children(Path named) {
    Path parent = named.getParent();
    Map<String, Path> children = new TreeMap<>();
    try (Stream<Path> listed = Files.list(parent == null ? Path.of("") : parent)) {
      listed
          .limit(MOST_CHILDREN)
          .forEach(child -> children.put(String.valueOf(child.getFileName()), child));
    } catch (IOException | UncheckedIOException e) {
      return children; // no folder, or none to be read: then nothing is near
    }
    return children;
  }
}
