package dev.varve.plan;

import dev.varve.failure.InputException;
import dev.varve.failure.ReasonCode;
import dev.varve.image.Platform;
import java.util.List;

/**
 * A whole registry, or what is wanted of it.
 *
 * @param name how reports call it: as it was written
 * @param registry host with its port, if it has one, as references name it
 * @param plainHttp whether it was written with {@code http://}
 * @param repositories globs of repositories; none for all. Names that are no globs are not looked
 *     up, since not every registry lists what it has
 * @param tags globs of tags; none for all. Likewise
 * @param filter of what was found
 * @param platforms which platforms, or empty for all
 */
public record RegistryRequest(
    String name,
    String registry,
    boolean plainHttp,
    List<String> repositories,
    List<String> tags,
    ImageFilter filter,
    List<Platform> platforms)
    implements java.io.Serializable {
  public RegistryRequest {
    repositories = List.copyOf(repositories);
    tags = List.copyOf(tags);
    platforms = List.copyOf(platforms);
  }

  /** Whether a text is the address of a registry: a scheme, a host, nothing behind. */
  public static boolean isAddress(String text) {
    return text.matches("https?://[^/]+/?");
  }

  /**
   * Refuses web addresses that hold a user or a password, which would be repeated in reports, as
   * {@code reference-unsupported}. What is before the last {@code @} is not shown.
   */
  public static void requireNoAccount(String text) throws InputException {
    if (text.matches("(?is)https?://.*@.*")) {
      throw new InputException(
          ReasonCode.REFERENCE_UNSUPPORTED,
          text.substring(text.lastIndexOf('@')),
          "an address with '@' before the host is not taken, since reports would show the password;"
              + " keep accounts in Docker's config.json (docker login) and leave them out here");
    }
  }

  /** All of the registry at an address, for which {@link #isAddress} holds. */
  public static RegistryRequest all(String address) {
    return of(address, List.of(), List.of(), ImageFilter.ALL, List.of());
  }

  static RegistryRequest of(
      String address,
      List<String> repositories,
      List<String> tags,
      ImageFilter filter,
      List<Platform> platforms) {
    String host = address.replaceFirst("^https?://", "").replaceFirst("/$", "");
    return new RegistryRequest(
        address, host, address.startsWith("http:"), repositories, tags, filter, platforms);
  }
}
