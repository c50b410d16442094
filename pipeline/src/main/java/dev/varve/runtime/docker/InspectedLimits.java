package dev.varve.runtime.docker;

import dev.varve.failure.InputException;
import dev.varve.runtime.Device;
import dev.varve.runtime.Provenance;
import dev.varve.runtime.ResourceLimits;
import dev.varve.runtime.SpecNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The limits and devices of an inspected container. */
final class InspectedLimits {
  private final SpecNode host;
  private final Provenance provenance;

  InspectedLimits(SpecNode host, Provenance provenance) {
    this.host = host;
    this.provenance = provenance;
  }

  ResourceLimits limits() throws InputException {
    Long nanoCpus = limit(host.get("NanoCpus"), "limits.cpu");
    Long quota = limit(host.get("CpuQuota"), "limits.cpu");
    if (nanoCpus == null && quota != null) {
      Long period = host.get("CpuPeriod").number();
      long micros = period == null || period <= 0 ? 100_000 : period;
      nanoCpus = Math.round(quota * 1e9 / micros);
    }
    Long swap = host.get("MemorySwap").number();
    Long score = host.get("OomScoreAdj").number();
    if (swap != null && swap != 0) {
      provenance.set("limits.swap", host.get("MemorySwap"));
    }
    if (score != null && score != 0) {
      provenance.set("limits.oom_score_adj", host.get("OomScoreAdj"));
    }
    return new ResourceLimits(
        limit(host.get("Memory"), "limits.memory"),
        swap == null || swap == 0 ? null : swap,
        nanoCpus,
        limit(host.get("PidsLimit"), "limits.pids"),
        limit(host.get("ShmSize"), "limits.shm"),
        provenance.flag(host.get("OomKillDisable"), "limits.oom_kill_disable"),
        score == null || score == 0 ? null : score,
        openFiles(),
        null,
        null);
  }

  /** A number, where zero and -1 stand for "no limit". */
  private @Nullable Long limit(SpecNode node, String field) throws InputException {
    Long number = node.number();
    if (number == null || number <= 0) {
      return null;
    }
    provenance.set(field, node);
    return number;
  }

  private @Nullable Long openFiles() throws InputException {
    for (SpecNode item : host.get("Ulimits").items()) {
      String name = item.get("Name").scalar();
      if (name != null && name.matches("nofile|RLIMIT_NOFILE")) {
        return limit(item.get("Hard"), "limits.nofile");
      }
    }
    return null;
  }

  List<Device> devices() throws InputException {
    List<Device> devices = new ArrayList<>();
    for (SpecNode item : host.get("Devices").items()) {
      String source = item.get("PathOnHost").required();
      String target = item.get("PathInContainer").scalar();
      String permissions = item.get("CgroupPermissions").scalar();
      add(devices, item, Device.node(source, target == null ? source : target, permissions));
    }
    for (SpecNode item : host.get("DeviceCgroupRules").items()) {
      add(devices, item, new Device("cgroup-rule", item.required(), "", ""));
    }
    for (SpecNode item : host.get("DeviceRequests").items()) {
      String driver = item.get("Driver").scalar();
      List<String> ids = item.get("DeviceIDs").scalars();
      if ("cdi".equals(driver)) {
        for (String id : ids) {
          add(devices, item, new Device("cdi", id, "", ""));
        }
        continue;
      }
      String asked = driver == null || driver.isEmpty() ? capabilities(item) : driver;
      add(devices, item, new Device("request", asked, "", ""));
    }
    return devices;
  }

  /** Any of several lists of capabilities that a driver must have. */
  private static String capabilities(SpecNode request) throws InputException {
    List<String> all = new ArrayList<>();
    for (SpecNode together : request.get("Capabilities").items()) {
      all.addAll(together.scalars());
    }
    return String.join(",", all);
  }

  private void add(List<Device> devices, SpecNode node, Device device) {
    provenance.set("devices[" + devices.size() + "]", node);
    devices.add(device);
  }
}
