package dev.varve.runtime;

import java.util.Map;

/** What the fields of the run model are called in each kind of run spec, for advice. */
final class SpecWords {
  /** In the order: compose, docker command, Kubernetes, OCI. */
  private static final Map<String, String[]> WORDS =
      Map.ofEntries(
          entry(
              "privileged", "privileged", "--privileged", "privileged", "the full capability sets"),
          entry(
              "no_new_privs",
              "no-new-privileges",
              "--security-opt no-new-privileges",
              "allowPrivilegeEscalation: false",
              "noNewPrivileges"),
          entry("user", "a user other than root", "--user", "runAsUser", "process.user"),
          entry("caps.add", "cap_add", "--cap-add", "capabilities.add", "process.capabilities"),
          entry("seccomp", "seccomp=unconfined", "seccomp=unconfined", "seccompProfile", "seccomp"),
          entry(
              "apparmor",
              "apparmor=unconfined",
              "apparmor=unconfined",
              "appArmorProfile",
              "apparmorProfile"),
          entry("selinux", "label:disable", "label=disable", "seLinuxOptions", "selinuxLabel"),
          entry(
              "masked_paths",
              "systempaths=unconfined",
              "systempaths=unconfined",
              "procMount",
              "maskedPaths"),
          entry("ns.pid", "pid", "--pid", "hostPID", "a pid namespace"),
          entry("ns.net", "network_mode", "--network", "hostNetwork", "a network namespace"),
          entry("ns.ipc", "ipc", "--ipc", "hostIPC", "an ipc namespace"),
          entry("ns.uts", "uts", "--uts", "hostNetwork", "a uts namespace"),
          entry("ns.user", "userns_mode", "--userns", "hostUsers: false", "a user namespace"),
          entry("ns.mnt", "the mount namespace", "the mount namespace", "", "a mount namespace"),
          entry("limits.memory", "mem_limit", "--memory", "limits.memory", "resources.memory"),
          entry("limits.pids", "pids_limit", "--pids-limit", "podPidsLimit", "resources.pids"),
          entry("ports", "a host address in ports", "an address in -p", "hostPort", ""),
          entry("devices", "devices", "--device", "the device", "resources.devices"),
          entry("use_api_socket", "use_api_socket", "--use-api-socket", "the socket", "the socket"),
          entry("sa_token", "", "", "automountServiceAccountToken: false", ""),
          entry(
              "rootfs_propagation",
              "propagation",
              "propagation",
              "Bidirectional",
              "rootfsPropagation"));

  private SpecWords() {}

  private static Map.Entry<String, String[]> entry(String field, String... words) {
    return Map.entry(field, words);
  }

  /** The word for a field in run specs of a unit's kind; the field itself if there is none. */
  static String of(String field, Unit unit) {
    String[] words = WORDS.get(field);
    if (words == null) {
      return field;
    }
    int column =
        switch (unit.source()) {
          case DOCKER -> unit.kind().equals("compose") ? 0 : 1;
          case KUBERNETES -> 2;
          case OCI -> 3;
        };
    return words[column].isEmpty() ? field : words[column];
  }
}
