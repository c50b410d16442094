package dev.varve.policy;

import dev.varve.json.JsonArray;
import dev.varve.json.JsonBool;
import dev.varve.json.JsonObject;
import dev.varve.json.JsonString;
import dev.varve.json.JsonValue;
import dev.varve.runtime.Capabilities;
import dev.varve.runtime.CapabilitySettings;
import dev.varve.runtime.Device;
import dev.varve.runtime.EnvVar;
import dev.varve.runtime.HostClass;
import dev.varve.runtime.Mount;
import dev.varve.runtime.Namespaces;
import dev.varve.runtime.PortBinding;
import dev.varve.runtime.Privileges;
import dev.varve.runtime.ResourceLimits;
import dev.varve.runtime.RunSpec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What differs between two ways to run one unit, and whether the second gives it more rights
 * (policy-catalogue.md section 1.5, {@code run}). Values are compared, wherever they come from: one
 * that is only written out is no difference.
 */
final class RunComparison {
  private enum Direction {
    LOOSER,
    TIGHTER,
    OTHER;

    /** Whether something that is a right was given, or taken away. */
    static Direction ofRight(boolean before, boolean after) {
      return before == after ? OTHER : after ? LOOSER : TIGHTER;
    }

    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final Set<HostClass> HARMLESS = Set.of(HostClass.APP, HostClass.BENIGN);
  private static final String SHARED_KERNEL = "shared-kernel";

  private final ImageProfile.Container a;
  private final ImageProfile.Container b;
  private final List<JsonObject> rows = new ArrayList<>();

  private RunComparison(ImageProfile.Container a, ImageProfile.Container b) {
    this.a = a;
    this.b = b;
  }

  /** One row for each field, mount, device, port and variable that differs. */
  static List<JsonObject> rows(ImageProfile.Container a, ImageProfile.Container b) {
    RunComparison comparison = new RunComparison(a, b);
    comparison.privileges(a.run().privileges(), b.run().privileges());
    comparison.namespaces(a.run().namespaces(), b.run().namespaces());
    comparison.process();
    comparison.mounts();
    comparison.devices();
    comparison.limits(a.run().limits(), b.run().limits());
    comparison.rest();
    comparison.rows.sort(
        Comparator.comparing((JsonObject row) -> String.valueOf(row.get("field")))
            .thenComparing(row -> String.valueOf(row.get("name"))));
    return comparison.rows;
  }

  private void privileges(Privileges x, Privileges y) {
    right("privileged", x.privileged(), y.privileged());
    right("host_process", x.hostProcess(), y.hostProcess());
    limit("nonroot_required", x.nonrootRequired(), y.nonrootRequired());
    limit("no_new_privs", x.noNewPrivs(), y.noNewPrivs());
    confinement("seccomp", x.seccomp(), y.seccomp());
    confinement("apparmor", x.apparmor(), y.apparmor());
    confinement("selinux", x.selinux(), y.selinux());
    confinement("masked_paths", x.maskedPaths(), y.maskedPaths());
    capabilities(x, y);
    boolean shared = a.sandbox().equals(SHARED_KERNEL);
    if (!a.sandbox().equals(b.sandbox()) || !same(x.runtimeClass(), y.runtimeClass())) {
      add(
          "runtime_class",
          FactsJson.text(x.runtimeClass()),
          FactsJson.text(y.runtimeClass()),
          Direction.ofRight(shared, b.sandbox().equals(SHARED_KERNEL)));
    }
  }

  /** What is added and dropped is judged by what comes of it, whichever way it is written. */
  private void capabilities(Privileges x, Privileges y) {
    Direction direction = sets(Capabilities.bounding(x), Capabilities.bounding(y));
    CapabilitySettings before = x.caps();
    CapabilitySettings after = y.caps();
    // Everything that privileged mode gives is told with it.
    Direction told = x.privileged() == y.privileged() ? direction : Direction.OTHER;
    boolean asked = false;
    if (!before.add().equals(after.add())) {
      add("caps.add", texts(before.add()), texts(after.add()), told);
      asked = true;
    }
    if (!before.drop().equals(after.drop())) {
      add("caps.drop", texts(before.drop()), texts(after.drop()), asked ? Direction.OTHER : told);
      asked = true;
    }
    if (!asked && direction != Direction.OTHER && told == direction) {
      add(
          "caps.bounding",
          texts(Capabilities.bounding(x)),
          texts(Capabilities.bounding(y)),
          direction);
    }
  }

  /** Anything that came in is looser, whatever went. */
  private static Direction sets(List<String> x, List<String> y) {
    if (!new HashSet<>(x).containsAll(y)) {
      return Direction.LOOSER;
    }
    return new HashSet<>(y).containsAll(x) ? Direction.OTHER : Direction.TIGHTER;
  }

  private void namespaces(Namespaces x, Namespaces y) {
    namespace("ns.pid", x.pid(), y.pid());
    namespace("ns.net", x.net(), y.net());
    namespace("ns.ipc", x.ipc(), y.ipc());
    namespace("ns.uts", x.uts(), y.uts());
    namespace("ns.user", x.user(), y.user());
    namespace("ns.cgroup", x.cgroup(), y.cgroup());
    namespace("ns.mnt", x.mnt(), y.mnt());
    namespace("ns.time", x.time(), y.time());
  }

  private void namespace(String field, String x, String y) {
    if (!x.equals(y)) {
      int before = openness(x);
      int after = openness(y);
      Direction direction =
          before < 0 || after < 0 || before == after
              ? Direction.OTHER
              : after > before ? Direction.LOOSER : Direction.TIGHTER;
      add(field, new JsonString(x), new JsonString(y), direction);
    }
  }

  /** With whom a namespace is shared: nobody, others, the host; -1 if only the engine knows. */
  private static int openness(String namespace) {
    return switch (namespace) {
      case Namespaces.PRIVATE, "none", "pod" -> 0;
      case Namespaces.HOST -> 2;
      case "default", "unknown", "" -> -1;
      default -> 1;
    };
  }

  private void process() {
    Boolean rootBefore = a.user().root();
    Boolean rootAfter = b.user().root();
    String userBefore = a.run().process().user();
    String userAfter = b.run().process().user();
    if (!same(userBefore, userAfter)) {
      Direction direction =
          rootBefore == null || rootAfter == null
              ? Direction.OTHER
              : Direction.ofRight(rootBefore, rootAfter);
      add("user", FactsJson.text(userBefore), FactsJson.text(userAfter), direction);
    }
    List<String> groupsBefore = a.run().process().groups();
    List<String> groupsAfter = b.run().process().groups();
    if (!groupsBefore.equals(groupsAfter)) {
      add("groups", texts(groupsBefore), texts(groupsAfter), sets(groupsBefore, groupsAfter));
    }
    other(
        "entrypoint",
        RunFacts.redacted(a.run().process().entrypoint()),
        RunFacts.redacted(b.run().process().entrypoint()));
    other(
        "command",
        RunFacts.redacted(a.run().process().command()),
        RunFacts.redacted(b.run().process().command()));
    other(
        "workdir",
        FactsJson.text(a.run().process().workdir()),
        FactsJson.text(b.run().process().workdir()));
    named(
        "env",
        a.run().process().env(),
        b.run().process().env(),
        EnvVar::name,
        RunComparison::variable,
        (x, y) -> Direction.OTHER);
  }

  private static JsonValue variable(EnvVar variable) {
    String value = variable.value();
    return FactsJson.text(value == null ? null : BuildSecrets.redactValue(variable.name(), value));
  }

  private void mounts() {
    named(
        "mounts",
        a.run().mounts(),
        b.run().mounts(),
        Mount::target,
        mount -> new JsonString(words(mount)),
        RunComparison::direction);
  }

  /** As on a command line. */
  private static String words(Mount mount) {
    String source = mount.source().clean();
    return (source == null ? mount.source().raw() : source)
        + ":"
        + mount.target()
        + (mount.options().readOnly() ? ":ro" : "")
        + (mount.options().propagation().equals(Mount.Options.DEFAULT.propagation())
            ? ""
            : "," + mount.options().propagation());
  }

  private static Direction direction(@Nullable Mount x, @Nullable Mount y) {
    Set<HostClass> before = reached(x);
    Set<HostClass> after = reached(y);
    if (!before.containsAll(after)) {
      return Direction.LOOSER;
    }
    if (!after.containsAll(before)) {
      return Direction.TIGHTER;
    }
    if (x == null || y == null || x.kind() != Mount.Kind.HOST || y.kind() != Mount.Kind.HOST) {
      return Direction.OTHER;
    }
    return Direction.ofRight(!x.options().readOnly(), !y.options().readOnly());
  }

  /** What of the host a mount reaches that is not the application's own. */
  private static Set<HostClass> reached(@Nullable Mount mount) {
    Set<HostClass> classes = new HashSet<>();
    if (mount != null) {
      mount.source().classes().forEach(match -> classes.add(match.hostClass()));
      classes.removeAll(HARMLESS);
    }
    return classes;
  }

  private void devices() {
    named(
        "devices",
        a.run().devices(),
        b.run().devices(),
        device -> device.host() + ":" + device.container(),
        device -> new JsonString(device.host() + " " + device.permissions()),
        RunComparison::direction);
  }

  private static Direction direction(@Nullable Device x, @Nullable Device y) {
    String before = x == null ? "" : x.permissions();
    String after = y == null ? "" : y.permissions();
    boolean more = y != null && (x == null || after.chars().anyMatch(c -> before.indexOf(c) < 0));
    return more ? Direction.LOOSER : Direction.TIGHTER;
  }

  private void limits(ResourceLimits x, ResourceLimits y) {
    limit("limits.memory", x.memoryBytes(), y.memoryBytes());
    limit("limits.cpu", x.nanoCpus(), y.nanoCpus());
    limit("limits.pids", x.pids(), y.pids());
    limit("limits.nofile", x.openFiles(), y.openFiles());
    limit("limits.disk", x.diskBytes(), y.diskBytes());
    other("limits.swap", FactsJson.number(x.swapBytes()), FactsJson.number(y.swapBytes()));
    other("limits.shm", FactsJson.number(x.shmBytes()), FactsJson.number(y.shmBytes()));
    right("limits.oom_kill_disable", x.oomKillDisable(), y.oomKillDisable());
  }

  private void limit(String field, @Nullable Long x, @Nullable Long y) {
    if (!same(x, y)) {
      // Another number is another need; only the end of a limit is a right.
      add(field, FactsJson.number(x), FactsJson.number(y), Direction.ofRight(x == null, y == null));
    }
  }

  private void rest() {
    RunSpec x = a.run();
    RunSpec y = b.run();
    limit("rootfs_ro", x.rootfsReadOnly(), y.rootfsReadOnly());
    right("use_api_socket", x.useApiSocket(), y.useApiSocket());
    right("sa_token", tokenMounted(x), tokenMounted(y));
    right(
        "writable_cgroups", x.surroundings().writableCgroups(), y.surroundings().writableCgroups());
    named(
        "ports",
        x.ports(),
        y.ports(),
        port -> port.hostPort() + ":" + port.containerPort() + "/" + port.protocol(),
        RunComparison::port,
        (before, after) -> Direction.OTHER);
    named(
        "sysctls",
        List.copyOf(x.sysctls().entrySet()),
        List.copyOf(y.sysctls().entrySet()),
        Map.Entry::getKey,
        sysctl -> new JsonString(sysctl.getValue()),
        (before, after) -> Direction.OTHER);
    other("restart", new JsonString(x.restart()), new JsonString(y.restart()));
  }

  private static JsonValue port(PortBinding port) {
    return new JsonString(port.hostIp() + ":" + port.hostPort() + ":" + port.containerPort());
  }

  private static boolean tokenMounted(RunSpec run) {
    var account = run.surroundings().serviceAccount();
    return account != null && account.tokenMounted();
  }

  private void right(String field, boolean x, boolean y) {
    if (x != y) {
      add(field, new JsonBool(x), new JsonBool(y), Direction.ofRight(x, y));
    }
  }

  /** The opposite of a right. */
  private void limit(String field, boolean x, boolean y) {
    if (x != y) {
      add(field, new JsonBool(x), new JsonBool(y), Direction.ofRight(!x, !y));
    }
  }

  /** Values that switch a confinement off. */
  static final Set<String> OFF = Set.of("unconfined", "disable", "none");

  private void confinement(String field, String x, String y) {
    if (!x.equals(y)) {
      add(
          field,
          new JsonString(x),
          new JsonString(y),
          Direction.ofRight(OFF.contains(x), OFF.contains(y)));
    }
  }

  private void other(String field, JsonValue x, JsonValue y) {
    if (!x.equals(y)) {
      add(field, x, y, Direction.OTHER);
    }
  }

  private interface Judged<T> {
    Direction direction(@Nullable T before, @Nullable T after);
  }

  /** Items of two lists, matched by name; of several with one name the last counts. */
  private <T> void named(
      String field,
      List<T> x,
      List<T> y,
      Function<T, String> name,
      Function<T, JsonValue> shown,
      Judged<T> judged) {
    Map<String, T> before = byName(x, name);
    Map<String, T> after = byName(y, name);
    TreeSet<String> names = new TreeSet<>(before.keySet());
    names.addAll(after.keySet());
    for (String one : names) {
      T was = before.get(one);
      T is = after.get(one);
      JsonValue shownBefore = was == null ? FactsJson.text(null) : shown.apply(was);
      JsonValue shownAfter = is == null ? FactsJson.text(null) : shown.apply(is);
      if (!shownBefore.equals(shownAfter) || (was == null) != (is == null)) {
        int index = is == null ? x.lastIndexOf(was) : y.lastIndexOf(is);
        rows.add(
            row(
                field + "[" + index + "]",
                one,
                shownBefore,
                shownAfter,
                judged.direction(was, is)));
      }
    }
  }

  private static <T> Map<String, T> byName(List<T> items, Function<T, String> name) {
    Map<String, T> byName = new TreeMap<>();
    items.forEach(item -> byName.put(name.apply(item), item));
    return byName;
  }

  private void add(String field, JsonValue x, JsonValue y, Direction direction) {
    rows.add(row(field, "", x, y, direction));
  }

  private static JsonObject row(
      String field, String name, JsonValue x, JsonValue y, Direction direction) {
    return JsonObject.builder()
        .put("field", field)
        .put("name", name)
        .put("a", x)
        .put("b", y)
        .put("direction", direction.label())
        .build();
  }

  private static JsonArray texts(List<String> texts) {
    return JsonArray.ofTexts(texts);
  }

  private static boolean same(@Nullable Object x, @Nullable Object y) {
    return Objects.equals(x, y);
  }
}
