package dev.varve.runtime.kubernetes;

import dev.varve.failure.InputException;
import dev.varve.runtime.Device;
import dev.varve.runtime.EnvVar;
import dev.varve.runtime.Namespaces;
import dev.varve.runtime.PortBinding;
import dev.varve.runtime.ProcessSpec;
import dev.varve.runtime.Provenance;
import dev.varve.runtime.RunSpec;
import dev.varve.runtime.ServiceAccount;
import dev.varve.runtime.SpecNode;
import dev.varve.runtime.Surroundings;
import dev.varve.runtime.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads one container of a pod. */
final class ContainerReader {
  private static final String POD = "pod";

  private final Workload workload;
  private final SpecNode pod;
  private final SpecNode container;
  private final String list;
  private final ClusterObjects objects;
  private final Provenance provenance = new Provenance();

  /**
   * @param list the key of the pod's spec under which the container stands
   */
  ContainerReader(Workload workload, SpecNode container, String list, ClusterObjects objects) {
    this.workload = workload;
    this.pod = workload.podSpec();
    this.container = container;
    this.list = list;
    this.objects = objects;
  }

  RunSpec read() throws InputException {
    KubernetesFields.POD_SPEC.check(pod, provenance);
    KubernetesFields.CONTAINER.check(container, provenance);
    String name = container.get("name").required();
    SecurityReader security = new SecurityReader(workload, container, name, objects, provenance);
    EnvReader env = new EnvReader(container, provenance);
    List<EnvVar> variables = env.variables();
    VolumeReader volumes = new VolumeReader(workload, objects, container, env, provenance);
    ResourceReader resources = new ResourceReader(workload, container, objects, provenance);
    HookReader hooks = new HookReader(container, provenance);
    List<Device> devices = new ArrayList<>(volumes.devices());
    devices.addAll(resources.devices(devices.size()));
    ProcessSpec process =
        new ProcessSpec(
            env.words("command", "entrypoint"),
            env.words("args", "command"),
            security.user(),
            security.groups(),
            workdir(env),
            variables,
            false,
            security.groupSettings(),
            env.sources());
    ApiObject object = workload.object();
    return new RunSpec(
        new Unit(object.kind(), object.namespace(), object.name(), name, role()),
        image(),
        process,
        security.privileges(),
        namespaces(),
        volumes.mounts(),
        devices,
        security.rootfsReadOnly(),
        resources.limits(volumes.memoryVolumeBytes("/dev/shm")),
        ports(),
        hooks.health(),
        restart(),
        false,
        security.sysctls(),
        provenance.strings(workload.metadata().get("labels"), "labels"),
        provenance.origins(),
        provenance.gaps(),
        new Surroundings("", "", hooks.hooks(), account(volumes), List.of()));
  }

  private @Nullable String image() throws InputException {
    SpecNode node = container.get("image");
    String image = provenance.text(node, "image_ref");
    if (image != null && image.contains("{{")) {
      throw node.invalid("a template; render it first, as helm template does");
    }
    if (image != null && image.contains("{{")) {
      throw node.invalid("a template; render it first, as helm template does");
    }
    if (image != null && (image.contains("${") || image.contains("$("))) {
      provenance.gap(node, "a variable is left open; fill it in before the manifest is read");
    }
    return image;
  }

  private String role() throws InputException {
    return switch (list) {
      case "ephemeralContainers" -> "ephemeral";
      case "initContainers" ->
          "Always".equals(container.get("restartPolicy").scalar()) ? "sidecar" : "init";
      default -> "main";
    };
  }

  private @Nullable String workdir(EnvReader env) throws InputException {
    String text = provenance.text(container.get("workingDir"), "workdir");
    return text == null || text.isEmpty()
        ? null
        : env.certainText(container.get("workingDir"), text);
  }

  private Namespaces namespaces() throws InputException {
    boolean hostNetwork = provenance.flag(pod.get("hostNetwork"), "ns.net");
    boolean hostIpc = provenance.flag(pod.get("hostIPC"), "ns.ipc");
    SpecNode users = pod.get("hostUsers");
    provenance.set("ns.user", users);
    if (hostNetwork) {
      provenance.implied("ns.uts", pod.get("hostNetwork"));
    }
    return new Namespaces(
        processes(),
        hostNetwork ? Namespaces.HOST : POD,
        hostIpc ? Namespaces.HOST : POD,
        hostNetwork ? Namespaces.HOST : POD,
        users.bool(true) ? Namespaces.HOST : Namespaces.PRIVATE,
        "default",
        Namespaces.PRIVATE);
  }

  private String processes() throws InputException {
    boolean host = provenance.flag(pod.get("hostPID"), "ns.pid");
    if (host) {
      return Namespaces.HOST;
    }
    SpecNode shared = pod.get("shareProcessNamespace");
    if (shared.bool(false)) {
      provenance.set("ns.pid", shared);
      return POD;
    }
    SpecNode joined = container.get("targetContainerName");
    String target = joined.scalar();
    if (target == null || target.isEmpty()) {
      return Namespaces.PRIVATE;
    }
    provenance.set("ns.pid", joined);
    return "container:" + target;
  }

  /** Ports of the node; a pod in the node's network has all of its ports there. */
  private List<PortBinding> ports() throws InputException {
    boolean hostNetwork = pod.get("hostNetwork").bool(false);
    List<PortBinding> ports = new ArrayList<>();
    for (SpecNode item : container.get("ports").items()) {
      KubernetesFields.CONTAINER_PORT.check(item, provenance);
      String inside = item.get("containerPort").required();
      Long outside = item.get("hostPort").number();
      boolean said = outside != null && outside != 0;
      if (!said && !hostNetwork) {
        continue;
      }
      String field = "ports[" + ports.size() + "]";
      if (said) {
        provenance.set(field, item);
      } else {
        provenance.implied(field, pod.get("hostNetwork"));
      }
      String address = item.get("hostIP").scalar();
      String protocol = item.get("protocol").scalar();
      ports.add(
          new PortBinding(
              address == null ? "" : address,
              said ? String.valueOf(outside) : inside,
              inside,
              protocol == null ? "tcp" : protocol.toLowerCase(Locale.ROOT)));
    }
    return ports;
  }

  /** The pod's policy, which a container may overrule for itself. */
  private String restart() throws InputException {
    SpecNode own = container.get("restartPolicy");
    SpecNode node = own.isAbsent() ? pod.get("restartPolicy") : own;
    String policy = provenance.text(node, "restart");
    return switch (policy == null ? "Always" : policy) {
      case "Always" -> "always";
      case "OnFailure" -> "on-failure";
      case "Never" -> "no";
      default -> {
        provenance.gap(node, "'" + policy + "' is none of Always, OnFailure and Never");
        yield "always";
      }
    };
  }

  private ServiceAccount account(VolumeReader volumes) throws InputException {
    SpecNode named = pod.get("serviceAccountName");
    // The older name of the same field.
    SpecNode node = named.isAbsent() ? pod.get("serviceAccount") : named;
    String written = provenance.text(node, "service_account");
    String name = written == null || written.isEmpty() ? "default" : written;
    String namespace = workload.object().namespace();
    ApiObject account = objects.find("ServiceAccount", namespace, name);
    SpecNode ofPod = pod.get("automountServiceAccountToken");
    SpecNode decides =
        ofPod.isAbsent() && account != null
            ? account.node().get("automountServiceAccountToken")
            : ofPod;
    boolean mounted = decides.bool(true);
    provenance.set("sa_token", decides);
    SpecNode explicit = volumes.apiTokenMount();
    if (explicit != null) {
      provenance.set("sa_token", explicit);
      mounted = true;
    }
    return new ServiceAccount(name, mounted, account != null, objects.isBound(namespace, name));
  }
}
