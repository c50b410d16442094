package dev.varve.image.source;

import dev.varve.failure.InputException;
import dev.varve.failure.ReasonCode;
import dev.varve.image.ImageReference;
import dev.varve.json.NearestKey;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a user wrote for an image, taken apart. A path that exists as it is written wins over one
 * with a tag cut off, so that a file called {@code a:b} can be named; both win over a reference.
 */
sealed interface ImageSpec {
  /** Names that end as archives and the files that name images do, with or without a tag. */
  Pattern FILE =
      Pattern.compile("(.*\\.(?:tar|tar\\.[a-z0-9]+|tgz|txz|gz|xz|bz2|zst|ya?ml|json))(?::[^/]*)?");

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
    return parse(text, Path.of(""));
  }

  /**
   * The same.
   *
   * @param folder from which paths lead on
   */
  static ImageSpec parse(String text, Path folder) throws InputException {
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
        String rest = text.substring(prefix.length());
        Stored stored = stored(text, rest, folder);
        if (stored == null) {
          throw missing(text, NearbyImage.like(path(text, rest, folder)));
        }
        return stored;
      }
    }
    Stored stored = stored(text, text, folder);
    if (stored != null) {
      return stored;
    }
    if (looksLikePath(text)) {
      String withoutTag = FILE.matcher(text).replaceFirst("$1");
      throw missing(text, NearbyImage.like(path(text, withoutTag, folder)));
    }
    if (text.matches("[^/:@]+")) {
      String near = NearbyImage.imageLike(path(text, text, folder));
      if (near != null) {
        throw new InputException(
            ReasonCode.UNREADABLE,
            text,
            "there is no such file; "
                + NearestKey.question(near)
                + " The image in a registry is "
                + ImageSources.REGISTRY_PREFIX
                + text);
      }
    }
    return new Remote(text, reference(text));
  }

  /** The file that is named, or null if there is none. */
  private static @Nullable Stored stored(String text, String rest, Path folder)
      throws InputException {
    Path whole = path(text, rest, folder);
    if (Files.exists(whole)) {
      return new Stored(text, whole, null);
    }
    for (int colon = rest.indexOf(':'); colon >= 0; colon = rest.indexOf(':', colon + 1)) {
      Path shorter = path(text, rest.substring(0, colon), folder);
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
        || FILE.matcher(text).matches();
  }

  private static Path path(String text, String rest, Path folder) throws InputException {
    try {
      return folder.resolve(rest);
    } catch (InvalidPathException e) {
      InputException unreadable =
          new InputException(ReasonCode.UNREADABLE, text, "no file can be called so");
      unreadable.initCause(e);
      throw unreadable;
    }
  }

  private static InputException missing(String text, @Nullable String near) {
    return new InputException(
        ReasonCode.UNREADABLE,
        text,
        "there is no such file" + (near == null ? "" : "; " + NearestKey.question(near)));
  }
}
