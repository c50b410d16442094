package dev.varve.runtime;

/** Docker's words for namespaces in the words of {@link Namespaces}. */
public final class NamespaceWords {
  private NamespaceWords() {}

  /** For pid, ipc, uts, user and cgroup: empty means private. */
  public static String mode(String word) {
    return word.isEmpty() ? Namespaces.PRIVATE : word;
  }

  /** For the network, where a plain name is that of a network. */
  public static String network(String word) {
    return switch (word) {
      case "", "default", "bridge", "private", "nat" -> Namespaces.PRIVATE;
      case "host", "none" -> word;
      default ->
          word.startsWith("container:") || word.startsWith("service:") || word.startsWith("ns:")
              ? word
              : "network:" + word;
    };
  }
}
