package dev.varve.runtime;

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
    implements java.io.Serializable {}
