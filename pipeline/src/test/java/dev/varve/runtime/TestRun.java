package dev.varve.runtime;

import dev.varve.blob.Bytes;
import dev.varve.image.ImageConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A run spec for tests, as Docker runs a container unless told otherwise. */
final class TestRun {
  private final List<Mount> mounts = new ArrayList<>();
  private final List<Device> devices = new ArrayList<>();
  private final List<Hook> hooks = new ArrayList<>();
  private final List<PortBinding> ports = new ArrayList<>();
  private final List<EnvVar> env = new ArrayList<>();
  private final TreeMap<String, Origin> origin = new TreeMap<>();
  private Unit unit = Unit.single("compose", "shop", "api");
  private ProcessSpec process = ProcessSpec.OF_IMAGE;
  private Privileges privileges = Privileges.DEFAULT;
  private Namespaces namespaces = Namespaces.DOCKER_DEFAULT;
  private ResourceLimits limits = ResourceLimits.NONE;
  private @Nullable Health health;
  private boolean readOnly;

  static TestRun docker() {
    return new TestRun();
  }

  TestRun unit(Unit value) {
    unit = value;
    return this;
  }

  TestRun process(ProcessSpec value) {
    process = value;
    return this;
  }

  TestRun user(String value) {
    set("user", 12);
    process =
        new ProcessSpec(
            process.entrypoint(), process.command(), value, List.of(), null, List.of(), false);
    return this;
  }

  TestRun env(String name, String value) {
    env.add(new EnvVar(name, value));
    return this;
  }

  TestRun privileges(Privileges value) {
    privileges = value;
    return this;
  }

  TestRun namespaces(Namespaces value) {
    namespaces = value;
    return this;
  }

  TestRun limits(ResourceLimits value) {
    limits = value;
    return this;
  }

  TestRun mount(Mount mount) {
    set("mounts[" + mounts.size() + "]", 20 + mounts.size());
    mounts.add(mount);
    return this;
  }

  TestRun host(String source, String target, boolean ro) {
    return mount(Mount.host(source, true, target, Mount.Options.DEFAULT.readOnly(ro), null));
  }

  TestRun device(Device device) {
    devices.add(device);
    return this;
  }

  TestRun port(PortBinding port) {
    ports.add(port);
    return this;
  }

  TestRun hook(Hook hook) {
    hooks.add(hook);
    return this;
  }

  TestRun health(Health value) {
    health = value;
    return this;
  }

  TestRun readOnly() {
    readOnly = true;
    return this;
  }

  TestRun set(String field, int line) {
    origin.put(field, Origin.set("compose.yaml", "/services/api", line));
    return this;
  }

  RunSpec build() {
    ProcessSpec started =
        new ProcessSpec(
            process.entrypoint(),
            process.command(),
            process.user(),
            process.groups(),
            process.workdir(),
            env,
            process.init(),
            process.groupSettings(),
            List.of());
    return new RunSpec(
        unit,
        "shop/api:4.2",
        started,
        privileges,
        namespaces,
        mounts,
        devices,
        readOnly,
        limits,
        ports,
        health,
        "",
        false,
        new TreeMap<>(),
        new TreeMap<>(),
        origin,
        List.of(),
        new Surroundings("", "", hooks, null, List.of()));
  }

  /** Privileges like the usual ones but for what is given. */
  static Privileges privileges(
      boolean privileged, boolean noNewPrivs, String seccomp, List<String> add, List<String> drop) {
    return new Privileges(
        privileged,
        new CapabilitySettings(add, drop, null, null),
        noNewPrivs,
        seccomp,
        "default",
        "default",
        "default",
        null,
        false);
  }

  /** The config of an image for amd64. */
  static ImageConfig config(
      String user, List<String> env, List<String> entrypoint, List<String> volumes) {
    return new ImageConfig(
        "linux",
        "amd64",
        "",
        "",
        user,
        env,
        entrypoint,
        null,
        List.of(),
        "/",
        volumes,
        List.of(),
        new TreeMap<>(),
        null,
        "",
        List.of(),
        null,
        List.of(),
        Bytes.EMPTY);
  }
}
