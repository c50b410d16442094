package dev.varve.runtime;

/**
 * A port of the host that leads into the container.
 *
 * @param hostIp empty for all addresses
 * @param hostPort a number, a range {@code a-b}, or empty if the engine chooses
 * @param containerPort a number or a range
 * @param protocol {@code tcp}, {@code udp} or {@code sctp}
 */
public record PortBinding(String hostIp, String hostPort, String containerPort, String protocol)
    implements java.io.Serializable {}
