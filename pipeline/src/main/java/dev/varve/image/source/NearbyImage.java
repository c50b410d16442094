package dev.varve.image.source;

import dev.varve.json.NearbyFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Guesses which image's file somebody meant who names one that is not there. */
final class NearbyImage {
  private static final Pattern ENDING = Pattern.compile("(\\.tar)?\\.[A-Za-z0-9]+$");

  private NearbyImage() {}

  /** A file or folder beside the one that is named, as its user would write it; null if none is. */
  static @Nullable String like(Path named) {
    Path name = named.getFileName();
    Map<String, Path> children = NearbyFile.children(named);
    String nearest = name == null ? null : nearest(name.toString(), children);
    return nearest == null ? null : named.resolveSibling(nearest).toString();
  }

  /**
   * The same, if it may be an image: the name could as well be one in a registry, so that another
   * file is nothing to ask about.
   */
  static @Nullable String imageLike(Path named) {
    Map<String, Path> children = NearbyFile.children(named);
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
    String whole = NearbyFile.close(name, children.keySet());
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
    String stem = NearbyFile.close(stem(name), byStem.keySet());
    return stem == null ? null : byStem.get(stem);
  }

  private static String stem(String name) {
    return ENDING.matcher(name).replaceFirst("");
  }
}
