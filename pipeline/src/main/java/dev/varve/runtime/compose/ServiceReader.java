package dev.varve.runtime.compose;

import dev.varve.failure.InputException;
import dev.varve.runtime.CapabilitySettings;
import dev.varve.runtime.Device;
import dev.varve.runtime.EnvVar;
import dev.varve.runtime.Gap;
import dev.varve.runtime.Health;
import dev.varve.runtime.HostPath;
import dev.varve.runtime.Mount;
import dev.varve.runtime.NamespaceWords;
import dev.varve.runtime.Namespaces;
import dev.varve.runtime.NearestKey;
import dev.varve.runtime.Origin;
import dev.varve.runtime.Privileges;
import dev.varve.runtime.ProcessSpec;
import dev.varve.runtime.RunSpec;
import dev.varve.runtime.SecurityOptions;
import dev.varve.runtime.ShellWords;
import dev.varve.runtime.SpecNode;
import dev.varve.runtime.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads one service of a compose file. */
final class ServiceReader {
  private final SpecNode service;
  private final Unit unit;
  private final SortedMap<String, Origin> origin = new TreeMap<>();
  private final List<Gap> gaps = new ArrayList<>();
  private final ComposeScalars scalars;
  private final ComposeMounts mounts;
  private final List<Borrowing> borrowings = new ArrayList<>();

  ServiceReader(
      SpecNode root, SpecNode service, String name, String project, Interpolation interpolation) {
    this.service = service;
    this.unit = Unit.single("compose", project, name);
    this.scalars = new ComposeScalars(interpolation, gaps);
    this.mounts = new ComposeMounts(root, scalars, gaps);
  }

  /**
   * An entry of {@code volumes_from}.
   *
   * @param service whose mounts are taken over
   */
  record Borrowing(SpecNode node, String service, boolean readOnly) {
    /** A mount as the borrower has it. */
    Mount take(Mount mount) {
      Mount.Source source = mount.source();
      String disguise =
          source.disguise() != null || mount.kind() != Mount.Kind.HOST
              ? source.disguise()
              : "volumes_from";
      return new Mount(
          mount.kind(),
          new Mount.Source(
              source.raw(), source.clean(), source.known(), source.classes(), disguise),
          mount.targetRaw(),
          mount.target(),
          mount.options().readOnly(mount.options().readOnly() || readOnly));
    }
  }

  List<Borrowing> borrowings() {
    return borrowings;
  }

  RunSpec read(List<Gap> common) throws InputException {
    gaps.addAll(common);
    checkKeys();
    borrow();
    Privileges privileges = privileges();
    boolean apiSocket = flag("use_api_socket", "use_api_socket");
    ProcessSpec process = process();
    Namespaces namespaces = namespaces();
    List<ComposeMounts.Placed> placed = mounts.read(service, apiSocket);
    List<Mount> all = new ArrayList<>();
    for (ComposeMounts.Placed one : placed) {
      origin.put("mounts[" + all.size() + "]", one.node().origin());
      all.add(one.mount());
    }
    return new RunSpec(
        unit,
        text("image", "image_ref"),
        process,
        privileges,
        namespaces,
        all,
        devices(),
        flag("read_only", "rootfs_ro"),
        new ComposeLimits(service, scalars, origin).read(),
        new ComposePorts(scalars, origin).read(service.get("ports")),
        health(),
        restart(),
        apiSocket,
        strings("sysctls"),
        strings("labels"),
        origin,
        gaps);
  }

  /** The same spec with mounts taken over from other services; its own targets win. */
  RunSpec withBorrowed(RunSpec own, List<Mount> borrowed) {
    if (borrowed.isEmpty()) {
      return own;
    }
    List<Mount> all = new ArrayList<>(own.mounts());
    SortedMap<String, Origin> origins = new TreeMap<>(own.origin());
    for (Mount mount : borrowed) {
      if (all.stream().noneMatch(m -> m.target().equals(mount.target()))) {
        origins.put("mounts[" + all.size() + "]", service.get("volumes_from").origin());
        all.add(mount);
      }
    }
    return new RunSpec(
        own.unit(),
        own.imageRef(),
        own.process(),
        own.privileges(),
        own.namespaces(),
        all,
        own.devices(),
        own.rootfsReadOnly(),
        own.limits(),
        own.ports(),
        own.health(),
        own.restart(),
        own.useApiSocket(),
        own.sysctls(),
        own.labels(),
        origins,
        own.gaps());
  }

  private void checkKeys() throws InputException {
    TreeSet<String> known = new TreeSet<>(ComposeKeys.READ);
    known.addAll(ComposeKeys.IRRELEVANT);
    for (String key : service.keys()) {
      SpecNode node = service.get(key);
      if (known.contains(key)) {
        String left = ComposeKeys.left(key);
        if (!left.isEmpty() && !node.isAbsent()) {
          gaps.add(node.gap(left));
        }
      } else if (!key.startsWith("x-")) {
        String near = NearestKey.of(key, known);
        String hint = near == null ? "" : "; did you mean '" + near + "'?";
        gaps.add(node.gap("unknown key" + hint));
      }
    }
  }

  private void borrow() throws InputException {
    for (SpecNode item : service.get("volumes_from").items()) {
      String text = scalars.certainText(item);
      if (text == null) {
        continue;
      }
      if (text.startsWith("container:")) {
        gaps.add(item.gap("the mounts of a container outside this file are not known"));
        continue;
      }
      boolean readOnly = text.endsWith(":ro");
      String name = readOnly || text.endsWith(":rw") ? text.substring(0, text.length() - 3) : text;
      borrowings.add(new Borrowing(item, name, readOnly));
    }
  }

  private @Nullable String text(String key, String field) throws InputException {
    SpecNode node = service.get(key);
    String text = scalars.text(node);
    if (text != null) {
      origin.put(field, node.origin());
    }
    return text;
  }

  private boolean flag(String key, String field) throws InputException {
    SpecNode node = service.get(key);
    if (node.isAbsent()) {
      return false;
    }
    origin.put(field, node.origin());
    return scalars.bool(node);
  }

  private ProcessSpec process() throws InputException {
    List<EnvVar> env = new ArrayList<>();
    SpecNode environment = service.get("environment");
    for (Map.Entry<String, @Nullable String> pair : scalars.pairs(environment).entrySet()) {
      env.add(new EnvVar(pair.getKey(), pair.getValue()));
    }
    if (!env.isEmpty()) {
      origin.put("env", environment.origin());
    }
    SpecNode groups = service.get("group_add");
    if (!groups.isAbsent()) {
      origin.put("groups", groups.origin());
    }
    return new ProcessSpec(
        words("entrypoint"),
        words("command"),
        text("user", "user"),
        scalars.texts(groups),
        text("working_dir", "workdir"),
        env,
        flag("init", "init"));
  }

  /** A command as a list, or as a string that is split into words without a shell. */
  private @Nullable List<String> words(String key) throws InputException {
    SpecNode node = service.get(key);
    if (node.isAbsent()) {
      return null;
    }
    origin.put(key, node.origin());
    if (node.array() != null) {
      return scalars.texts(node);
    }
    String text = scalars.text(node);
    List<String> words = text == null ? List.of() : ShellWords.split(text);
    if (words == null) {
      throw node.invalid("a quote in it is left open");
    }
    return words;
  }

  private Privileges privileges() throws InputException {
    SpecNode options = service.get("security_opt");
    SecurityOptions security = SecurityOptions.parse(scalars.texts(options));
    for (String unknown : security.unknown()) {
      gaps.add(options.gap("the security option '" + unknown + "' is not understood"));
    }
    boolean privileged = flag("privileged", "privileged");
    mark(security.noNewPrivs(), "no_new_privs", options);
    mark(security.seccomp(), "seccomp", options);
    mark(security.apparmor(), "apparmor", options);
    mark(security.selinux(), "selinux", options);
    mark(security.maskedPaths(), "masked_paths", options);
    // A privileged container has no profiles unless the file names them.
    String usual = privileged ? "unconfined" : "default";
    return new Privileges(
        privileged,
        new CapabilitySettings(
            names("cap_add", "caps.add"), names("cap_drop", "caps.drop"), null, null),
        Boolean.TRUE.equals(security.noNewPrivs()),
        orElse(security.seccomp(), usual),
        orElse(security.apparmor(), usual),
        orElse(security.selinux(), privileged ? "disable" : "default"),
        orElse(security.maskedPaths(), privileged ? "none" : "default"),
        runtime(),
        false);
  }

  private @Nullable String runtime() throws InputException {
    String runtime = text("runtime", "runtime_class");
    return runtime == null || runtime.equals("runc") ? null : runtime;
  }

  private void mark(@Nullable Object value, String field, SpecNode node) {
    if (value != null) {
      origin.put(field, node.origin());
    }
  }

  private static String orElse(@Nullable String value, String fallback) {
    return value == null ? fallback : value;
  }

  private List<String> names(String key, String field) throws InputException {
    SpecNode node = service.get(key);
    if (!node.isAbsent()) {
      origin.put(field, node.origin());
    }
    return scalars.texts(node);
  }

  private Namespaces namespaces() throws InputException {
    Namespaces usual = Namespaces.DOCKER_DEFAULT;
    return new Namespaces(
        mode("pid", "ns.pid", usual.pid()),
        NamespaceWords.network(mode("network_mode", "ns.net", "")),
        mode("ipc", "ns.ipc", usual.ipc()),
        mode("uts", "ns.uts", usual.uts()),
        mode("userns_mode", "ns.user", usual.user()),
        mode("cgroup", "ns.cgroup", usual.cgroup()),
        usual.mnt());
  }

  private String mode(String key, String field, String usual) throws InputException {
    String word = text(key, field);
    return word == null || word.isEmpty() ? usual : NamespaceWords.mode(word);
  }

  private List<Device> devices() throws InputException {
    List<Device> devices = new ArrayList<>();
    for (SpecNode item : service.get("devices").items()) {
      devices.add(device(item));
      origin.put("devices[" + (devices.size() - 1) + "]", item.origin());
    }
    for (SpecNode item : service.get("device_cgroup_rules").items()) {
      String rule = scalars.text(item);
      devices.add(new Device("cgroup-rule", rule == null ? "" : rule, "", ""));
      origin.put("devices[" + (devices.size() - 1) + "]", item.origin());
    }
    SpecNode gpus = service.get("gpus");
    SpecNode reserved = service.get("deploy").get("resources").get("reservations").get("devices");
    for (SpecNode request : List.of(gpus, reserved)) {
      List<SpecNode> items =
          request.array() == null && !request.isAbsent() ? List.of(request) : request.items();
      for (SpecNode item : items) {
        String driver = item.object() == null ? "" : scalars.text(item.get("driver"));
        devices.add(new Device("request", driver == null ? "" : driver, "", ""));
        origin.put("devices[" + (devices.size() - 1) + "]", item.origin());
      }
    }
    return devices;
  }

  private Device device(SpecNode item) throws InputException {
    if (item.object() != null) {
      String source = scalars.text(item.get("source"));
      if (source == null) {
        throw item.invalid("a device without source");
      }
      String target = scalars.text(item.get("target"));
      String permissions = scalars.text(item.get("permissions"));
      return node(source, target == null ? source : target, permissions);
    }
    String text = scalars.text(item);
    if (text == null) {
      throw item.expected("a device");
    }
    if (!text.startsWith("/") && text.contains("=")) {
      return new Device("cdi", text, "", "");
    }
    String[] parts = text.split(":", -1);
    if (parts.length > 3 || parts[0].isEmpty()) {
      throw item.invalid("'" + text + "' is not of the form host[:container[:permissions]]");
    }
    return node(
        parts[0], parts.length > 1 ? parts[1] : parts[0], parts.length > 2 ? parts[2] : null);
  }

  private static Device node(String host, String container, @Nullable String permissions) {
    return new Device(
        "node",
        HostPath.parse(host, true).text(),
        container,
        permissions == null || permissions.isEmpty() ? "rwm" : permissions);
  }

  private @Nullable Health health() throws InputException {
    SpecNode node = service.get("healthcheck");
    if (node.isAbsent()) {
      return null;
    }
    origin.put("health", node.origin());
    SpecNode test = node.get("test");
    List<String> words = new ArrayList<>(scalars.texts(test));
    if (test.array() == null && !words.isEmpty()) {
      words.add(0, "CMD-SHELL");
    }
    boolean none = !words.isEmpty() && words.get(0).equals("NONE");
    return new Health(words, none || scalars.bool(node.get("disable")));
  }

  private String restart() throws InputException {
    String restart = text("restart", "restart");
    if (restart != null) {
      return restart;
    }
    SpecNode condition = service.get("deploy").get("restart_policy").get("condition");
    String word = scalars.text(condition);
    if (word == null) {
      return "";
    }
    origin.put("restart", condition.origin());
    return switch (word) {
      case "any" -> "always";
      case "none" -> "no";
      default -> word;
    };
  }

  private SortedMap<String, String> strings(String key) throws InputException {
    SortedMap<String, String> strings = new TreeMap<>();
    SpecNode node = service.get(key);
    for (Map.Entry<String, @Nullable String> pair : scalars.pairs(node).entrySet()) {
      String value = pair.getValue();
      strings.put(pair.getKey(), value == null ? "" : value);
    }
    if (!strings.isEmpty()) {
      origin.put(key, node.origin());
    }
    return strings;
  }
}
