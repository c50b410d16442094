package dev.varve.runtime.compose;

import dev.varve.failure.InputException;
import dev.varve.json.NearestKey;
import dev.varve.runtime.CapabilitySettings;
import dev.varve.runtime.Device;
import dev.varve.runtime.EnvVar;
import dev.varve.runtime.Gap;
import dev.varve.runtime.Health;
import dev.varve.runtime.Hook;
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
import dev.varve.runtime.Surroundings;
import dev.varve.runtime.Unit;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads one service of a compose file. */
final class ServiceReader {
  private final Place place;
  private final SpecNode service;
  private final Unit unit;
  private final SortedMap<String, Origin> origin = new TreeMap<>();
  private final List<Gap> gaps = new ArrayList<>();
  private final ComposeLoader loader;
  private final Variables variables;
  private final ComposeScalars scalars;
  private final ComposeMounts mounts;
  private final ComposeProcess process;
  private final List<Borrowing> borrowings = new ArrayList<>();

  ServiceReader(Place place, ComposeLoader loader, Variables variables) {
    this.place = place;
    this.service = place.service();
    this.unit = place.unit();
    this.loader = loader;
    this.variables = variables;
    this.scalars = new ComposeScalars(gaps);
    this.mounts = new ComposeMounts(place.root(), place.project(), scalars, gaps);
    this.process = new ComposeProcess(service, loader, variables, origin, gaps);
  }

  /**
   * Where a service stands.
   *
   * @param section {@code services} or {@code jobs}
   */
  record Place(SpecNode root, SpecNode service, String section, String name, String project) {
    Unit unit() {
      String kind = section.equals("jobs") ? "compose-job" : "compose";
      return Unit.single(kind, project, name);
    }
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
              mount.options().readOnly(mount.options().readOnly() || readOnly))
          .on(mount.volume());
    }
  }

  List<Borrowing> borrowings() {
    return borrowings;
  }

  RunSpec read(List<Gap> common) throws InputException, IOException {
    gaps.addAll(common);
    checkKeys();
    borrow();
    Privileges privileges = privileges();
    boolean apiSocket = flag("use_api_socket", "use_api_socket");
    ProcessSpec start = process.read(flag("init", "init"));
    Namespaces namespaces = namespaces();
    List<ComposeMounts.Placed> placed = mounts.read(service, apiSocket);
    List<Mount> all = new ArrayList<>();
    for (ComposeMounts.Placed one : placed) {
      origin.put("mounts[" + all.size() + "]", one.node().origin());
      all.add(one.mount());
    }
    String image = image();
    List<Device> devices = new ComposeDevices(service, scalars, origin).read();
    boolean readOnly = flag("read_only", "rootfs_ro");
    ResourceLimits limits = new ComposeLimits(service, scalars, origin).read();
    List<PortBinding> ports = new ComposePorts(scalars, origin).read(service.get("ports"));
    Health health = health();
    String restart = restart();
    SortedMap<String, String> sysctls = strings("sysctls");
    SortedMap<String, String> labels = process.labels();
    Surroundings surroundings = surroundings();
    return new RunSpec(
        unit,
        image,
        start,
        privileges,
        namespaces,
        all,
        devices,
        readOnly,
        limits,
        ports,
        health,
        restart,
        apiSocket,
        sysctls,
        labels,
        origin,
        gaps,
        surroundings);
  }

  /** The image's name; for one that is only built, the name that building gives it. */
  private @Nullable String image() throws InputException {
    String image = text("image", "image_ref");
    SpecNode build = service.get("build");
    if (image != null || build.isAbsent()) {
      return image;
    }
    origin.put("image_ref", build.origin());
    return place.project() + "-" + place.name();
  }

  private Surroundings surroundings() throws InputException {
    String parent = text("cgroup_parent", "cgroup_parent");
    List<String> peers = new ArrayList<>();
    borrowings.forEach(borrowing -> peers.add("volumes_from:" + borrowing.service()));
    for (String key : List.of("links", "external_links")) {
      for (String link : scalars.texts(service.get(key))) {
        peers.add("link:" + link.split(":", 2)[0]);
      }
    }
    SpecNode depends = service.get("depends_on");
    List<String> needed =
        depends.object() == null ? scalars.texts(depends) : List.copyOf(depends.keys());
    needed.forEach(name -> peers.add("depends:" + name));
    SecurityOptions security = SecurityOptions.parse(scalars.texts(service.get("security_opt")));
    return new Surroundings(
        "",
        parent == null ? "" : parent,
        process.hooks(),
        null,
        peers.stream().distinct().sorted().toList(),
        !service.get("build").isAbsent(),
        security.writableCgroups(),
        null);
  }

  /**
   * The containers and processes that come with a service: its init containers, and each hook that
   * runs as somebody else or with more privileges than the service itself.
   */
  List<RunSpec> companions(RunSpec own, List<Gap> common) throws InputException, IOException {
    List<RunSpec> all = new ArrayList<>();
    List<SpecNode> starts = service.get("pre_start").items();
    for (int i = 0; i < starts.size(); i++) {
      SpecNode merged = ComposeMerge.hook(service, starts.get(i));
      Place at = new Place(place.root(), merged, place.section(), place.name(), place.project());
      ServiceReader reader = new ServiceReader(at, loader, variables);
      RunSpec spec = reader.withBorrowed(reader.read(common), own.mounts());
      all.add(spec.as(named("pre_start[" + i + "]", "init")));
    }
    int n = 0;
    for (Hook hook : own.surroundings().hooks()) {
      Origin at = own.originOf("hooks[" + n + "]");
      if (hook.privileged() || hook.user() != null) {
        all.add(hooked(own, hook, at).as(named("hook[" + n + "]", "hook")));
      }
      n++;
    }
    return all;
  }

  private Unit named(String container, String role) {
    return new Unit(unit.kind(), unit.namespace(), unit.name(), container, role);
  }

  /** What a hook amounts to: the service's container with another process. */
  private static RunSpec hooked(RunSpec own, Hook hook, Origin at) {
    SortedMap<String, Origin> origin = new TreeMap<>(own.origin());
    ProcessSpec process = own.process();
    List<EnvVar> env = new ArrayList<>(process.env());
    env.addAll(hook.env());
    origin.put("command", at);
    origin.put("entrypoint", at);
    if (hook.user() != null) {
      origin.put("user", at);
    }
    if (hook.privileged()) {
      origin.put("privileged", at);
    }
    Surroundings around = own.surroundings();
    Surroundings alone =
        new Surroundings(
            around.rootfsPropagation(),
            around.cgroupParent(),
            List.of(),
            around.serviceAccount(),
            around.peers(),
            around.builds(),
            around.writableCgroups(),
            around.rootfsPath());
    return own.with(alone)
        .running(
            new ProcessSpec(
                List.of(),
                hook.argv(),
                hook.user() == null ? process.user() : hook.user(),
                process.groups(),
                process.workdir(),
                env,
                false),
            hook.privileged() ? Privileges.ALL : own.privileges(),
            origin);
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
    return own.withMounts(all).withOrigin(origins);
  }

  private void checkKeys() throws InputException {
    for (String key : service.keys()) {
      SpecNode node = service.get(key);
      if (ComposeKeys.READ.contains(key) || ComposeKeys.isIrrelevant(key)) {
        continue;
      }
      gaps.add(node.gap(NearestKey.unknown(key, ComposeKeys.READ)));
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
        network(),
        mode("ipc", "ns.ipc", usual.ipc()),
        mode("uts", "ns.uts", usual.uts()),
        mode("userns_mode", "ns.user", usual.user()),
        mode("cgroup", "ns.cgroup", usual.cgroup()),
        usual.mnt());
  }

  /** The engine's own networks may hide behind any name that a project gives them. */
  private String network() throws InputException {
    String mode = mode("network_mode", "ns.net", "");
    SpecNode networks = service.get("networks");
    if (!mode.isEmpty() || networks.isAbsent()) {
      return NamespaceWords.network(mode);
    }
    SpecNode named = ComposeMerge.named(networks);
    for (String key : named.keys()) {
      SpecNode declared = place.root().get("networks").get(key);
      SpecNode external = declared.get("external");
      String outer = external.object() == null ? null : scalars.text(external.get("name"));
      String name = outer != null ? outer : scalars.text(declared.get("name"));
      String driver = scalars.text(declared.get("driver"));
      for (String own : List.of(Namespaces.HOST, "none")) {
        if (own.equals(name) || own.equals(driver)) {
          origin.put("ns.net", declared.origin());
          return own;
        }
      }
    }
    return NamespaceWords.network("");
  }

  private String mode(String key, String field, String usual) throws InputException {
    String word = text(key, field);
    return word == null || word.isEmpty() ? usual : NamespaceWords.mode(word);
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
    String attempts =
        scalars.certainText(service.get("deploy").get("restart_policy").get("max_attempts"));
    return switch (word) {
      case "on-failure" -> attempts == null ? word : word + ":" + attempts;
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
