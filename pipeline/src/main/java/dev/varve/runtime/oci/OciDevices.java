package dev.varve.runtime.oci;

import dev.varve.failure.InputException;
import dev.varve.runtime.Device;
import dev.varve.runtime.HostPath;
import dev.varve.runtime.Provenance;
import dev.varve.runtime.SpecNode;
import java.util.ArrayList;
import java.util.List;

/** The device files of a bundle, and the rules that open devices to it. */
final class OciDevices {
  private final SpecNode linux;
  private final Provenance provenance;

  OciDevices(SpecNode linux, Provenance provenance) {
    this.linux = linux;
    this.provenance = provenance;
  }

  List<Device> read() throws InputException {
    List<Device> devices = new ArrayList<>();
    for (SpecNode item : linux.get("devices").items()) {
      String path = item.get("path").required();
      String type = item.get("type").required();
      Long major = item.get("major").number();
      Long minor = item.get("minor").number();
      if (type.equals("p") || DeviceNumbers.isHarmless(type, major + ":" + minor)) {
        continue;
      }
      String usual = DeviceNumbers.name(type, major, minor);
      provenance.set("devices[" + devices.size() + "]", item);
      devices.add(
          new Device(
              "node", usual == null ? HostPath.parse(path, true).text() : usual, path, "rwm"));
    }
    for (SpecNode item : openRules()) {
      provenance.set("devices[" + devices.size() + "]", item);
      devices.add(new Device("cgroup-rule", rule(item), "", ""));
    }
    return devices;
  }

  /** Whether every device is open for everything. */
  boolean opensAll() throws InputException {
    for (SpecNode item : openRules()) {
      if (rule(item).equals("a *:* rwm")) {
        return true;
      }
    }
    return false;
  }

  /**
   * The rules that still open something after the last one that closes everything. To create a
   * device file without being able to open it, and what every container has, is nothing.
   */
  private List<SpecNode> openRules() throws InputException {
    List<SpecNode> open = new ArrayList<>();
    for (SpecNode item : linux.get("resources").get("devices").items()) {
      if (!item.get("allow").bool(false)) {
        if (type(item).equals("a") && numbers(item).equals("*:*")) {
          open.clear();
        }
      } else if (!access(item).equals("m")
          && !DeviceNumbers.isHarmless(type(item), numbers(item))) {
        open.add(item);
      }
    }
    return open;
  }

  private static String rule(SpecNode item) throws InputException {
    return type(item) + " " + numbers(item) + " " + access(item);
  }

  private static String type(SpecNode item) throws InputException {
    String type = item.get("type").scalar();
    return type == null || type.isEmpty() ? "a" : type;
  }

  private static String numbers(SpecNode item) throws InputException {
    return number(item.get("major")) + ":" + number(item.get("minor"));
  }

  private static String number(SpecNode node) throws InputException {
    Long number = node.number();
    return number == null || number < 0 ? "*" : number.toString();
  }

  /** What is opened, in the order read, write, create; everything if nothing is said. */
  private static String access(SpecNode item) throws InputException {
    String access = item.get("access").scalar();
    if (access == null || access.isEmpty()) {
      return "rwm";
    }
    StringBuilder ordered = new StringBuilder();
    for (char letter : new char[] {'r', 'w', 'm'}) {
      if (access.indexOf(letter) >= 0) {
        ordered.append(letter);
      }
    }
    return ordered.toString();
  }
}
