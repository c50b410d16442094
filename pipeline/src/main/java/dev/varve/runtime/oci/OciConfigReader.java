package dev.varve.runtime.oci;

import dev.varve.failure.InputException;
import dev.varve.json.JsonObject;
import dev.varve.json.JsonValue;
import dev.varve.runtime.Capabilities;
import dev.varve.runtime.CapabilitySettings;
import dev.varve.runtime.Device;
import dev.varve.runtime.EnvVar;
import dev.varve.runtime.Hook;
import dev.varve.runtime.HostPath;
import dev.varve.runtime.IdMapping;
import dev.varve.runtime.KernelPaths;
import dev.varve.runtime.Mount;
import dev.varve.runtime.NamespaceWords;
import dev.varve.runtime.Namespaces;
import dev.varve.runtime.Privileges;
import dev.varve.runtime.ProcessSpec;
import dev.varve.runtime.Provenance;
import dev.varve.runtime.ResourceLimits;
import dev.varve.runtime.RunSpec;
import dev.varve.runtime.SelinuxLabel;
import dev.varve.runtime.SpecNode;
import dev.varve.runtime.Surroundings;
import dev.varve.runtime.Unit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the {@code config.json} of an OCI runtime bundle. Runtimes add nothing: what is not there
 * is not done, so that a missing namespace is the host's and a missing filter is none.
 */
public final class OciConfigReader {
  /** What kernels before 5.9 do not have, and engines that are as old do not list. */
  private static final Set<String> LATE = Set.of("BPF", "CHECKPOINT_RESTORE", "PERFMON");

  private final SpecNode root;
  private final SpecNode process;
  private final SpecNode linux;
  private final Provenance provenance = new Provenance();

  private OciConfigReader(SpecNode root) {
    this.root = root;
    this.process = root.get("process");
    this.linux = root.get("linux");
  }

  /** Whether a document is the config of a bundle. */
  public static boolean recognizes(JsonValue document) {
    JsonObject object = document.objectOrNull();
    return object != null && object.has("ociVersion");
  }

  /** The container of a bundle. */
  public static RunSpec read(JsonValue document, String name) throws InputException {
    return new OciConfigReader(SpecNode.part(name, "", document)).read();
  }

  private RunSpec read() throws InputException {
    OciFields.ROOT.check(root, provenance);
    OciFields.PROCESS.check(process, provenance);
    OciFields.LINUX.check(linux, provenance);
    if (process.isAbsent()) {
      throw root.get("process").invalid("it is missing, so nothing is started");
    }
    if (linux.isAbsent()) {
      provenance.gap(root, "no linux section: the boundary of other systems is not known");
    }
    OciMounts mounts = new OciMounts(root, provenance);
    OciDevices devices = new OciDevices(linux, provenance);
    List<Mount> mounted = mounts.read();
    List<Device> opened = devices.read();
    return new RunSpec(
        unit(),
        annotation(
            "image_ref",
            "org.opencontainers.image.ref.name",
            "io.kubernetes.cri.image-name",
            "io.kubernetes.cri-o.ImageName",
            "io.podman.annotations.image",
            "nerdctl/image-name"),
        process(),
        privileges(devices.opensAll()),
        namespaces(),
        mounted,
        opened,
        provenance.flag(root.get("root").get("readonly"), "rootfs_ro"),
        limits(mounts.shmBytes()),
        List.of(),
        null,
        "",
        false,
        provenance.strings(linux.get("sysctl"), "sysctls"),
        provenance.strings(root.get("annotations"), "labels"),
        provenance.origins(),
        provenance.gaps(),
        new Surroundings(
            text(linux.get("rootfsPropagation"), "rootfs_propagation"),
            text(linux.get("cgroupsPath"), "cgroup_parent"),
            hooks(),
            null,
            List.of(),
            false,
            mounts.writableCgroups(),
            rootfsPath()));
  }

  private String text(SpecNode node, String field) throws InputException {
    String text = provenance.text(node, field);
    return text == null ? "" : text;
  }

  private @Nullable String annotation(String field, String... keys) throws InputException {
    for (String key : keys) {
      SpecNode node = root.get("annotations").get(key);
      String text = node.scalar();
      if (text != null && !text.isEmpty()) {
        provenance.set(field, node);
        return text;
      }
    }
    return null;
  }

  private @Nullable String rootfsPath() throws InputException {
    String path = provenance.text(root.get("root").get("path"), "rootfs_path");
    return path == null ? null : HostPath.parse(path, true).text();
  }

  /** Named by what an engine noted, else by the folder in which the bundle lies. */
  private Unit unit() throws InputException {
    String namespace =
        annotation("unit", "io.kubernetes.cri.sandbox-namespace", "io.kubernetes.pod.namespace");
    String pod = annotation("unit", "io.kubernetes.cri.sandbox-name", "io.kubernetes.pod.name");
    String name =
        annotation(
            "unit",
            "io.kubernetes.cri.container-name",
            "io.kubernetes.container.name",
            "nerdctl/name",
            "io.podman.annotations.container.name");
    if (name == null) {
      String[] parts = root.document().replaceFirst("/?config\\.json$", "").split("/");
      String folder = parts[parts.length - 1];
      name = folder.isEmpty() ? "bundle" : folder;
    }
    String ns = namespace == null ? "" : namespace;
    return pod == null ? Unit.single("oci", ns, name) : new Unit("oci", ns, pod, name, "main");
  }

  private ProcessSpec process() throws InputException {
    List<String> args = provenance.texts(process.get("args"), "entrypoint");
    List<EnvVar> env = new ArrayList<>();
    for (SpecNode item : process.get("env").items()) {
      provenance.set("env[" + env.size() + "]", item);
      String line = item.required();
      int equals = line.indexOf('=');
      env.add(
          equals < 0
              ? new EnvVar(line, "")
              : new EnvVar(line.substring(0, equals), line.substring(equals + 1)));
    }
    provenance.set("env", process.get("env"));
    SpecNode user = process.get("user");
    provenance.set("user", user);
    provenance.set("groups", user.get("additionalGids"));
    return new ProcessSpec(
        args,
        List.of(),
        id(user.get("uid")) + ":" + id(user.get("gid")),
        user.get("additionalGids").scalars(),
        provenance.text(process.get("cwd"), "workdir"),
        env,
        false);
  }

  private static long id(SpecNode node) throws InputException {
    Long id = node.number();
    return id == null ? 0 : id;
  }

  private Privileges privileges(boolean allDevices) throws InputException {
    CapabilitySettings caps = capabilities();
    String seccomp = seccomp();
    List<String> masked = linux.get("maskedPaths").scalars();
    String maskedPaths = KernelPaths.judge(masked, linux.get("readonlyPaths").scalars());
    provenance.set("masked_paths", linux.get("readonlyPaths"));
    provenance.set("masked_paths", linux.get("maskedPaths"));
    boolean privileged =
        holdsAll(caps.bounding())
            && seccomp.equals("unconfined")
            && maskedPaths.equals("none")
            && allDevices;
    if (privileged) {
      provenance.implied("privileged", process.get("capabilities"));
    }
    return new Privileges(
        privileged,
        caps,
        provenance.flag(process.get("noNewPrivileges"), "no_new_privs"),
        seccomp,
        apparmor(),
        selinux(),
        maskedPaths,
        null,
        false);
  }

  private static boolean holdsAll(@Nullable List<String> bounding) {
    Set<String> held = new HashSet<>(LATE);
    held.addAll(bounding == null ? List.of() : bounding);
    return held.containsAll(Capabilities.ALL);
  }

  private CapabilitySettings capabilities() throws InputException {
    SpecNode sets = process.get("capabilities");
    return new CapabilitySettings(
        List.of(),
        List.of(),
        provenance.texts(sets.get("bounding"), "caps.bounding"),
        provenance.texts(sets.get("ambient"), "caps.ambient"),
        provenance.texts(sets.get("effective"), "caps.effective"),
        provenance.texts(sets.get("permitted"), "caps.permitted"),
        provenance.texts(sets.get("inheritable"), "caps.inheritable"));
  }

  private String seccomp() throws InputException {
    SpecNode filter = linux.get("seccomp");
    if (filter.isAbsent()) {
      return "unconfined";
    }
    provenance.set("seccomp", filter);
    String usual = filter.get("defaultAction").scalar();
    boolean allows = "SCMP_ACT_ALLOW".equals(usual) || "SCMP_ACT_LOG".equals(usual);
    return allows && filter.get("syscalls").items().isEmpty() ? "unconfined" : "custom";
  }

  private String apparmor() throws InputException {
    String profile = text(process.get("apparmorProfile"), "apparmor");
    if (profile.isEmpty()) {
      return "unconfined";
    }
    boolean usual =
        profile.matches("docker-default|cri-containerd\\.apparmor\\.d|nerdctl-default")
            || profile.matches("(crio|containers)-default.*");
    return usual ? "default" : profile;
  }

  private String selinux() throws InputException {
    String label = text(process.get("selinuxLabel"), "selinux");
    return label.isEmpty() ? "disable" : SelinuxLabel.words(label);
  }

  private Namespaces namespaces() throws InputException {
    List<IdMapping> mappings = new ArrayList<>();
    for (SpecNode item : linux.get("uidMappings").items()) {
      mappings.add(
          new IdMapping(id(item.get("containerID")), id(item.get("hostID")), id(item.get("size"))));
    }
    provenance.set("uid_mappings", linux.get("uidMappings"));
    return new Namespaces(
        namespace("pid", "ns.pid"),
        namespace("network", "ns.net"),
        namespace("ipc", "ns.ipc"),
        namespace("uts", "ns.uts"),
        namespace("user", "ns.user"),
        namespace("cgroup", "ns.cgroup"),
        namespace("mount", "ns.mnt"),
        namespace("time", "ns.time"),
        mappings);
  }

  /** A type that is not listed is the runtime's own, which is the host's. */
  private String namespace(String type, String field) throws InputException {
    for (SpecNode item : linux.get("namespaces").items()) {
      if (!type.equals(item.get("type").required())) {
        continue;
      }
      provenance.set(field, item);
      String path = item.get("path").scalar();
      if (path == null || path.isEmpty()) {
        return Namespaces.PRIVATE;
      }
      return NamespaceWords.joined(path);
    }
    provenance.implied(field, linux.get("namespaces"));
    return Namespaces.HOST;
  }

  private ResourceLimits limits(@Nullable Long shmBytes) throws InputException {
    SpecNode resources = linux.get("resources");
    SpecNode memory = resources.get("memory");
    SpecNode cpu = resources.get("cpu");
    Long quota = limit(cpu.get("quota"), "limits.cpu");
    Long period = cpu.get("period").number();
    long micros = period == null || period <= 0 ? 100_000 : period;
    Long score = process.get("oomScoreAdj").number();
    provenance.set("limits.oom_score_adj", process.get("oomScoreAdj"));
    Long swap = memory.get("swap").number();
    return new ResourceLimits(
        limit(memory.get("limit"), "limits.memory"),
        swap == null || swap == 0 ? null : swap,
        quota == null ? null : Math.round(quota * 1e9 / micros),
        limit(resources.get("pids").get("limit"), "limits.pids"),
        shmBytes,
        provenance.flag(memory.get("disableOOMKiller"), "limits.oom_kill_disable"),
        score == null || score == 0 ? null : score,
        openFiles(),
        null,
        null);
  }

  private @Nullable Long limit(SpecNode node, String field) throws InputException {
    Long number = node.number();
    if (number == null || number <= 0) {
      return null;
    }
    provenance.set(field, node);
    return number;
  }

  private @Nullable Long openFiles() throws InputException {
    for (SpecNode item : process.get("rlimits").items()) {
      if ("RLIMIT_NOFILE".equals(item.get("type").scalar())) {
        return limit(item.get("hard"), "limits.nofile");
      }
    }
    return null;
  }

  /** All but the last kind run outside the container. */
  private List<Hook> hooks() throws InputException {
    List<Hook> hooks = new ArrayList<>();
    for (String event :
        List.of(
            "prestart",
            "createRuntime",
            "createContainer",
            "poststart",
            "poststop",
            "startContainer")) {
      boolean inside = event.equals("startContainer");
      for (SpecNode item : root.get("hooks").get(event).items()) {
        List<String> argv = new ArrayList<>(item.get("args").scalars());
        String path = item.get("path").required();
        if (argv.isEmpty()) {
          argv.add(path);
        } else {
          // The first word is only what the program is told that it is called.
          argv.set(0, path);
        }
        List<EnvVar> env = new ArrayList<>();
        for (String line : item.get("env").scalars()) {
          String[] parts = line.split("=", 2);
          env.add(new EnvVar(parts[0], parts.length == 2 ? parts[1] : ""));
        }
        provenance.set("hooks[" + hooks.size() + "]", item);
        Hook.Way way = inside ? Hook.Way.EXEC : Hook.Way.HOST_EXEC;
        hooks.add(new Hook(event, way, argv, "", null, !inside, env));
      }
    }
    return hooks;
  }
}
