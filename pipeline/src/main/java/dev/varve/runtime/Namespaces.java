package dev.varve.runtime;

import java.util.ArrayList;
import java.util.List;

/**
 * The namespaces of a container, each as a word: {@code private}, {@code host}, {@code pod}, {@code
 * none} (no network at all, no shared memory), {@code shareable}, {@code container:NAME} or {@code
 * service:NAME} (joined), {@code path:PATH} (joined by path), or for the network {@code
 * network:NAME}.
 *
 * @param cgroup {@code default} if it depends on the host: private on version 2, host on version 1
 * @param time covers only the monotonic and boot clocks
 * @param uidMappings of a user namespace of its own, where the source lists them
 */
public record Namespaces(
    String pid,
    String net,
    String ipc,
    String uts,
    String user,
    String cgroup,
    String mnt,
    String time,
    List<IdMapping> uidMappings)
    implements java.io.Serializable {
  public static final String PRIVATE = "private";
  public static final String HOST = "host";

  /** What Docker does when nothing is said. */
  public static final Namespaces DOCKER_DEFAULT =
      new Namespaces(PRIVATE, PRIVATE, PRIVATE, PRIVATE, HOST, "default", PRIVATE);

  public Namespaces {
    uidMappings = List.copyOf(uidMappings);
  }

  /**
   * The names of those that are the host's, in the order of facts; not those of id space and
   * clocks.
   */
  public List<String> ofHost() {
    List<String> names = new ArrayList<>();
    String[] words = {pid, net, ipc, uts, cgroup, mnt};
    String[] all = {"pid", "net", "ipc", "uts", "cgroup", "mnt"};
    for (int i = 0; i < words.length; i++) {
      if (words[i].equals(HOST)) {
        names.add(all[i]);
      }
    }
    return names;
  }

  /** Namespaces of an engine that leaves the clocks and the mapping to the host. */
  public Namespaces(
      String pid, String net, String ipc, String uts, String user, String cgroup, String mnt) {
    this(pid, net, ipc, uts, user, cgroup, mnt, HOST, List.of());
  }
}
