package dev.varve.plan;

import dev.varve.failure.InputException;
import dev.varve.image.ImageReference;
import dev.varve.image.Platform;
import dev.varve.image.source.ImageSources;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One archive, layout or reference of a fleet file, after globs are resolved.
 *
 * @param name how reports call it: as the fleet file writes it
 * @param path where it lies, for the process that opens it
 * @param tag which of its images, or null for all
 * @param platforms which platforms, or empty for all
 */
public record ImageRequest(String name, String path, @Nullable String tag, List<Platform> platforms)
    implements java.io.Serializable {
  public ImageRequest {
    platforms = List.copyOf(platforms);
  }

  /** An image in a registry, called by its complete name. */
  public static ImageRequest of(ImageReference reference, List<Platform> platforms) {
    return new ImageRequest(
        reference.toString(), ImageSources.REGISTRY_PREFIX + reference, null, platforms);
  }

  /**
   * What somebody names without saying what it is: a path, or an image in a registry. What is wrong
   * with it is told when it is opened.
   */
  public static ImageRequest named(String text) {
    try {
      return ImageSources.reference(text)
          .map(reference -> of(reference, List.of()))
          .orElseGet(() -> new ImageRequest(text, absolute(text), null, List.of()));
    } catch (InputException e) {
      return new ImageRequest(text, text, null, List.of());
    }
  }

  /** The same file for processes that work in other folders. */
  private static String absolute(String text) {
    if (text.startsWith(ImageSources.DAEMON_PREFIX)) {
      return text;
    }
    for (String prefix : ImageSources.FILE_PREFIXES) {
      if (text.startsWith(prefix)) {
        return prefix + Path.of(text.substring(prefix.length())).toAbsolutePath();
      }
    }
    return Path.of(text).toAbsolutePath().toString();
  }
}
