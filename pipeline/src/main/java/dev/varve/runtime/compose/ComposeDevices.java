package dev.varve.runtime.compose;

import dev.varve.failure.InputException;
import dev.varve.runtime.Device;
import dev.varve.runtime.Origin;
import dev.varve.runtime.SpecNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Devices of a service: nodes, rules for whole classes, and requests to a driver. */
final class ComposeDevices {
  private final SpecNode service;
  private final ComposeScalars scalars;
  private final Map<String, Origin> origin;
  private final List<Device> devices = new ArrayList<>();

  ComposeDevices(SpecNode service, ComposeScalars scalars, Map<String, Origin> origin) {
    this.service = service;
    this.scalars = scalars;
    this.origin = origin;
  }

  List<Device> read() throws InputException {
    for (SpecNode item : service.get("devices").items()) {
      add(device(item), item);
    }
    for (SpecNode item : service.get("device_cgroup_rules").items()) {
      String rule = scalars.text(item);
      add(new Device("cgroup-rule", rule == null ? "" : rule, "", ""), item);
    }
    requests(service.get("gpus"), "gpu");
    requests(service.get("deploy").get("resources").get("reservations").get("devices"), "");
    return devices;
  }

  private void add(Device device, SpecNode node) {
    origin.put("devices[" + devices.size() + "]", node.origin());
    devices.add(device);
  }

  /**
   * @param usual what is asked for where neither a driver nor a capability is named
   */
  private void requests(SpecNode node, String usual) throws InputException {
    List<SpecNode> items = node.array() == null && !node.isAbsent() ? List.of(node) : node.items();
    for (SpecNode item : items) {
      String driver = item.object() == null ? null : scalars.text(item.get("driver"));
      List<String> capabilities =
          item.object() == null ? List.of() : scalars.texts(item.get("capabilities"));
      String asked = driver != null ? driver : String.join(",", capabilities);
      add(new Device("request", asked.isEmpty() ? usual : asked, "", ""), item);
    }
  }

  private Device device(SpecNode item) throws InputException {
    if (item.object() != null) {
      String source = scalars.text(item.get("source"));
      if (source == null) {
        throw item.invalid("a device without source");
      }
      String target = scalars.text(item.get("target"));
      @Nullable String permissions = scalars.text(item.get("permissions"));
      return Device.node(source, target == null ? source : target, permissions);
    }
    String text = scalars.text(item);
    if (text == null) {
      throw item.expected("a device");
    }
    Device device = Device.parse(text);
    if (device == null) {
      throw item.invalid("'" + text + "' is not of the form host[:container[:permissions]]");
    }
    return device;
  }
}
