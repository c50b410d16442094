package dev.varve.runtime.compose;

import java.util.Set;

/** The keys that the compose specification knows, and what becomes of those that are not read. */
final class ComposeKeys {
  private ComposeKeys() {}

  /** Top-level keys. */
  static final Set<String> TOP =
      Set.of(
          "version",
          "name",
          "services",
          "networks",
          "volumes",
          "configs",
          "secrets",
          "include",
          "models");

  /** Keys of a service whose meaning is taken into the model. */
  static final Set<String> READ =
      Set.of(
          "cap_add",
          "cap_drop",
          "cgroup",
          "cgroup_parent",
          "command",
          "configs",
          "container_name",
          "cpu_period",
          "cpu_quota",
          "cpus",
          "deploy",
          "device_cgroup_rules",
          "devices",
          "entrypoint",
          "env_file",
          "environment",
          "extends",
          "gpus",
          "group_add",
          "healthcheck",
          "image",
          "init",
          "ipc",
          "labels",
          "mem_limit",
          "memswap_limit",
          "network_mode",
          "oom_kill_disable",
          "oom_score_adj",
          "pid",
          "pids_limit",
          "ports",
          "post_start",
          "pre_stop",
          "privileged",
          "profiles",
          "read_only",
          "restart",
          "runtime",
          "secrets",
          "security_opt",
          "shm_size",
          "sysctls",
          "tmpfs",
          "use_api_socket",
          "user",
          "userns_mode",
          "uts",
          "volumes",
          "volumes_from",
          "working_dir");

  /** Keys of a service that say nothing about the line between container and host. */
  static final Set<String> IRRELEVANT =
      Set.of(
          "annotations",
          "attach",
          "blkio_config",
          "build",
          "cpu_count",
          "cpu_percent",
          "cpu_rt_period",
          "cpu_rt_runtime",
          "cpu_shares",
          "cpuset",
          "credential_spec",
          "depends_on",
          "develop",
          "dns",
          "dns_opt",
          "dns_search",
          "domainname",
          "expose",
          "external_links",
          "extra_hosts",
          "hostname",
          "isolation",
          "label_file",
          "links",
          "logging",
          "mac_address",
          "mem_reservation",
          "mem_swappiness",
          "models",
          "networks",
          "platform",
          "provider",
          "pull_policy",
          "pull_refresh_after",
          "scale",
          "stdin_open",
          "stop_grace_period",
          "stop_signal",
          "storage_opt",
          "tty",
          "ulimits",
          "volume_driver");

  /** Keys whose effect is left open for now, with what that means. */
  static String left(String key) {
    return switch (key) {
      case "extends" -> "what it takes over from another service is not followed";
      case "env_file" -> "the variables of that file are not read";
      case "post_start", "pre_stop" -> "the commands that run in the container are not judged";
      case "profiles" -> "judged as if one of its profiles were active";
      case "cgroup_parent" -> "the parent of its control group is chosen by the file";
      default -> "";
    };
  }
}
