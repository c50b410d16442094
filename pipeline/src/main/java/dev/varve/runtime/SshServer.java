package dev.varve.runtime;

import dev.varve.blob.Bytes;
import dev.varve.image.ImageConfig;
import dev.varve.layer.ContentFact;
import dev.varve.tree.TreeEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What an image has for people who log in over the network. Paths bear a leading slash.
 *
 * @param daemon path of a live program that takes logins, or null
 * @param starts whether it is in the start chain
 * @param portExposed whether the image exposes port 22
 * @param hostKeys private host keys
 * @param settings keywords of sshd_config in lower case, the first of each before any Match block,
 *     as sshd_config(5) reads them
 * @param authorizedKeys files with keys that let their owners in
 */
public record SshServer(
    @Nullable String daemon,
    boolean starts,
    boolean portExposed,
    List<String> hostKeys,
    SortedMap<String, String> settings,
    List<AuthorizedKeys> authorizedKeys)
    implements java.io.Serializable {
  private static final List<String> DAEMONS =
      List.of(
          "usr/sbin/sshd",
          "usr/local/sbin/sshd",
          "usr/bin/sshd",
          "usr/sbin/dropbear",
          "usr/bin/dropbear");
  private static final int MAX_SETTINGS = 200;

  public SshServer {
    hostKeys = List.copyOf(hostKeys);
    settings = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(settings));
    authorizedKeys = List.copyOf(authorizedKeys);
  }

  /**
   * A file of keys.
   *
   * @param keys lines that are neither empty nor comments
   */
  public record AuthorizedKeys(String path, long keys) implements java.io.Serializable {}

  /** Of a squashed tree and what it starts. */
  static SshServer of(ImagePaths paths, TreeCensus census, ImageConfig config, Start start) {
    TreeEntry daemon = null;
    for (String place : DAEMONS) {
      TreeEntry entry = paths.find(Bytes.utf8(place)).entry();
      if (daemon == null && entry != null && entry.inode().isFile()) {
        daemon = entry;
      }
    }
    Bytes path = daemon == null ? null : daemon.path();
    return new SshServer(
        path == null ? null : "/" + path.text(),
        path != null && start.links().stream().anyMatch(link -> path.equals(link.path())),
        config.exposedPorts().stream().anyMatch(port -> port.matches("22(?:/tcp)?")),
        census.watched(TreeCensus.Watched.HOST_KEYS).stream().map(key -> "/" + key.text()).toList(),
        settings(paths.content("etc/ssh/sshd_config")),
        authorizedKeys(paths, census));
  }

  private static SortedMap<String, String> settings(@Nullable ContentFact content) {
    SortedMap<String, String> settings = new TreeMap<>();
    if (content == null) {
      return settings;
    }
    for (String line : content.head().text().lines().toList()) {
      String[] words = line.strip().split("[\\s=]+", 2);
      String keyword = words[0].toLowerCase(Locale.ROOT);
      if (keyword.equals("match")) {
        break;
      }
      if (words.length == 2 && !keyword.startsWith("#") && settings.size() < MAX_SETTINGS) {
        settings.putIfAbsent(keyword, words[1].strip());
      }
    }
    return settings;
  }

  private static List<AuthorizedKeys> authorizedKeys(ImagePaths paths, TreeCensus census) {
    List<AuthorizedKeys> all = new ArrayList<>();
    for (Bytes path : census.watched(TreeCensus.Watched.AUTHORIZED_KEYS)) {
      ContentFact content = paths.content(path.text());
      if (content != null) {
        long keys =
            content
                .head()
                .text()
                .lines()
                .filter(line -> !line.isBlank() && !line.stripLeading().startsWith("#"))
                .count();
        all.add(new AuthorizedKeys("/" + path.text(), keys));
      }
    }
    return all;
  }
}
