package dev.varve.runtime.kubernetes;

import dev.varve.failure.InputException;
import dev.varve.runtime.Device;
import dev.varve.runtime.Provenance;
import dev.varve.runtime.ResourceLimits;
import dev.varve.runtime.SpecNode;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The resources of a container: its own limits, else those that a limit range of the scan gives,
 * else those of the pod as a whole. How many processes it may have only the node says.
 */
final class ResourceReader {
  private final SpecNode own;
  private final SpecNode pod;
  private final Workload workload;
  private final ClusterObjects objects;
  private final Provenance provenance;

  ResourceReader(
      Workload workload, SpecNode container, ClusterObjects objects, Provenance provenance)
      throws InputException {
    this.own = container.get("resources");
    this.pod = workload.podSpec().get("resources");
    this.workload = workload;
    this.objects = objects;
    this.provenance = provenance;
    KubernetesFields.RESOURCES.check(own, provenance);
    KubernetesFields.RESOURCES.check(pod, provenance);
  }

  ResourceLimits limits(@Nullable Long shmBytes) throws InputException {
    provenance.unknown("limits.pids");
    return new ResourceLimits(
        Quantity.units(limit("memory", "limits.memory")),
        null,
        Quantity.billionths(limit("cpu", "limits.cpu")),
        null,
        shmBytes,
        false,
        null,
        null,
        Quantity.units(limit("ephemeral-storage", "limits.disk")),
        Quantity.billionths(request()));
  }

  private SpecNode limit(String resource, String field) throws InputException {
    return chosen("limits", resource, field);
  }

  /** A container that sets a limit and no request is given its limit. */
  private SpecNode request() throws InputException {
    SpecNode request = chosen("requests", "cpu", "limits.cpu_request");
    return request.isAbsent() ? own.get("limits").get("cpu") : request;
  }

  private SpecNode chosen(String part, String resource, String field) throws InputException {
    SpecNode said = own.get(part).get(resource);
    if (!said.isAbsent()) {
      provenance.set(field, said);
      return said;
    }
    SpecNode ofPod = pod.get(part).get(resource);
    SpecNode given =
        objects.limitRange(workload.object().namespace(), resource, part.equals("requests"), ofPod);
    if (!given.isAbsent()) {
      if (given.equals(ofPod)) {
        provenance.set(field, given);
      } else {
        provenance.implied(field, given);
      }
    }
    return given;
  }

  /**
   * Devices that come as resources: extended ones ({@code nvidia.com/gpu}) and claims.
   *
   * @param before how many devices the container has already, for the places of these
   */
  List<Device> devices(int before) throws InputException {
    List<Device> devices = new ArrayList<>();
    TreeSet<String> names = new TreeSet<>(own.get("limits").keys());
    names.addAll(own.get("requests").keys());
    for (String name : names) {
      SpecNode limit = own.get("limits").get(name);
      SpecNode amount = limit.isAbsent() ? own.get("requests").get(name) : limit;
      Long count = isExtended(name) ? Quantity.units(amount) : null;
      if (count != null && count > 0) {
        provenance.set("devices[" + (before + devices.size()) + "]", amount);
        devices.add(new Device("request", name, "", ""));
      }
    }
    for (SpecNode claim : own.get("claims").items()) {
      String name = claim.get("name").required();
      provenance.set("devices[" + (before + devices.size()) + "]", claim);
      devices.add(new Device("request", "claim:" + name, "", ""));
    }
    return devices;
  }

  /** Names with a domain that is not Kubernetes' own. */
  private static boolean isExtended(String name) {
    int slash = name.indexOf('/');
    return slash > 0 && !name.substring(0, slash).endsWith("kubernetes.io");
  }
}
