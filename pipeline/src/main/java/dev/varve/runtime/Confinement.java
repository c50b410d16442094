package dev.varve.runtime;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What security modules and filters do to a container, as far as run spec and host say. */
final class Confinement {
  private static final Set<String> OFF = Set.of("unconfined", "disable", HostProfile.NO_MODULE, "");

  private Confinement() {}

  /** Whether AppArmor leaves the container alone. */
  static Certainty apparmorOff(RunSpec run) {
    return moduleOff(run, "apparmor", run.privileges().apparmor());
  }

  /** Whether SELinux leaves the container alone. */
  static Certainty selinuxOff(RunSpec run) {
    String selinux = run.privileges().selinux();
    return selinux.contains("spc_t") ? Certainty.YES : moduleOff(run, "selinux", selinux);
  }

  /** Whether no security module confines the container. */
  static Certainty modulesOff(RunSpec run) {
    return apparmorOff(run).and(selinuxOff(run));
  }

  /** Whether the kernel takes every system call. */
  static Certainty seccompOff(RunSpec run) {
    String seccomp = run.privileges().seccomp();
    if (run.privileges().privileged() || seccomp.equals("unconfined")) {
      return Certainty.YES;
    }
    return seccomp.equals("unknown") ? Certainty.UNKNOWN : Certainty.NO;
  }

  private static Certainty moduleOff(RunSpec run, String module, String value) {
    if (run.privileges().privileged() || OFF.contains(value)) {
      return Certainty.YES;
    }
    HostProfile host = run.surroundings().host();
    @Nullable Boolean present = host == null ? null : host.has(module);
    return present == null ? Certainty.UNKNOWN : Certainty.of(!present);
  }
}
