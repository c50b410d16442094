package dev.varve.runtime;

/**
 * Which container of which application a run spec describes; stable over runs, so it holds no file
 * name and no line.
 *
 * @param kind of the source: {@code compose}, {@code docker}, {@code oci}, {@code command}, or the
 *     Kubernetes kind
 * @param namespace compose project or Kubernetes namespace; empty if there is none
 * @param name service, workload or container name
 * @param container name within the unit; the same as {@code name} where units hold one container
 * @param role {@code main}, {@code init}, {@code sidecar}, {@code ephemeral} or {@code hook}
 */
public record Unit(String kind, String namespace, String name, String container, String role)
    implements java.io.Serializable {

  /** A unit of one container. */
  public static Unit single(String kind, String namespace, String name) {
    return new Unit(kind, namespace, name, name, "main");
  }

  /** Whose ways a run spec follows where it says nothing. */
  public enum Source {
    DOCKER,
    KUBERNETES,
    OCI
  }

  /** Whose defaults hold. */
  public Source source() {
    return switch (kind) {
      case "compose", "docker", "command" -> Source.DOCKER;
      case "oci" -> Source.OCI;
      default -> Source.KUBERNETES;
    };
  }

  /** The subject key of findings: {@code compose shop/api}. */
  public String key() {
    return kind
        + " "
        + (namespace.isEmpty() ? "" : namespace + "/")
        + name
        + (container.equals(name) ? "" : "/" + container);
  }

  /**
   * The form that globs over containers match: {@code compose/shop/api}, {@code docker/api}, and
   * for the Kubernetes kinds {@code k8s/shop/Deployment/api}.
   */
  public String path() {
    String place = namespace.isEmpty() ? "" : namespace + "/";
    // Kubernetes kinds are the only ones with a capital.
    boolean kubernetes = Character.isUpperCase(kind.charAt(0));
    return kubernetes ? "k8s/" + place + kind + "/" + name : kind + "/" + place + name;
  }
}
