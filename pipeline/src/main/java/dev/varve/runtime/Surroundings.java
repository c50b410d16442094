package dev.varve.runtime;

import dev.varve.json.JsonValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is arranged around a container, which only some kinds of run specs can say.
 *
 * @param rootfsPropagation of the root mount, in the words of {@link Mount.Options}; empty for the
 *     engine's choice
 * @param cgroupParent the cgroup under which the container is put; empty for the engine's choice
 * @param hooks what runs at steps of the container's life, inside it or on the host
 * @param serviceAccount null outside Kubernetes
 * @param peers what is joined: {@code volumes_from:NAME}, {@code link:NAME}, {@code depends:NAME}
 * @param builds whether the run spec builds the image itself, so that its name is only local
 * @param writableCgroups whether the container's cgroup tree is mounted writable
 * @param rootfsPath clean host path of the root file system of an OCI bundle; null for others
 * @param neighbours the containers of the scan that are joined, as {@link Neighbourhood} finds them
 * @param host what is known about the host; null if nothing
 * @param runningImage digest of the image that an engine says really runs, of its manifest or else
 *     of its config; null if no engine was asked
 * @param written the document that describes the container, with secrets taken out; null unless a
 *     policy looks at it. It is shown to policies and goes nowhere else
 */
public record Surroundings(
    String rootfsPropagation,
    String cgroupParent,
    List<Hook> hooks,
    @Nullable ServiceAccount serviceAccount,
    List<String> peers,
    boolean builds,
    boolean writableCgroups,
    @Nullable String rootfsPath,
    List<Peer> neighbours,
    @Nullable HostProfile host,
    @Nullable String runningImage,
    @Nullable JsonValue written)
    implements java.io.Serializable {
  public static final Surroundings NONE = new Surroundings("", "", List.of(), null, List.of());

  public Surroundings {
    hooks = List.copyOf(hooks);
    peers = List.copyOf(peers);
    neighbours = List.copyOf(neighbours);
  }

  /** What a run spec alone can say. */
  public Surroundings(
      String rootfsPropagation,
      String cgroupParent,
      List<Hook> hooks,
      @Nullable ServiceAccount serviceAccount,
      List<String> peers,
      boolean builds,
      boolean writableCgroups,
      @Nullable String rootfsPath) {
    this(
        rootfsPropagation,
        cgroupParent,
        hooks,
        serviceAccount,
        peers,
        builds,
        writableCgroups,
        rootfsPath,
        List.of(),
        null,
        null,
        null);
  }

  /** Surroundings that say nothing of builds, cgroups and bundles. */
  public Surroundings(
      String rootfsPropagation,
      String cgroupParent,
      List<Hook> hooks,
      @Nullable ServiceAccount serviceAccount,
      List<String> peers) {
    this(rootfsPropagation, cgroupParent, hooks, serviceAccount, peers, false, false, null);
  }

  /** The same on a known host. */
  Surroundings on(HostProfile profile) {
    return with(neighbours, profile, runningImage, written);
  }

  /** The same with its neighbours. */
  Surroundings beside(List<Peer> others) {
    return with(others, host, runningImage, written);
  }

  /** The same of a container that is known to run this image. */
  public Surroundings running(@Nullable String image) {
    return with(neighbours, host, image, written);
  }

  /** The same with the document that describes the container, or without. */
  public Surroundings written(@Nullable JsonValue document) {
    return with(neighbours, host, runningImage, document);
  }

  private Surroundings with(
      List<Peer> others,
      @Nullable HostProfile profile,
      @Nullable String image,
      @Nullable JsonValue document) {
    return new Surroundings(
        rootfsPropagation,
        cgroupParent,
        hooks,
        serviceAccount,
        peers,
        builds,
        writableCgroups,
        rootfsPath,
        others,
        profile,
        image,
        document);
  }
}
