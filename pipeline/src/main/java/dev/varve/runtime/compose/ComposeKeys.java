package dev.varve.runtime.compose;

import java.util.Set;

/**
 * The keys that the compose specification knows. Each is either read or says nothing about the line
 * between container and host; {@code ComposeSchemaTest} compares them with the published schema.
 */
final class ComposeKeys {
  private ComposeKeys() {}

  /** Top-level keys. */
  static final Set<String> TOP =
      Set.of(
          "version",
          "name",
          "services",
          "jobs",
          "networks",
          "volumes",
          "configs",
          "secrets",
          "include",
          "models");

  /** Keys of a service or job whose meaning is taken into the model. */
  static final Set<String> READ =
      Set.of(
          "build",
          "cap_add",
          "cap_drop",
          "cgroup",
          "cgroup_parent",
          "command",
          "configs",
          "cpu_period",
          "cpu_quota",
          "cpus",
          "depends_on",
          "deploy",
          "device_cgroup_rules",
          "devices",
          "entrypoint",
          "env_file",
          "environment",
          "extends",
          "external_links",
          "gpus",
          "group_add",
          "healthcheck",
          "image",
          "init",
          "ipc",
          "label_file",
          "labels",
          "links",
          "mem_limit",
          "memswap_limit",
          "network_mode",
          "networks",
          "oom_kill_disable",
          "oom_score_adj",
          "pid",
          "pids_limit",
          "ports",
          "post_start",
          "pre_start",
          "pre_stop",
          "privileged",
          "profiles",
          "provider",
          "read_only",
          "restart",
          "runtime",
          "secrets",
          "security_opt",
          "shm_size",
          "storage_opt",
          "sysctls",
          "tmpfs",
          "ulimits",
          "use_api_socket",
          "user",
          "userns_mode",
          "uts",
          "volumes",
          "volumes_from",
          "working_dir");

  /** What is only text about the container, or tells other tools what to do with it. */
  private static final Set<String> DESCRIPTION =
      Set.of(
          "annotations",
          "attach",
          "container_name",
          "develop",
          "expose",
          "logging",
          "platform",
          "pull_policy",
          "pull_refresh_after",
          "scale",
          "stdin_open",
          "stop_grace_period",
          "stop_signal",
          "triggers",
          "tty");

  /** Names inside the container's own network and host name; they reach nothing of the host. */
  private static final Set<String> NAMING =
      Set.of(
          "dns",
          "dns_opt",
          "dns_search",
          "domainname",
          "extra_hosts",
          "hostname",
          "mac_address",
          "models");

  /** Shares and reservations: they order containers among themselves but bound none. */
  private static final Set<String> SHARES =
      Set.of(
          "blkio_config",
          "cpu_rt_period",
          "cpu_rt_runtime",
          "cpu_shares",
          "cpuset",
          "mem_reservation",
          "mem_swappiness");

  /** What only Windows knows, or a process may change for itself, or version 2 had. */
  private static final Set<String> ELSEWHERE =
      Set.of("cpu_count", "cpu_percent", "credential_spec", "isolation", "umask", "volume_driver");

  /** Keys of a service that say nothing about the line between container and host. */
  static boolean isIrrelevant(String key) {
    return DESCRIPTION.contains(key)
        || NAMING.contains(key)
        || SHARES.contains(key)
        || ELSEWHERE.contains(key);
  }

  /** What an init container does not take over from its service: all that is not its container. */
  static final Set<String> OF_SERVICE_ONLY =
      Set.of(
          "attach",
          "build",
          "container_name",
          "depends_on",
          "deploy",
          "develop",
          "expose",
          "extends",
          "external_links",
          "healthcheck",
          "links",
          "ports",
          "post_start",
          "pre_start",
          "pre_stop",
          "profiles",
          "provider",
          "restart",
          "scale",
          "stdin_open",
          "triggers",
          "tty");
}
