package dev.varve.image.source;

import dev.varve.failure.InputException;
import dev.varve.failure.ReasonCode;
import dev.varve.image.ImageReference;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What a user wrote for an image, taken apart. A path that exists as it is written wins over one
 * with a tag cut off, so that a file called {@code a:b} can be named; both win over a reference.
 */
sealed interface ImageSpec {
  /** As written. */
  String text();

  /**
   * A path, with or without one of skopeo's prefixes ({@code docker-archive:}, {@code oci:}, {@code
   * oci-archive:}), and a tag after a colon.
   *
   * @param tag null if none was written
   */
  record Stored(String text, Path path, @Nullable String tag) implements ImageSpec {}

  /**
   * An image that a Docker daemon keeps.
   *
   * @param image as the daemon knows it
   */
  record Saved(String text, String image) implements ImageSpec {}

  /** An image in a registry. */
  record Remote(String text, ImageReference reference) implements ImageSpec {}

  static ImageSpec parse(String text) throws InputException {
    if (text.startsWith(ImageSources.REGISTRY_PREFIX)) {
      String reference = text.substring(ImageSources.REGISTRY_PREFIX.length());
      return new Remote(reference, ImageReference.parse(reference));
    }
    if (text.startsWith(ImageSources.DAEMON_PREFIX)) {
      String image = text.substring(ImageSources.DAEMON_PREFIX.length());
      if (image.isEmpty()) {
        throw new InputException(ReasonCode.REFERENCE_UNSUPPORTED, text, "it names no image");
      }
      return new Saved(text, image);
    }
    for (String prefix : ImageSources.FILE_PREFIXES) {
      if (text.startsWith(prefix)) {
        Stored stored = stored(text, text.substring(prefix.length()));
        if (stored == null) {
          throw missing(text);
        }
        return stored;
      }
    }
    Stored stored = stored(text, text);
    if (stored != null) {
      return stored;
    }
    if (looksLikePath(text)) {
      throw missing(text);
    }
    return new Remote(text, reference(text));
  }

  /** The file that is named, or null if there is none. */
  private static @Nullable Stored stored(String text, String rest) throws InputException {
    Path whole = path(text, rest);
    if (Files.exists(whole)) {
      return new Stored(text, whole, null);
    }
    for (int colon = rest.indexOf(':'); colon >= 0; colon = rest.indexOf(':', colon + 1)) {
      Path shorter = path(text, rest.substring(0, colon));
      if (colon > 0 && Files.exists(shorter)) {
        return new Stored(text, shorter, rest.substring(colon + 1));
      }
    }
    return null;
  }

  private static ImageReference reference(String text) throws InputException {
    try {
      return ImageReference.parse(text);
    } catch (InputException e) {
      InputException clearer =
          new InputException(e.reason(), text, "there is no such file, and " + e.detail());
      clearer.initCause(e);
      throw clearer;
    }
  }

  private static boolean looksLikePath(String text) {
    return text.isEmpty()
        || text.startsWith("/")
        || text.startsWith(".")
        || text.matches(".*\\.(tar|tgz|gz|zst|tar\\.[a-z]+)(:.*)?");
  }

  private static Path path(String text, String rest) throws InputException {
    try {
      return Path.of(rest);
    } catch (InvalidPathException e) {
      InputException unreadable =
          new InputException(ReasonCode.UNREADABLE, text, "no file can be called so");
      unreadable.initCause(e);
      throw unreadable;
    }
  }

  private static InputException missing(String text) {
    return new InputException(ReasonCode.UNREADABLE, text, "there is no such file");
  }
}
