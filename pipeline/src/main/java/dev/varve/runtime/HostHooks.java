package dev.varve.runtime;

import java.util.List;

/**
 * Programs of the host that run with the container's environment, and the variables by which an
 * image could make them load its own code (policy-catalogue.md section 3, CMB-11).
 *
 * @param gpu whether a device driver's hook prepares the container
 * @param events OCI hooks that run in the container's namespaces
 * @param preloads what the loader of such a program would be told
 */
public record HostHooks(boolean gpu, List<String> events, List<Preload> preloads)
    implements java.io.Serializable {
  private static final String IN_CONTAINER = "createContainer";

  public HostHooks {
    events = List.copyOf(events);
    preloads = List.copyOf(preloads);
  }

  static HostHooks of(RunSpec run, List<Preload> preloads) {
    boolean gpu =
        run.devices().stream()
            .anyMatch(device -> device.kind().equals("request") || device.kind().equals("cdi"));
    List<String> events =
        run.surroundings().hooks().stream()
            .filter(hook -> hook.way() == Hook.Way.HOST_EXEC)
            .map(Hook::event)
            .filter(event -> event.equals(IN_CONTAINER))
            .distinct()
            .toList();
    return new HostHooks(
        gpu,
        events,
        preloads.stream().filter(preload -> preload.name().startsWith("LD_")).toList());
  }
}
