package dev.varve.runtime;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A device opened to a container.
 *
 * @param kind {@code node} (a device file of the host), {@code cgroup-rule}, {@code cdi} or {@code
 *     request} (a driver such as a GPU)
 * @param host the host's path in clean form, the rule, the CDI name or the driver
 * @param container path inside; empty unless {@code node}
 * @param permissions letters of {@code rwm}
 */
public record Device(String kind, String host, String container, String permissions)
    implements java.io.Serializable {

  private static final Set<String> HARMLESS =
      Set.of(
          "/dev/full",
          "/dev/null",
          "/dev/ptmx",
          "/dev/random",
          "/dev/shm",
          "/dev/tty",
          "/dev/urandom",
          "/dev/zero");

  /** Whether every container gets this device anyway. */
  boolean isHarmless() {
    return kind.equals("node") && HARMLESS.contains(host);
  }

  /** A device file of the host; null or empty permissions are all of them. */
  public static Device node(String host, String container, @Nullable String permissions) {
    return new Device(
        "node",
        HostPath.parse(host, true).text(),
        container,
        permissions == null || permissions.isEmpty() ? "rwm" : permissions);
  }

  /** Reads {@code HOST[:CONTAINER[:PERMISSIONS]]} or a CDI name; null if it is neither. */
  public static @Nullable Device parse(String text) {
    if (!text.startsWith("/") && text.contains("=")) {
      return new Device("cdi", text, "", "");
    }
    String[] parts = text.split(":", -1);
    if (parts.length > 3 || parts[0].isEmpty()) {
      return null;
    }
    // Docker reads HOST:PERMISSIONS too.
    boolean shortened = parts.length == 2 && parts[1].matches("[rwm]{1,3}");
    String container = parts.length == 1 || shortened ? parts[0] : parts[1];
    String permissions = shortened ? parts[1] : parts.length == 3 ? parts[2] : null;
    return node(parts[0], container, permissions);
  }
}
