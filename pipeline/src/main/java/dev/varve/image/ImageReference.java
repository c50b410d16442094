package dev.varve.image;

import dev.varve.failure.InputException;
import dev.varve.failure.ReasonCode;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A name of an image, completed as Docker completes it: {@code app} is {@code
 * docker.io/library/app:latest}.
 *
 * @param registry host with optional port, such as {@code docker.io}
 * @param repository path below the registry, such as {@code library/app}
 * @param tag null if a digest was given without a tag
 * @param digest as written; null if none was given
 */
public record ImageReference(
    String registry, String repository, @Nullable String tag, @Nullable String digest)
    implements java.io.Serializable {
  private static final String HUB = "docker.io";
  private static final String HUB_ALIAS = "index.docker.io/";
  private static final String LIBRARY = "library/";
  private static final int MAX_NAME_CHARS = 255;

  // Grammar of github.com/distribution/reference.
  private static final Pattern REPOSITORY =
      Pattern.compile(
          "[a-z0-9]++(?:(?:[._]|__|-++)[a-z0-9]++)*+(?:/[a-z0-9]++(?:(?:[._]|__|-++)[a-z0-9]++)*+)*+");

  private static final Pattern REGISTRY =
      Pattern.compile("(?:[A-Za-z0-9.-]++|\\[[0-9A-Fa-f:]++])(?::[0-9]{1,5})?");
  private static final Pattern TAG = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,127}");
  private static final Pattern DIGEST =
      Pattern.compile("[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}");

  /** Parses and completes a reference; {@code reference-unsupported} says what is wrong with it. */
  public static ImageReference parse(String text) throws InputException {
    String name = text;
    String digest = null;
    int at = text.indexOf('@');
    if (at >= 0) {
      digest = text.substring(at + 1);
      name = text.substring(0, at);
      if (!DIGEST.matcher(digest).matches()) {
        throw invalid(text, "'" + digest + "' is not a digest");
      }
    }
    String tag = null;
    int colon = tagColon(name);
    if (colon >= 0) {
      tag = name.substring(colon + 1);
      name = name.substring(0, colon);
      if (!TAG.matcher(tag).matches()) {
        throw invalid(text, "'" + tag + "' is not a tag");
      }
    }
    if (tag == null && digest == null) {
      tag = "latest";
    }
    String full = completedName(name);
    int slash = full.indexOf('/');
    String registry = full.substring(0, slash);
    String repository = full.substring(slash + 1);
    if (!REGISTRY.matcher(registry).matches()) {
      throw invalid(text, "'" + registry + "' is not a registry");
    }
    if (repository.length() > MAX_NAME_CHARS || !REPOSITORY.matcher(repository).matches()) {
      throw invalid(text, "'" + repository + "' is not a repository (lower case only)");
    }
    return new ImageReference(registry, repository, tag, digest);
  }

  /**
   * The form in which two names are compared (semantics.md section 1): registry, repository, and
   * the tag or else the digest, joined by a colon. Total: whatever text an archive holds has one.
   */
  public static String completed(String text) {
    int at = text.indexOf('@');
    if (at >= 0) {
      return completedName(text.substring(0, at)) + ":" + text.substring(at + 1);
    }
    int colon = tagColon(text);
    if (colon >= 0) {
      return completedName(text.substring(0, colon)) + ":" + text.substring(colon + 1);
    }
    return completedName(text) + ":latest";
  }

  /** A name without its tag and digest, as far as it has any; nothing is completed. */
  public static String withoutTag(String text) {
    int at = text.indexOf('@');
    String name = at < 0 ? text : text.substring(0, at);
    int colon = tagColon(name);
    return colon < 0 ? name : name.substring(0, colon);
  }

  /** Where the colon before a tag is, if the text ends in one: a port has a slash after it. */
  private static int tagColon(String text) {
    int colon = text.lastIndexOf(':');
    return colon > text.lastIndexOf('/') ? colon : -1;
  }

  private static String completedName(String given) {
    int from = 0;
    while (given.startsWith(HUB_ALIAS, from)) {
      from += HUB_ALIAS.length();
    }
    String name = given.substring(from);
    int slash = name.indexOf('/');
    if (slash < 0) {
      return HUB + "/" + LIBRARY + name;
    }
    String first = name.substring(0, slash);
    boolean host = first.contains(".") || first.contains(":") || first.equals("localhost");
    if (!host) {
      return HUB + "/" + name;
    }
    boolean official = first.equals(HUB) && name.indexOf('/', slash + 1) < 0;
    return official ? HUB + "/" + LIBRARY + name.substring(slash + 1) : name;
  }

  private static InputException invalid(String text, String what) {
    return new InputException(
        ReasonCode.REFERENCE_UNSUPPORTED, "", "'" + text + "' is not an image reference: " + what);
  }

  /** The complete text: {@code registry/repository[:tag][@digest]}. */
  @Override
  public String toString() {
    return registry
        + "/"
        + repository
        + (tag == null ? "" : ":" + tag)
        + (digest == null ? "" : "@" + digest);
  }
}
