package dev.varve.runtime;

import java.util.regex.Pattern;

/** Docker's and podman's words for namespaces in the words of {@link Namespaces}. */
public final class NamespaceWords {
  private static final Pattern OF_FIRST_PROCESS = Pattern.compile("/proc/1/(?:task/1/)?ns/[a-z_]+");

  /** Podman's networks in user space, of a container alone. */
  private static final Pattern USER_MODE = Pattern.compile("(?:pasta|slirp4netns)(?::.*)?");

  private NamespaceWords() {}

  /** For pid, ipc, uts, user and cgroup: empty means private. */
  public static String mode(String word) {
    if (word.startsWith("ns:")) {
      return joined(word.substring("ns:".length()));
    }
    return word.isEmpty() ? Namespaces.PRIVATE : word;
  }

  /** A namespace joined by a path: those of the first process are the host's. */
  public static String joined(String path) {
    String clean = HostPath.cleanTarget(path);
    return OF_FIRST_PROCESS.matcher(clean).matches() ? Namespaces.HOST : "path:" + clean;
  }

  /** For the network, where a plain name is that of a network. */
  public static String network(String word) {
    if (USER_MODE.matcher(word).matches()) {
      return Namespaces.PRIVATE;
    }
    if (word.startsWith("ns:")) {
      return mode(word);
    }
    return switch (word) {
      case "", "default", "bridge", "private", "nat" -> Namespaces.PRIVATE;
      case "host", "none" -> word;
      default ->
          word.startsWith("container:") || word.startsWith("service:") ? word : "network:" + word;
    };
  }
}
