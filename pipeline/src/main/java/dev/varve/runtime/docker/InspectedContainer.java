package dev.varve.runtime.docker;

import dev.varve.failure.InputException;
import dev.varve.runtime.EnvVar;
import dev.varve.runtime.Health;
import dev.varve.runtime.IdMapping;
import dev.varve.runtime.Mount;
import dev.varve.runtime.NamespaceWords;
import dev.varve.runtime.Namespaces;
import dev.varve.runtime.PortBinding;
import dev.varve.runtime.ProcessSpec;
import dev.varve.runtime.Provenance;
import dev.varve.runtime.RunSpec;
import dev.varve.runtime.SecurityOptions;
import dev.varve.runtime.SpecNode;
import dev.varve.runtime.Surroundings;
import dev.varve.runtime.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One inspected container. Podman prints nearly the same object as Docker; where it has other keys,
 * both are read.
 */
final class InspectedContainer {
  /** As podman writes it. */
  private static final Pattern IMAGE_ID = Pattern.compile("[0-9a-f]{64}");

  private final SpecNode root;
  private final SpecNode config;
  private final SpecNode host;
  private final Provenance provenance = new Provenance();

  InspectedContainer(SpecNode root) {
    this.root = root;
    this.config = root.get("Config");
    this.host = root.get("HostConfig");
  }

  RunSpec read() throws InputException {
    Unit unit = unit();
    ProcessSpec process = process();
    SecurityOptions security = SecurityOptions.parse(host.get("SecurityOpt").scalars());
    for (String unknown : security.unknown()) {
      provenance.gap(
          host.get("SecurityOpt"), "the security option '" + unknown + "' is not understood");
    }
    InspectedPrivileges privileges = new InspectedPrivileges(root, security, provenance);
    InspectedLimits limits = new InspectedLimits(host, provenance);
    List<Mount> mounts = new DockerMounts(root, provenance).read();
    return new RunSpec(
        unit,
        image(),
        process,
        privileges.read(),
        namespaces(),
        mounts,
        limits.devices(),
        provenance.flag(host.get("ReadonlyRootfs"), "rootfs_ro"),
        limits.limits(),
        ports(),
        health(),
        restart(),
        false,
        provenance.strings(host.get("Sysctls"), "sysctls"),
        provenance.strings(config.get("Labels"), "labels"),
        provenance.origins(),
        provenance.gaps(),
        surroundings(security));
  }

  private Unit unit() throws InputException {
    String name = root.get("Name").scalar();
    String plain = name == null ? "" : name.startsWith("/") ? name.substring(1) : name;
    if (plain.isEmpty()) {
      String id = root.get("Id").scalar();
      if (id == null || id.isEmpty()) {
        throw root.invalid("neither Name nor Id");
      }
      plain = id;
    }
    SpecNode labels = config.get("Labels");
    String pod = labels.get("io.kubernetes.pod.name").scalar();
    String inPod = labels.get("io.kubernetes.container.name").scalar();
    if (pod != null && inPod != null) {
      String namespace = labels.get("io.kubernetes.pod.namespace").scalar();
      return new Unit("docker", namespace == null ? "" : namespace, pod, inPod, "main");
    }
    String project = labels.get("com.docker.compose.project").scalar();
    return Unit.single("docker", project == null ? "" : project, plain);
  }

  /** As it was asked for, else by the image's id. */
  private @Nullable String image() throws InputException {
    for (SpecNode node : List.of(config.get("Image"), root.get("ImageName"), root.get("Image"))) {
      String text = node.scalar();
      if (text != null && !text.isEmpty()) {
        provenance.set("image_ref", node);
        return text;
      }
    }
    return null;
  }

  private ProcessSpec process() throws InputException {
    String path = root.get("Path").scalar();
    List<String> entrypoint;
    List<String> command;
    if (path != null) {
      provenance.set("entrypoint", root.get("Path"));
      provenance.set("command", root.get("Args"));
      entrypoint = path.isEmpty() ? List.of() : List.of(path);
      command = root.get("Args").scalars();
    } else {
      entrypoint = words("Entrypoint", "entrypoint");
      command = words("Cmd", "command");
    }
    List<EnvVar> env = new ArrayList<>();
    for (String line : config.get("Env").scalars()) {
      int equals = line.indexOf('=');
      env.add(
          equals < 0
              ? new EnvVar(line, null)
              : new EnvVar(line.substring(0, equals), line.substring(equals + 1)));
    }
    if (!env.isEmpty()) {
      provenance.set("env", config.get("Env"));
    }
    String workdir = provenance.text(config.get("WorkingDir"), "workdir");
    return new ProcessSpec(
        entrypoint,
        command,
        provenance.text(config.get("User"), "user"),
        provenance.texts(host.get("GroupAdd"), "groups"),
        workdir == null || workdir.isEmpty() ? null : workdir,
        env,
        provenance.flag(host.get("Init"), "init"));
  }

  /** Words; older podman prints a string. */
  private @Nullable List<String> words(String key, String field) throws InputException {
    SpecNode node = config.get(key);
    if (node.isAbsent()) {
      return null;
    }
    provenance.set(field, node);
    if (node.array() == null) {
      String text = node.scalar();
      return text == null || text.isBlank() ? List.of() : List.of(text.strip().split("\\s+"));
    }
    return node.scalars();
  }

  private Namespaces namespaces() throws InputException {
    Namespaces usual = Namespaces.DOCKER_DEFAULT;
    List<IdMapping> mappings = mappings();
    boolean podman = host.get("CgroupnsMode").isAbsent();
    return new Namespaces(
        mode("PidMode", "ns.pid", usual.pid()),
        NamespaceWords.network(mode("NetworkMode", "ns.net", "")),
        mode("IpcMode", "ns.ipc", usual.ipc()),
        mode("UTSMode", "ns.uts", usual.uts()),
        mode("UsernsMode", "ns.user", mappings.isEmpty() ? usual.user() : Namespaces.PRIVATE),
        mode(podman ? "CgroupMode" : "CgroupnsMode", "ns.cgroup", usual.cgroup()),
        usual.mnt(),
        usual.time(),
        mappings);
  }

  /** Podman's ranges of user ids, {@code container:host:size}. */
  private List<IdMapping> mappings() throws InputException {
    SpecNode ranges = host.get("IDMappings").get("UidMap");
    List<IdMapping> mappings = new ArrayList<>();
    for (SpecNode item : ranges.items()) {
      String text = item.required();
      if (!text.matches("\\d{1,10}:\\d{1,10}:\\d{1,10}")) {
        throw item.invalid("'" + text + "' is not of the form container:host:size");
      }
      String[] parts = text.split(":");
      mappings.add(
          new IdMapping(
              Long.parseLong(parts[0]), Long.parseLong(parts[1]), Long.parseLong(parts[2])));
    }
    if (!mappings.isEmpty()) {
      provenance.set("uid_mappings", ranges);
      provenance.set("ns.user", ranges);
    }
    return mappings;
  }

  private String mode(String key, String field, String usual) throws InputException {
    SpecNode node = host.get(key);
    String word = node.scalar();
    if (word == null || word.isEmpty()) {
      return usual;
    }
    provenance.set(field, node);
    return NamespaceWords.mode(word);
  }

  private List<PortBinding> ports() throws InputException {
    boolean all = host.get("PublishAllPorts").bool(false);
    SpecNode ports = all ? root.get("NetworkSettings").get("Ports") : host.get("PortBindings");
    List<PortBinding> bindings = new ArrayList<>();
    for (String key : ports.keys()) {
      int slash = key.indexOf('/');
      String container = slash < 0 ? key : key.substring(0, slash);
      String protocol = slash < 0 ? "tcp" : key.substring(slash + 1);
      for (SpecNode item : ports.get(key).items()) {
        String ip = item.get("HostIp").scalar();
        String port = item.get("HostPort").scalar();
        provenance.set("ports[" + bindings.size() + "]", item);
        bindings.add(
            new PortBinding(ip == null ? "" : ip, port == null ? "" : port, container, protocol));
      }
    }
    return bindings;
  }

  private @Nullable Health health() throws InputException {
    SpecNode node = config.get("Healthcheck");
    if (node.isAbsent()) {
      return null;
    }
    provenance.set("health", node);
    List<String> test = node.get("Test").scalars();
    return new Health(test, !test.isEmpty() && test.get(0).equals("NONE"));
  }

  private String restart() throws InputException {
    SpecNode policy = host.get("RestartPolicy");
    String name = policy.get("Name").scalar();
    if (name == null || name.isEmpty()) {
      return "";
    }
    provenance.set("restart", policy);
    Long count = policy.get("MaximumRetryCount").number();
    return count == null || count == 0 ? name : name + ":" + count;
  }

  private Surroundings surroundings(SecurityOptions security) throws InputException {
    TreeSet<String> peers = new TreeSet<>();
    for (String borrowed : provenance.texts(host.get("VolumesFrom"), "peers")) {
      peers.add("volumes_from:" + borrowed.split(":", 2)[0]);
    }
    for (String link : provenance.texts(host.get("Links"), "peers")) {
      String name = link.split(":", 2)[0];
      peers.add("link:" + (name.startsWith("/") ? name.substring(1) : name));
    }
    if (security.writableCgroups()) {
      provenance.set("writable_cgroups", host.get("SecurityOpt"));
    }
    String parent = provenance.text(host.get("CgroupParent"), "cgroup_parent");
    return new Surroundings(
            "",
            parent == null ? "" : parent,
            List.of(),
            null,
            List.copyOf(peers),
            false,
            security.writableCgroups(),
            null)
        .running(runningImage());
  }

  /** An engine with a containerd store gives the index as the image, and the manifest beside it. */
  private @Nullable String runningImage() throws InputException {
    String manifest = root.get("ImageManifestDescriptor").get("digest").scalar();
    String id = manifest != null ? manifest : root.get("Image").scalar();
    if (id == null) {
      return null;
    }
    String digest = IMAGE_ID.matcher(id).matches() ? "sha256:" + id : id;
    return digest.startsWith("sha256:") ? digest : null;
  }
}
