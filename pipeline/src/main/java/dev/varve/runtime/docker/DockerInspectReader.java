package dev.varve.runtime.docker;

import dev.varve.failure.InputException;
import dev.varve.json.JsonArray;
import dev.varve.json.JsonObject;
import dev.varve.json.JsonValue;
import dev.varve.runtime.CapabilitySettings;
import dev.varve.runtime.Device;
import dev.varve.runtime.EnvVar;
import dev.varve.runtime.Gap;
import dev.varve.runtime.Health;
import dev.varve.runtime.HostPath;
import dev.varve.runtime.Mount;
import dev.varve.runtime.NamespaceWords;
import dev.varve.runtime.Namespaces;
import dev.varve.runtime.Origin;
import dev.varve.runtime.PortBinding;
import dev.varve.runtime.Privileges;
import dev.varve.runtime.ProcessSpec;
import dev.varve.runtime.ResourceLimits;
import dev.varve.runtime.RunSpec;
import dev.varve.runtime.SecurityOptions;
import dev.varve.runtime.SpecNode;
import dev.varve.runtime.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads what {@code docker inspect CONTAINER…} prints: an array with one object per container. */
public final class DockerInspectReader {
  private DockerInspectReader() {}

  /** Whether a document is of this kind: an array of objects with a host configuration. */
  public static boolean recognizes(JsonValue document) {
    JsonArray items = document.arrayOrNull();
    JsonObject first = items == null || items.isEmpty() ? null : items.get(0).objectOrNull();
    return first != null
        && (first.has("HostConfig") || first.has("RootFS") || first.has("GraphDriver"));
  }

  /** The containers, in document order. */
  public static List<RunSpec> read(JsonValue document, String name) throws InputException {
    List<RunSpec> specs = new ArrayList<>();
    for (SpecNode item : SpecNode.root(name, document).items()) {
      if (item.object() == null) {
        throw item.expected("an object that describes a container");
      }
      if (item.get("HostConfig").isAbsent()) {
        throw item.invalid(
            "no HostConfig: this is not a container; inspect containers rather than images");
      }
      specs.add(new Container(item).read());
    }
    return specs;
  }

  /** One container under way. */
  private static final class Container {
    private final SpecNode root;
    private final SpecNode config;
    private final SpecNode host;
    private final SortedMap<String, Origin> origin = new TreeMap<>();
    private final List<Gap> gaps = new ArrayList<>();

    Container(SpecNode root) {
      this.root = root;
      this.config = root.get("Config");
      this.host = root.get("HostConfig");
    }

    RunSpec read() throws InputException {
      Unit unit = unit();
      ProcessSpec process = process();
      Privileges privileges = privileges();
      Namespaces namespaces = namespaces();
      List<Mount> mounts = new DockerMounts(root, origin).read();
      return new RunSpec(
          unit,
          text(config, "Image", "image_ref"),
          process,
          privileges,
          namespaces,
          mounts,
          devices(),
          flag("ReadonlyRootfs", "rootfs_ro"),
          limits(),
          ports(),
          health(),
          restart(),
          false,
          strings(host.get("Sysctls"), "sysctls"),
          strings(config.get("Labels"), "labels"),
          origin,
          gaps);
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

    private @Nullable String text(SpecNode parent, String key, String field) throws InputException {
      SpecNode node = parent.get(key);
      String text = node.scalar();
      if (text != null) {
        origin.put(field, node.origin());
      }
      return text;
    }

    private boolean flag(String key, String field) throws InputException {
      SpecNode node = host.get(key);
      if (!node.isAbsent()) {
        origin.put(field, node.origin());
      }
      return node.bool(false);
    }

    /** A number, where zero and -1 stand for "no limit". */
    private @Nullable Long limit(String key, String field) throws InputException {
      SpecNode node = host.get(key);
      Long number = node.number();
      if (number == null || number <= 0) {
        return null;
      }
      origin.put(field, node.origin());
      return number;
    }

    private ProcessSpec process() throws InputException {
      String path = root.get("Path").scalar();
      List<String> entrypoint;
      List<String> command;
      if (path != null) {
        origin.put("entrypoint", root.get("Path").origin());
        origin.put("command", root.get("Args").origin());
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
        origin.put("env", config.get("Env").origin());
      }
      String workdir = text(config, "WorkingDir", "workdir");
      SpecNode groups = host.get("GroupAdd");
      if (!groups.isAbsent()) {
        origin.put("groups", groups.origin());
      }
      return new ProcessSpec(
          entrypoint,
          command,
          text(config, "User", "user"),
          groups.scalars(),
          workdir == null || workdir.isEmpty() ? null : workdir,
          env,
          flag("Init", "init"));
    }

    private @Nullable List<String> words(String key, String field) throws InputException {
      SpecNode node = config.get(key);
      if (node.isAbsent()) {
        return null;
      }
      origin.put(field, node.origin());
      return node.scalars();
    }

    private Privileges privileges() throws InputException {
      SpecNode options = host.get("SecurityOpt");
      SecurityOptions security = SecurityOptions.parse(options.scalars());
      for (String unknown : security.unknown()) {
        gaps.add(options.gap("the security option '" + unknown + "' is not understood"));
      }
      boolean privileged = flag("Privileged", "privileged");
      for (String field : List.of("no_new_privs", "seccomp", "apparmor", "selinux")) {
        if (!options.isAbsent()) {
          origin.put(field, options.origin());
        }
      }
      String apparmor = security.apparmor();
      String profile = text(root, "AppArmorProfile", "apparmor");
      if (apparmor == null && profile != null && !profile.isEmpty()) {
        apparmor = profile.equals("docker-default") ? "default" : profile;
      }
      String seccomp = security.seccomp();
      String runtime = host.get("Runtime").scalar();
      boolean otherRuntime =
          runtime != null && !runtime.isEmpty() && !runtime.matches("runc|io.containerd.runc.*");
      if (otherRuntime) {
        origin.put("runtime_class", host.get("Runtime").origin());
      }
      return new Privileges(
          privileged,
          new CapabilitySettings(
              names("CapAdd", "caps.add"), names("CapDrop", "caps.drop"), null, null),
          Boolean.TRUE.equals(security.noNewPrivs()),
          seccomp != null ? seccomp : privileged ? "unconfined" : "default",
          apparmor != null ? apparmor : privileged ? "unconfined" : "default",
          security.selinux() != null ? security.selinux() : "default",
          maskedPaths(security),
          otherRuntime ? runtime : null,
          false);
    }

    private List<String> names(String key, String field) throws InputException {
      SpecNode node = host.get(key);
      if (!node.isAbsent()) {
        origin.put(field, node.origin());
      }
      return node.scalars();
    }

    /** Engines before these fields do not list the paths; later ones say null for none. */
    private String maskedPaths(SecurityOptions security) throws InputException {
      if (security.maskedPaths() != null) {
        return security.maskedPaths();
      }
      SpecNode masked = host.get("MaskedPaths");
      if (masked.value() == null) {
        return host.get("Privileged").bool(false) ? "none" : "default";
      }
      origin.put("masked_paths", masked.origin());
      return masked.items().isEmpty() ? "none" : "default";
    }

    private Namespaces namespaces() throws InputException {
      Namespaces usual = Namespaces.DOCKER_DEFAULT;
      return new Namespaces(
          mode("PidMode", "ns.pid", usual.pid()),
          NamespaceWords.network(mode("NetworkMode", "ns.net", "")),
          mode("IpcMode", "ns.ipc", usual.ipc()),
          mode("UTSMode", "ns.uts", usual.uts()),
          mode("UsernsMode", "ns.user", usual.user()),
          mode("CgroupnsMode", "ns.cgroup", usual.cgroup()),
          usual.mnt());
    }

    private String mode(String key, String field, String usual) throws InputException {
      SpecNode node = host.get(key);
      String word = node.scalar();
      if (word == null || word.isEmpty()) {
        return usual;
      }
      origin.put(field, node.origin());
      return NamespaceWords.mode(word);
    }

    private List<Device> devices() throws InputException {
      List<Device> devices = new ArrayList<>();
      for (SpecNode item : host.get("Devices").items()) {
        String source = item.get("PathOnHost").scalar();
        String target = item.get("PathInContainer").scalar();
        String permissions = item.get("CgroupPermissions").scalar();
        if (source == null) {
          throw item.invalid("a device without PathOnHost");
        }
        origin.put("devices[" + devices.size() + "]", item.origin());
        devices.add(
            new Device(
                "node",
                HostPath.parse(source, true).text(),
                target == null ? source : target,
                permissions == null ? "rwm" : permissions));
      }
      for (SpecNode item : host.get("DeviceCgroupRules").items()) {
        String rule = item.scalar();
        origin.put("devices[" + devices.size() + "]", item.origin());
        devices.add(new Device("cgroup-rule", rule == null ? "" : rule, "", ""));
      }
      for (SpecNode item : host.get("DeviceRequests").items()) {
        String driver = item.get("Driver").scalar();
        origin.put("devices[" + devices.size() + "]", item.origin());
        devices.add(new Device("request", driver == null ? "" : driver, "", ""));
      }
      return devices;
    }

    private ResourceLimits limits() throws InputException {
      Long nanoCpus = limit("NanoCpus", "limits.cpu");
      Long quota = limit("CpuQuota", "limits.cpu");
      if (nanoCpus == null && quota != null) {
        Long period = host.get("CpuPeriod").number();
        long micros = period == null || period <= 0 ? 100_000 : period;
        nanoCpus =
            Math.multiplyHigh(quota, 1_000_000_000L) == 0 ? quota * 1_000_000_000L / micros : null;
      }
      Long swap = host.get("MemorySwap").number();
      Long score = host.get("OomScoreAdj").number();
      return new ResourceLimits(
          limit("Memory", "limits.memory"),
          swap == null || swap == 0 ? null : swap,
          nanoCpus,
          limit("PidsLimit", "limits.pids"),
          limit("ShmSize", "limits.shm"),
          flag("OomKillDisable", "limits.oom_kill_disable"),
          score == null || score == 0 ? null : score);
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
          origin.put("ports[" + bindings.size() + "]", item.origin());
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
      origin.put("health", node.origin());
      List<String> test = node.get("Test").scalars();
      return new Health(test, !test.isEmpty() && test.get(0).equals("NONE"));
    }

    private String restart() throws InputException {
      SpecNode policy = host.get("RestartPolicy");
      String name = policy.get("Name").scalar();
      if (name == null || name.isEmpty()) {
        return "";
      }
      origin.put("restart", policy.origin());
      Long count = policy.get("MaximumRetryCount").number();
      return count == null || count == 0 ? name : name + ":" + count;
    }

    private SortedMap<String, String> strings(SpecNode node, String field) throws InputException {
      SortedMap<String, String> strings = new TreeMap<>();
      for (String key : node.keys()) {
        String value = node.get(key).scalar();
        strings.put(key, value == null ? "" : value);
      }
      if (!strings.isEmpty()) {
        origin.put(field, node.origin());
      }
      return strings;
    }
  }
}
