package dev.varve.image.source;

import dev.varve.failure.InputException;
import dev.varve.failure.ReasonCode;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What a user wrote for an image, taken apart: a path, with or without one of skopeo's prefixes
 * ({@code docker-archive:}, {@code oci:}, {@code oci-archive:}), and a tag after a colon. A path
 * that exists as it is written wins over one with a tag cut off, so that a file called {@code a:b}
 * can be named.
 *
 * @param text as written
 * @param tag null if none was written
 */
record ImageSpec(String text, Path path, @Nullable String tag) {
  private static final String[] PATH_PREFIXES = {"docker-archive:", "oci-archive:", "oci:"};
  private static final String REGISTRY_PREFIX = "docker://";

  static ImageSpec parse(String text) throws InputException {
    if (text.startsWith(REGISTRY_PREFIX)) {
      throw unsupported(text);
    }
    for (String prefix : PATH_PREFIXES) {
      if (text.startsWith(prefix)) {
        return split(text, text.substring(prefix.length()), true);
      }
    }
    return split(text, text, false);
  }

  /**
   * @param surelyPath whether a prefix said so: then a missing file is a missing file and no
   *     reference
   */
  private static ImageSpec split(String text, String rest, boolean surelyPath)
      throws InputException {
    Path whole = path(text, rest);
    if (Files.exists(whole)) {
      return new ImageSpec(text, whole, null);
    }
    for (int colon = rest.indexOf(':'); colon >= 0; colon = rest.indexOf(':', colon + 1)) {
      Path shorter = path(text, rest.substring(0, colon));
      if (colon > 0 && Files.exists(shorter)) {
        return new ImageSpec(text, shorter, rest.substring(colon + 1));
      }
    }
    if (surelyPath || looksLikePath(rest)) {
      throw new InputException(ReasonCode.UNREADABLE, text, "there is no such file");
    }
    throw unsupported(text);
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

  private static InputException unsupported(String text) {
    return new InputException(
        ReasonCode.REFERENCE_UNSUPPORTED,
        text,
        "there is no such file, and registries cannot be read yet");
  }
}
