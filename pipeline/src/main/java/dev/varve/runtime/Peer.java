package dev.varve.runtime;

import java.util.List;

/**
 * Another container whose namespaces or volumes a container shares, with what it opens itself: who
 * gets into one may get into the other.
 *
 * @param unit its {@link Unit#key()}, or the name by which it is joined if it is not in the scan
 * @param via {@code ns.net}, {@code ns.pid}, {@code ns.ipc}, {@code volumes}, sorted
 * @param known whether the scan has it; if not, the rest is empty
 * @param hostNamespaces those that it takes from the host
 * @param capabilitiesAdded may hold {@code ALL}
 * @param hostClasses of the paths it mounts, other than the application's own and benign ones
 */
public record Peer(
    String unit,
    List<String> via,
    boolean known,
    boolean privileged,
    List<String> hostNamespaces,
    List<String> capabilitiesAdded,
    List<String> hostClasses)
    implements java.io.Serializable {
  public Peer {
    via = via.stream().distinct().sorted().toList();
    hostNamespaces = List.copyOf(hostNamespaces);
    capabilitiesAdded = List.copyOf(capabilitiesAdded);
    hostClasses = List.copyOf(hostClasses);
  }

  /** Whether it has more than an ordinary container. */
  boolean isOpen() {
    return privileged || !hostNamespaces.isEmpty() || !hostClasses.isEmpty();
  }
}
