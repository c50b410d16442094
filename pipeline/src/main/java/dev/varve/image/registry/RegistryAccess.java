package dev.varve.image.registry;

import dev.varve.image.ProgramPath;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a user lets this program do with registries. Holds no secret: accounts are read from
 * Docker's configuration by whoever needs them.
 *
 * @param plainHttp hosts, with or without a port, that are spoken to without TLS; loopback needs no
 *     mention
 * @param allowed hosts, with or without a port, that a registry may send this program to although
 *     they are in a private network
 * @param caFile path of a PEM file with more certificate authorities, or null
 * @param dockerConfig path of the folder with Docker's {@code config.json}; empty for none
 * @param programs where credential helpers and {@code docker} are looked for
 * @param maxNames names that one list of a registry may have, of repositories or of a repository's
 *     tags; protects memory
 */
public record RegistryAccess(
    Set<String> plainHttp,
    Set<String> allowed,
    @Nullable String caFile,
    String dockerConfig,
    ProgramPath programs,
    Patience patience,
    int maxNames)
    implements Serializable {
  /** The largest registries have tens of thousands of repositories. */
  public static final int DEFAULT_MAX_NAMES = 200_000;

  public RegistryAccess {
    plainHttp = lowerCase(plainHttp);
    allowed = lowerCase(allowed);
  }

  private static Set<String> lowerCase(Set<String> hosts) {
    Set<String> lower = new TreeSet<>();
    hosts.forEach(host -> lower.add(host.toLowerCase(Locale.ROOT)));
    return lower;
  }

  /**
   * Bounds on waiting.
   *
   * @param connectMillis until a connection stands
   * @param silenceMillis without a byte of an answer
   * @param documentMillis from a request to the end of a document, or to the beginning of a layer
   * @param attempts of one request, and of one layer without any progress
   * @param firstPauseMillis before the second attempt; each further pause is twice as long
   * @param longestPauseMillis also if a registry asks for more
   * @param leastBytesPerSecond below which a layer counts as stalled
   */
  public record Patience(
      int connectMillis,
      int silenceMillis,
      int documentMillis,
      int attempts,
      int firstPauseMillis,
      int longestPauseMillis,
      int leastBytesPerSecond)
      implements Serializable {
    /** As long as docker and containerd wait, roughly: 30 s, and five attempts. */
    public static final Patience DEFAULT =
        new Patience(10_000, 30_000, 120_000, 5, 500, 60_000, 1024);
  }

  /** As a user's surroundings say, with nothing more asked for. */
  public static RegistryAccess of(Map<String, String> environment) {
    String config = environment.getOrDefault("DOCKER_CONFIG", "");
    String home = environment.getOrDefault("HOME", "");
    if (config.isEmpty() && !home.isEmpty()) {
      config = Path.of(home, ".docker").toString();
    }
    return new RegistryAccess(
        Set.of(),
        Set.of(),
        null,
        config,
        new ProgramPath(environment.getOrDefault("PATH", "")),
        Patience.DEFAULT,
        DEFAULT_MAX_NAMES);
  }

  /** The same with what a command line adds. */
  public RegistryAccess with(Set<String> plain, Set<String> hosts, @Nullable String ca) {
    Set<String> allPlain = new TreeSet<>(plainHttp);
    allPlain.addAll(plain);
    Set<String> allHosts = new TreeSet<>(allowed);
    allHosts.addAll(hosts);
    return new RegistryAccess(
        allPlain, allHosts, ca != null ? ca : caFile, dockerConfig, programs, patience, maxNames);
  }

  /** The same with other bounds on waiting. */
  public RegistryAccess with(Patience other) {
    return new RegistryAccess(plainHttp, allowed, caFile, dockerConfig, programs, other, maxNames);
  }

  /** The same with another bound on lists. */
  public RegistryAccess withMaxNames(int most) {
    return new RegistryAccess(plainHttp, allowed, caFile, dockerConfig, programs, patience, most);
  }

  /** Whether a set of hosts has this one, alone or with its port. */
  static boolean has(Set<String> hosts, String host, int port) {
    return hosts.contains(host) || hosts.contains(host + ":" + port);
  }
}
