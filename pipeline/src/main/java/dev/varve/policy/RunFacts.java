package dev.varve.policy;

import dev.varve.json.JsonArray;
import dev.varve.json.JsonNull;
import dev.varve.json.JsonObject;
import dev.varve.json.JsonValue;
import dev.varve.runtime.CapabilitySettings;
import dev.varve.runtime.Device;
import dev.varve.runtime.Effective;
import dev.varve.runtime.EnvSource;
import dev.varve.runtime.EnvVar;
import dev.varve.runtime.GroupSettings;
import dev.varve.runtime.Health;
import dev.varve.runtime.Hook;
import dev.varve.runtime.IdMapping;
import dev.varve.runtime.Mount;
import dev.varve.runtime.Namespaces;
import dev.varve.runtime.Placement;
import dev.varve.runtime.PortBinding;
import dev.varve.runtime.Privileges;
import dev.varve.runtime.ProcessSpec;
import dev.varve.runtime.ResourceLimits;
import dev.varve.runtime.RunSpec;
import dev.varve.runtime.ServiceAccount;
import dev.varve.runtime.Subtree;
import dev.varve.runtime.Surroundings;
import dev.varve.runtime.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The {@code run} block of a container's facts: what the run spec says, secrets taken out. */
final class RunFacts {
  private final RunSpec run;
  private final List<Placement> placements;

  /**
   * @param effective null without the image; then nobody knows what mounts cover
   */
  RunFacts(RunSpec run, @Nullable Effective effective) {
    this.run = run;
    this.placements = effective == null ? List.of() : effective.reach().placements();
  }

  JsonObject json() {
    ProcessSpec process = run.process();
    Privileges privileges = run.privileges();
    Surroundings around = run.surroundings();
    GroupSettings groups = process.groupSettings();
    ServiceAccount account = around.serviceAccount();
    return JsonObject.builder()
        .put("unit", unit(run.unit()))
        .put("image_ref", FactsJson.text(run.imageRef()))
        .put("entrypoint", redacted(process.entrypoint()))
        .put("command", redacted(process.command()))
        .put("user", FactsJson.text(process.user()))
        .put("groups", JsonArray.ofTexts(process.groups()))
        .put("primary_group", FactsJson.number(groups.primary()))
        .put("fs_group", FactsJson.number(groups.fsGroup()))
        .put("strict_groups", groups.strict())
        .put("workdir", FactsJson.text(process.workdir()))
        .put("env", env(process.env()))
        .put("env_from", envFrom(process.envFrom()))
        .put("init", process.init())
        .put("nonroot_required", privileges.nonrootRequired())
        .put("privileged", privileges.privileged())
        .put("host_process", privileges.hostProcess())
        .put("caps", caps(privileges.caps()))
        .put("no_new_privs", privileges.noNewPrivs())
        .put("escalation_forced", privileges.escalationForced())
        .put("seccomp", privileges.seccomp())
        .put("apparmor", privileges.apparmor())
        .put("selinux", privileges.selinux())
        .put("masked_paths", privileges.maskedPaths())
        .put("runtime_class", FactsJson.text(privileges.runtimeClass()))
        .put("ns", namespaces(run.namespaces()))
        .put("uid_mappings", mappings(run.namespaces().uidMappings()))
        .put("cgroup_parent", around.cgroupParent())
        .put("rootfs_propagation", around.rootfsPropagation())
        .put("mounts", mounts())
        .put("devices", devices())
        .put("rootfs_ro", run.rootfsReadOnly())
        .put("limits", limits(run.limits()))
        .put("ports", ports())
        .put("health", health(run.health()))
        .put("hooks", hooks(around.hooks()))
        .put("restart", run.restart())
        .put("writable_cgroups", around.writableCgroups())
        .put("build", around.builds())
        .put("rootfs_path", FactsJson.text(around.rootfsPath()))
        .put("use_api_socket", run.useApiSocket())
        .put("sa_token", account != null && account.tokenMounted())
        .put(
            "service_account",
            account == null
                ? JsonNull.NULL
                : JsonObject.builder()
                    .put("name", account.name())
                    .put("known", account.known())
                    .put("bound", account.bound())
                    .build())
        .put("peers", JsonArray.ofTexts(around.peers()))
        .put("sysctls", texts(run.sysctls()))
        .put("labels", texts(run.labels()))
        .build();
  }

  private static JsonObject unit(Unit unit) {
    return JsonObject.builder()
        .put("kind", unit.kind())
        .put("ns", unit.namespace())
        .put("name", unit.name())
        .put("container", unit.container())
        .put("role", unit.role())
        .build();
  }

  private static JsonObject namespaces(Namespaces ns) {
    return JsonObject.builder()
        .put("pid", ns.pid())
        .put("net", ns.net())
        .put("ipc", ns.ipc())
        .put("uts", ns.uts())
        .put("user", ns.user())
        .put("cgroup", ns.cgroup())
        .put("mnt", ns.mnt())
        .put("time", ns.time())
        .build();
  }

  private static JsonArray mappings(List<IdMapping> mappings) {
    List<JsonValue> all = new ArrayList<>();
    for (IdMapping mapping : mappings) {
      all.add(
          JsonObject.builder()
              .put("container", mapping.container())
              .put("host", mapping.host())
              .put("size", mapping.size())
              .build());
    }
    return JsonArray.of(all);
  }

  private static JsonArray envFrom(List<EnvSource> sources) {
    List<JsonValue> all = new ArrayList<>();
    for (EnvSource source : sources) {
      all.add(
          JsonObject.builder()
              .put("kind", source.kind())
              .put("name", source.name())
              .put("prefix", source.prefix())
              .build());
    }
    return JsonArray.of(all);
  }

  private static JsonValue health(@Nullable Health health) {
    return health == null
        ? JsonNull.NULL
        : JsonObject.builder()
            .put("test", redacted(health.test()))
            .put("disabled", health.disabled())
            .put("probes", hooks(health.probes()))
            .build();
  }

  private static JsonArray hooks(List<Hook> hooks) {
    List<JsonValue> all = new ArrayList<>();
    for (Hook hook : hooks) {
      all.add(
          JsonObject.builder()
              .put("event", hook.event())
              .put("way", hook.way().label())
              .put("argv", redacted(hook.argv()))
              .put("address", BuildSecrets.redact(hook.address()))
              .put("user", FactsJson.text(hook.user()))
              .put("privileged", hook.privileged())
              .put("env", env(hook.env()))
              .build());
    }
    return JsonArray.of(all);
  }

  static JsonValue redacted(@Nullable List<String> words) {
    return words == null ? JsonNull.NULL : JsonArray.ofTexts(BuildSecrets.redactWords(words));
  }

  private static JsonArray env(List<EnvVar> env) {
    List<JsonValue> variables = new ArrayList<>();
    for (EnvVar variable : env) {
      String value = variable.value();
      boolean secret = value != null && BuildSecrets.isSecret(variable.name(), value);
      // A value that gives itself away is a secret whatever its variable is called.
      boolean byForm = value != null && BuildSecrets.givesItselfAway(value);
      variables.add(
          JsonObject.builder()
              .put("name", variable.name())
              .put(
                  "value",
                  FactsJson.text(
                      value == null ? null : BuildSecrets.redactValue(variable.name(), value)))
              .put("from", FactsJson.text(variable.from()))
              .put("secret", secret)
              .put("secret_shape", FactsJson.text(secret ? byForm ? "form" : "name" : null))
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
        .put("effective", FactsJson.texts(caps.effective()))
        .put("permitted", FactsJson.texts(caps.permitted()))
        .put("inheritable", FactsJson.texts(caps.inheritable()))
        .build();
  }

  private JsonArray mounts() {
    List<JsonValue> mounts = new ArrayList<>();
    for (int i = 0; i < run.mounts().size(); i++) {
      mounts.add(mount(run.mounts().get(i), placements.isEmpty() ? null : placements.get(i)));
    }
    return JsonArray.of(mounts);
  }

  private static JsonObject mount(Mount mount, @Nullable Placement placement) {
    List<JsonValue> classes = new ArrayList<>();
    for (Mount.ClassMatch match : mount.source().classes()) {
      classes.add(
          JsonObject.builder()
              .put("class", match.hostClass().label())
              .put("relation", match.relation().label())
              .put("member", match.member())
              .build());
    }
    List<JsonValue> sharers = new ArrayList<>();
    for (Mount.Sharer sharer : mount.volume().sharedWith()) {
      sharers.add(
          JsonObject.builder().put("unit", sharer.unit()).put("writes", sharer.writes()).build());
    }
    return JsonObject.builder()
        .put("kind", mount.kind().label())
        .put("source_raw", mount.source().raw())
        .put("source", FactsJson.text(mount.source().clean()))
        .put("source_known", mount.source().known())
        .put("classes", JsonArray.of(classes))
        .put("disguise", FactsJson.text(mount.source().disguise()))
        .put("target_raw", mount.targetRaw())
        .put("target", mount.target())
        .put("target_resolved", FactsJson.text(placement == null ? null : placement.target()))
        .put(
            "target_links", JsonArray.ofTexts(placement == null ? List.of() : placement.symlinks()))
        .put("ro", mount.options().readOnly())
        .put("ro_recursive", mount.options().recursive())
        .put("propagation", mount.options().propagation())
        .put("copy_up", mount.options().copyUp())
        .put("relabel", mount.options().relabel())
        .put("subpath", mount.options().subpath())
        .put("flags", JsonArray.ofTexts(mount.options().flags()))
        .put(
            "volume",
            JsonObject.builder()
                .put("name", mount.volume().name())
                .put("type", mount.volume().type())
                .build())
        .put("shared_with", JsonArray.of(sharers))
        .put("covers", covers(placement))
        .build();
  }

  private static JsonValue covers(@Nullable Placement placement) {
    Subtree hidden = placement == null ? null : placement.hidden();
    if (placement == null || hidden == null) {
      return JsonNull.NULL;
    }
    List<JsonValue> code = new ArrayList<>();
    for (Placement.CodePlace place : placement.code()) {
      code.add(JsonObject.builder().put("path", place.path()).put("what", place.what()).build());
    }
    return JsonObject.builder()
        .put("entries", hidden.entries())
        .put("bytes", hidden.bytes())
        .put("executables", hidden.executables())
        .put("links", JsonArray.ofTexts(placement.links()))
        .put("code", JsonArray.of(code))
        .put("volume", FactsJson.text(placement.volume()))
        .build();
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
        .put("cpu_request", FactsJson.number(limits.nanoCpusRequested()))
        .put("pids", FactsJson.number(limits.pids()))
        .put("shm", FactsJson.number(limits.shmBytes()))
        .put("nofile", FactsJson.number(limits.openFiles()))
        .put("disk", FactsJson.number(limits.diskBytes()))
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
}
