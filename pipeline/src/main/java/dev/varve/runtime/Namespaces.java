package dev.varve.runtime;

/**
 * The namespaces of a container, each as a word: {@code private}, {@code host}, {@code pod}, {@code
 * none} (no network at all, no shared memory), {@code shareable}, {@code container:NAME} or {@code
 * service:NAME} (joined), {@code path:PATH} (joined by path), or for the network {@code
 * network:NAME}.
 *
 * @param cgroup {@code default} if it depends on the host: private on version 2, host on version 1
 */
public record Namespaces(
    String pid, String net, String ipc, String uts, String user, String cgroup, String mnt)
    implements java.io.Serializable {
  public static final String PRIVATE = "private";
  public static final String HOST = "host";

  /** What Docker does when nothing is said. */
  public static final Namespaces DOCKER_DEFAULT =
      new Namespaces(PRIVATE, PRIVATE, PRIVATE, PRIVATE, HOST, "default", PRIVATE);
}
