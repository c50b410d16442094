package dev.varve.policy;

import dev.varve.json.JsonArray;
import dev.varve.json.JsonNull;
import dev.varve.json.JsonObject;
import dev.varve.json.JsonValue;
import dev.varve.runtime.CapabilitySettings;
import dev.varve.runtime.Device;
import dev.varve.runtime.Effective;
import dev.varve.runtime.EnvVar;
import dev.varve.runtime.Gap;
import dev.varve.runtime.Health;
import dev.varve.runtime.Mount;
import dev.varve.runtime.Namespaces;
import dev.varve.runtime.PortBinding;
import dev.varve.runtime.Privileges;
import dev.varve.runtime.ResourceLimits;
import dev.varve.runtime.RunSpec;
import dev.varve.runtime.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One way to run an image, and the facts document made from it (policy-catalogue.md section 1.4).
 *
 * @param image null if the image is not at hand: rules that need it answer "undetermined"
 * @param effective what run spec and image amount to; null exactly if {@code image} is
 */
public record ContainerFacts(
    RunSpec run, @Nullable ImageFacts image, @Nullable Effective effective) {
  public ContainerFacts {
    if ((image == null) != (effective == null)) {
      throw new IllegalArgumentException("image and effective come together");
    }
  }

  public Subject subject() {
    return Subject.of(run.unit());
  }

  /** The facts document of the container. */
  public JsonObject document() {
    Subject subject = subject();
    List<Gap> gaps = new ArrayList<>(run.gaps());
    if (image == null) {
      String wanted = run.imageRef() == null ? "" : " " + run.imageRef();
      gaps.add(new Gap("image", "the image" + wanted + " is not among those analysed", ""));
    }
    return FactsJson.envelope(RuleScope.CONTAINER, subject.key(), subject.name(), gaps)
        .put("image", image == null ? JsonNull.NULL : image.document())
        .put("run", runFacts())
        .put("origin", origins())
        .put("effective", effectiveFacts())
        .build();
  }

  private JsonObject runFacts() {
    Unit unit = run.unit();
    Privileges privileges = run.privileges();
    Namespaces ns = run.namespaces();
    Health health = run.health();
    return JsonObject.builder()
        .put(
            "unit",
            JsonObject.builder()
                .put("kind", unit.kind())
                .put("ns", unit.namespace())
                .put("name", unit.name())
                .put("container", unit.container())
                .put("role", unit.role())
                .build())
        .put("image_ref", FactsJson.text(run.imageRef()))
        .put("entrypoint", redacted(run.process().entrypoint()))
        .put("command", redacted(run.process().command()))
        .put("user", FactsJson.text(run.process().user()))
        .put("groups", JsonArray.ofTexts(run.process().groups()))
        .put("workdir", FactsJson.text(run.process().workdir()))
        .put("env", env())
        .put("init", run.process().init())
        .put("nonroot_required", privileges.nonrootRequired())
        .put("privileged", privileges.privileged())
        .put("caps", caps(privileges.caps()))
        .put("no_new_privs", privileges.noNewPrivs())
        .put("seccomp", privileges.seccomp())
        .put("apparmor", privileges.apparmor())
        .put("selinux", privileges.selinux())
        .put("masked_paths", privileges.maskedPaths())
        .put("runtime_class", FactsJson.text(privileges.runtimeClass()))
        .put(
            "ns",
            JsonObject.builder()
                .put("pid", ns.pid())
                .put("net", ns.net())
                .put("ipc", ns.ipc())
                .put("uts", ns.uts())
                .put("user", ns.user())
                .put("cgroup", ns.cgroup())
                .put("mnt", ns.mnt())
                .build())
        .put("mounts", mounts())
        .put("devices", devices())
        .put("rootfs_ro", run.rootfsReadOnly())
        .put("limits", limits(run.limits()))
        .put("ports", ports())
        .put(
            "health",
            health == null
                ? JsonNull.NULL
                : JsonObject.builder()
                    .put("test", redacted(health.test()))
                    .put("disabled", health.disabled())
                    .build())
        .put("restart", run.restart())
        .put("use_api_socket", run.useApiSocket())
        .put("sysctls", texts(run.sysctls()))
        .put("labels", texts(run.labels()))
        .build();
  }

  private static JsonValue redacted(@Nullable List<String> words) {
    return words == null
        ? JsonNull.NULL
        : JsonArray.ofTexts(words.stream().map(BuildSecrets::redact).toList());
  }

  private JsonArray env() {
    List<JsonValue> variables = new ArrayList<>();
    for (EnvVar variable : run.process().env()) {
      String value = variable.value();
      boolean secret = value != null && BuildSecrets.isSecret(variable.name(), value);
      variables.add(
          JsonObject.builder()
              .put("name", variable.name())
              .put(
                  "value",
                  FactsJson.text(
                      value == null ? null : BuildSecrets.redactValue(variable.name(), value)))
              .put("secret", secret)
              .build());
    }
    return JsonArray.of(variables);
  }

  private static JsonObject caps(CapabilitySettings caps) {
    return JsonObject.builder()
        .put("add", JsonArray.ofTexts(caps.add()))
        .put("drop", JsonArray.ofTexts(caps.drop()))
        .put("bounding", FactsJson.texts(caps.bounding()))
        .put("ambient", FactsJson.texts(caps.ambient()))
        .build();
  }

  private JsonArray mounts() {
    List<JsonValue> mounts = new ArrayList<>();
    for (Mount mount : run.mounts()) {
      List<JsonValue> classes = new ArrayList<>();
      for (Mount.ClassMatch match : mount.source().classes()) {
        classes.add(
            JsonObject.builder()
                .put("class", match.hostClass().label())
                .put("relation", match.relation().label())
                .put("member", match.member())
                .build());
      }
      mounts.add(
          JsonObject.builder()
              .put("kind", mount.kind().label())
              .put("source_raw", mount.source().raw())
              .put("source", FactsJson.text(mount.source().clean()))
              .put("source_known", mount.source().known())
              .put("classes", JsonArray.of(classes))
              .put("disguise", FactsJson.text(mount.source().disguise()))
              .put("target_raw", mount.targetRaw())
              .put("target", mount.target())
              .put("ro", mount.options().readOnly())
              .put("propagation", mount.options().propagation())
              .put("copy_up", mount.options().copyUp())
              .put("relabel", mount.options().relabel())
              .put("subpath", mount.options().subpath())
              .build());
    }
    return JsonArray.of(mounts);
  }

  private JsonArray devices() {
    List<JsonValue> devices = new ArrayList<>();
    for (Device device : run.devices()) {
      devices.add(
          JsonObject.builder()
              .put("kind", device.kind())
              .put("host", device.host())
              .put("container", device.container())
              .put("permissions", device.permissions())
              .build());
    }
    return JsonArray.of(devices);
  }

  private static JsonObject limits(ResourceLimits limits) {
    return JsonObject.builder()
        .put("memory", FactsJson.number(limits.memoryBytes()))
        .put("swap", FactsJson.number(limits.swapBytes()))
        .put("cpu", FactsJson.number(limits.nanoCpus()))
        .put("pids", FactsJson.number(limits.pids()))
        .put("shm", FactsJson.number(limits.shmBytes()))
        .put("oom_kill_disable", limits.oomKillDisable())
        .put("oom_score_adj", FactsJson.number(limits.oomScoreAdj()))
        .build();
  }

  private JsonArray ports() {
    List<JsonValue> ports = new ArrayList<>();
    for (PortBinding port : run.ports()) {
      ports.add(
          JsonObject.builder()
              .put("host_ip", port.hostIp())
              .put("host_port", port.hostPort())
              .put("port", port.containerPort())
              .put("proto", port.protocol())
              .build());
    }
    return JsonArray.of(ports);
  }

  private static JsonObject texts(Map<String, String> values) {
    JsonObject.Builder json = JsonObject.builder();
    values.forEach((name, value) -> json.put(name, BuildSecrets.redactValue(name, value)));
    return json.build();
  }

  private JsonObject origins() {
    JsonObject.Builder json = JsonObject.builder();
    run.origin().forEach((field, origin) -> json.put(field, FactsJson.origin(origin)));
    return json.build();
  }

  private JsonValue effectiveFacts() {
    if (effective == null || image == null) {
      return JsonNull.NULL;
    }
    return JsonObject.builder()
        .put("user", effective.user().spec())
        .put("uid", FactsJson.number(effective.user().uid()))
        .put("gid", FactsJson.number(effective.user().gid()))
        .put("groups", FactsJson.numbers(effective.user().groups()))
        .put("root", FactsJson.bool(effective.user().root()))
        .put("how", effective.user().how().label())
        .put("host_root", effective.hostRoot().label())
        .put(
            "caps",
            JsonObject.builder()
                .put("bounding", JsonArray.ofTexts(effective.bounding()))
                .put("at_start", JsonArray.ofTexts(effective.atStart()))
                .build())
        .put("start", ImageFacts.start(effective.start(), image.stack()))
        .put("sandbox", effective.sandbox())
        .build();
  }
}
