package dev.varve.image.source;

import dev.varve.json.NearestKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Guesses which file somebody meant who names one that is not there. */
final class NearbyFile {
  /** Of larger folders the rest is not looked at: this is for a message only. */
  private static final int MOST_CHILDREN = 10_000;

  private static final Pattern ENDING = Pattern.compile("(\\.tar)?\\.[A-Za-z0-9]+$");

  private NearbyFile() {}

  /** A file or folder beside the one that is named, as its user would write it; null if none is. */
  static @Nullable String like(Path named) {
    Path name = named.getFileName();
    Map<String, Path> children = children(named);
    String nearest = name == null ? null : nearest(name.toString(), children);
    return nearest == null ? null : named.resolveSibling(nearest).toString();
  }

  /**
   * The same, if it may be an image: the name could as well be one in a registry, so that another
   * file is nothing to ask about.
   */
  static @Nullable String imageLike(Path named) {
    Map<String, Path> children = children(named);
    children.values().removeIf(child -> !mayBeImage(child));
    String nearest = nearest(String.valueOf(named.getFileName()), children);
    return nearest == null ? null : named.resolveSibling(nearest).toString();
  }

  private static boolean mayBeImage(Path path) {
    return Files.isDirectory(path)
        ? Files.exists(path.resolve("oci-layout"))
        : ImageSpec.FILE.matcher(String.valueOf(path.getFileName())).matches();
  }

  /** By whole names first, then those of images without their endings, which people leave out. */
  private static @Nullable String nearest(String name, Map<String, Path> children) {
    String whole = close(name, children.keySet());
    if (whole != null) {
      return whole;
    }
    Map<String, String> byStem = new TreeMap<>();
    children.forEach(
        (child, path) -> {
          if (mayBeImage(path)) {
            byStem.putIfAbsent(stem(child), child);
          }
        });
    String stem = close(stem(name), byStem.keySet());
    return stem == null ? null : byStem.get(stem);
  }

  /** One mistake, or two from four letters on: shorter names are alike by chance. */
  private static @Nullable String close(String name, Collection<String> others) {
    return NearestKey.of(name, others, name.length() < 4 ? 1 : 2);
  }

  private static String stem(String name) {
    return ENDING.matcher(name).replaceFirst("");
  }

  private static Map<String, Path> children(Path named) {
    Path parent = named.getParent();
    Map<String, Path> children = new TreeMap<>();
    try (Stream<Path> listed = Files.list(parent == null ? Path.of("") : parent)) {
      listed
          .limit(MOST_CHILDREN)
          .forEach(child -> children.put(String.valueOf(child.getFileName()), child));
    } catch (IOException e) {
      return children; // no folder, or none to be read: then nothing is near
    }
    return children;
  }
}
