package dev.varve.runtime;

import dev.varve.layer.PathGlob;
import java.util.List;

/**
 * Which devices of the host are its disks and its memory: whoever has one has the host. The list is
 * the one that rules go by, {@code devices_host_control} of the parameters, so that the border and
 * the findings never disagree.
 */
public record HostDevices(List<PathGlob> control) {
  /** No device is told from another. */
  public static final HostDevices NONE = new HostDevices(List.of());

  public HostDevices {
    control = List.copyOf(control);
  }

  /** The folder that holds all of them is one as well. */
  boolean isControl(String path) {
    String normal = path.startsWith("/") ? path.substring(1) : path;
    return normal.equals("dev") || control.stream().anyMatch(glob -> glob.matches(normal));
  }
}
