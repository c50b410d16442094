package dev.varve.runtime;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How one container is run: one model for compose files, Kubernetes manifests, inspected
 * containers, OCI runtime configs and command lines (policy-catalogue.md section 1.4).
 *
 * @param imageRef as the document names the image, or null if it does not
 * @param restart {@code no}, {@code always}, {@code on-failure[:n]}, {@code unless-stopped}, or
 *     empty
 * @param useApiSocket whether the engine hands its control socket into the container
 * @param health null for the image's
 * @param origin by field path ({@code ns.net}, {@code mounts[0]}, {@code caps.add}); a path that is
 *     missing was left to the engine or the image
 * @param gaps what the document leaves open
 * @param surroundings what is arranged around the container
 */
public record RunSpec(
    Unit unit,
    @Nullable String imageRef,
    ProcessSpec process,
    Privileges privileges,
    Namespaces namespaces,
    List<Mount> mounts,
    List<Device> devices,
    boolean rootfsReadOnly,
    ResourceLimits limits,
    List<PortBinding> ports,
    @Nullable Health health,
    String restart,
    boolean useApiSocket,
    SortedMap<String, String> sysctls,
    SortedMap<String, String> labels,
    SortedMap<String, Origin> origin,
    List<Gap> gaps,
    Surroundings surroundings)
    implements java.io.Serializable {
  private static final java.util.Set<String> OF_IMAGE =
      java.util.Set.of("entrypoint", "command", "user", "workdir", "health");

  public RunSpec {
    mounts = List.copyOf(mounts);
    devices = List.copyOf(devices);
    ports = List.copyOf(ports);
    sysctls = Collections.unmodifiableSortedMap(new TreeMap<>(sysctls));
    labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
    origin = Collections.unmodifiableSortedMap(new TreeMap<>(origin));
    gaps = List.copyOf(gaps);
  }

  /** A run spec without surroundings. */
  public RunSpec(
      Unit unit,
      @Nullable String imageRef,
      ProcessSpec process,
      Privileges privileges,
      Namespaces namespaces,
      List<Mount> mounts,
      List<Device> devices,
      boolean rootfsReadOnly,
      ResourceLimits limits,
      List<PortBinding> ports,
      @Nullable Health health,
      String restart,
      boolean useApiSocket,
      SortedMap<String, String> sysctls,
      SortedMap<String, String> labels,
      SortedMap<String, Origin> origin,
      List<Gap> gaps) {
    this(
        unit,
        imageRef,
        process,
        privileges,
        namespaces,
        mounts,
        devices,
        rootfsReadOnly,
        limits,
        ports,
        health,
        restart,
        useApiSocket,
        sysctls,
        labels,
        origin,
        gaps,
        Surroundings.NONE);
  }

  /** Of the unit's name alone: the hash of everything else would cost more than it tells apart. */
  @Override
  public int hashCode() {
    return unit.name().hashCode();
  }

  /** The same with other surroundings. */
  public RunSpec with(Surroundings others) {
    return copy(unit, process, privileges, namespaces, mounts, limits, origin, others);
  }

  /** The same for another unit. */
  public RunSpec as(Unit other) {
    return copy(other, process, privileges, namespaces, mounts, limits, origin, surroundings);
  }

  /** The same container with another process in it. */
  public RunSpec running(ProcessSpec other, Privileges its, SortedMap<String, Origin> itsOrigin) {
    return copy(unit, other, its, namespaces, mounts, limits, itsOrigin, surroundings);
  }

  /** The same with other places of its values. */
  public RunSpec withOrigin(SortedMap<String, Origin> others) {
    return copy(unit, process, privileges, namespaces, mounts, limits, others, surroundings);
  }

  /**
   * The same with its image known: {@link PortBinding#EXPOSED} gives way to the ports that it
   * exposes.
   *
   * @param exposed as {@code 8080/tcp}
   */
  public RunSpec publishing(List<String> exposed) {
    int place = ports.indexOf(PortBinding.EXPOSED);
    if (place < 0) {
      return this;
    }
    List<PortBinding> known = new ArrayList<>(ports);
    known.remove(place);
    SortedMap<String, Origin> places = new TreeMap<>(origin);
    Origin said = places.remove("ports[" + place + "]");
    for (String port : exposed) {
      if (said != null) {
        places.put("ports[" + known.size() + "]", said);
      }
      known.add(PortBinding.parse(port));
    }
    return new RunSpec(
        unit,
        imageRef,
        process,
        privileges,
        namespaces,
        mounts,
        devices,
        rootfsReadOnly,
        limits,
        known,
        health,
        restart,
        useApiSocket,
        sysctls,
        labels,
        places,
        gaps,
        surroundings);
  }

  /** The same with other mounts. */
  public RunSpec withMounts(List<Mount> others) {
    return copy(unit, process, privileges, namespaces, others, limits, origin, surroundings);
  }

  /** The same with everything that a host may settle. */
  RunSpec settled(
      Privileges settledPrivileges,
      Namespaces settledNamespaces,
      ResourceLimits settledLimits,
      List<Mount> settledMounts,
      SortedMap<String, Origin> settledOrigin,
      Surroundings others) {
    return copy(
        unit,
        process,
        settledPrivileges,
        settledNamespaces,
        settledMounts,
        settledLimits,
        settledOrigin,
        others);
  }

  /** A copy with whatever copies may differ in. */
  private RunSpec copy(
      Unit newUnit,
      ProcessSpec newProcess,
      Privileges newPrivileges,
      Namespaces newNamespaces,
      List<Mount> newMounts,
      ResourceLimits newLimits,
      SortedMap<String, Origin> newOrigin,
      Surroundings newSurroundings) {
    return new RunSpec(
        newUnit,
        imageRef,
        newProcess,
        newPrivileges,
        newNamespaces,
        newMounts,
        devices,
        rootfsReadOnly,
        newLimits,
        ports,
        health,
        restart,
        useApiSocket,
        sysctls,
        labels,
        newOrigin,
        gaps,
        newSurroundings);
  }

  /** Where the value at a field path comes from. */
  public Origin originOf(String field) {
    Origin fallback = OF_IMAGE.contains(field) ? Origin.OF_IMAGE : Origin.ENGINE_DEFAULT;
    return origin.getOrDefault(field, fallback);
  }

  /** The first line that says anything about the container, or null if no document does. */
  public @Nullable Origin place() {
    Origin first = null;
    for (Origin said : origin.values()) {
      boolean placed = said.how() == Origin.How.SET && said.file() != null && said.line() > 0;
      if (placed && (first == null || said.line() < first.line())) {
        first = said;
      }
    }
    return first;
  }
}
