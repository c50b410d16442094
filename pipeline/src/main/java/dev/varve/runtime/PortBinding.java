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
    implements java.io.Serializable {
  /** Every port that the image exposes, on ports that the engine chooses. */
  public static final PortBinding EXPOSED = new PortBinding("", "", "exposed", "tcp");

  /** Reads {@code [[IP:]HOST:]CONTAINER[/PROTOCOL]}, as engines and compose files write it. */
  public static PortBinding parse(String text) {
    int slash = text.indexOf('/');
    String protocol = slash < 0 ? "tcp" : text.substring(slash + 1);
    String ports = slash < 0 ? text : text.substring(0, slash);
    int last = ports.lastIndexOf(':');
    String container = ports.substring(last + 1);
    String rest = last < 0 ? "" : ports.substring(0, last);
    int cut = rest.lastIndexOf(':');
    String host = rest.substring(cut + 1);
    String ip = cut < 0 ? "" : rest.substring(0, cut).replaceAll("^\\[|\\]$", "");
    return new PortBinding(ip, host, container, protocol);
  }
}
