package dev.varve.runtime;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The kernel's capabilities (capabilities(7)) and the sets that engines make of them. */
public final class Capabilities {
  private static final String ALL_NAME = "ALL";

  /** All of Linux 5.9 and later, sorted. */
  public static final List<String> ALL =
      List.of(
          "AUDIT_CONTROL",
          "AUDIT_READ",
          "AUDIT_WRITE",
          "BLOCK_SUSPEND",
          "BPF",
          "CHECKPOINT_RESTORE",
          "CHOWN",
          "DAC_OVERRIDE",
          "DAC_READ_SEARCH",
          "FOWNER",
          "FSETID",
          "IPC_LOCK",
          "IPC_OWNER",
          "KILL",
          "LEASE",
          "LINUX_IMMUTABLE",
          "MAC_ADMIN",
          "MAC_OVERRIDE",
          "MKNOD",
          "NET_ADMIN",
          "NET_BIND_SERVICE",
          "NET_BROADCAST",
          "NET_RAW",
          "PERFMON",
          "SETFCAP",
          "SETGID",
          "SETPCAP",
          "SETUID",
          "SYSLOG",
          "SYS_ADMIN",
          "SYS_BOOT",
          "SYS_CHROOT",
          "SYS_MODULE",
          "SYS_NICE",
          "SYS_PACCT",
          "SYS_PTRACE",
          "SYS_RAWIO",
          "SYS_RESOURCE",
          "SYS_TIME",
          "SYS_TTY_CONFIG",
          "WAKE_ALARM");

  /** What Docker and containerd give when nothing is said. */
  public static final List<String> ENGINE_DEFAULT =
      List.of(
          "AUDIT_WRITE",
          "CHOWN",
          "DAC_OVERRIDE",
          "FOWNER",
          "FSETID",
          "KILL",
          "MKNOD",
          "NET_BIND_SERVICE",
          "NET_RAW",
          "SETFCAP",
          "SETGID",
          "SETPCAP",
          "SETUID",
          "SYS_CHROOT");

  /** What podman gives (containers.conf(5), {@code default_capabilities}). */
  public static final List<String> PODMAN_DEFAULT =
      List.of(
          "CHOWN",
          "DAC_OVERRIDE",
          "FOWNER",
          "FSETID",
          "KILL",
          "NET_BIND_SERVICE",
          "SETFCAP",
          "SETGID",
          "SETPCAP",
          "SETUID",
          "SYS_CHROOT");

  /** Control of the host; the parameter {@code capabilities_host_control} of the built-in rules. */
  public static final Set<String> HOST_CONTROL = Set.of("SYS_ADMIN", "SYS_MODULE", "SYS_RAWIO");

  /** A known way out, or into other containers; their {@code capabilities_dangerous}. */
  public static final Set<String> DANGEROUS =
      Set.of(
          "BPF",
          "DAC_READ_SEARCH",
          "MAC_ADMIN",
          "MAC_OVERRIDE",
          "NET_ADMIN",
          "PERFMON",
          "SYSLOG",
          "SYS_BOOT",
          "SYS_PTRACE",
          "SYS_TIME");

  private Capabilities() {}

  /** The set that limits what a container can ever have, sorted. */
  public static List<String> bounding(Privileges privileges) {
    CapabilitySettings caps = privileges.caps();
    if (privileges.privileged()) {
      return ALL;
    }
    List<String> listed = caps.bounding();
    if (listed != null) {
      return listed;
    }
    TreeSet<String> set = new TreeSet<>();
    if (caps.add().contains(ALL_NAME)) {
      set.addAll(ALL);
      set.removeAll(caps.drop());
    } else {
      if (!caps.drop().contains(ALL_NAME)) {
        set.addAll(caps.usual());
        set.removeAll(caps.drop());
      }
      // What is both added and dropped is added.
      set.addAll(caps.add());
    }
    return List.copyOf(set);
  }

  /** What the first process holds, sorted; a user other than root has only the ambient set. */
  public static List<String> atStart(Privileges privileges, ImageUser user) {
    if (Boolean.FALSE.equals(user.root())) {
      List<String> ambient = privileges.caps().ambient();
      return ambient == null ? List.of() : ambient;
    }
    return bounding(privileges);
  }
}
