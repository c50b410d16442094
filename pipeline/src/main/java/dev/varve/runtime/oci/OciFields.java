package dev.varve.runtime.oci;

import dev.varve.failure.InputException;
import dev.varve.json.NearestKey;
import dev.varve.runtime.Provenance;
import dev.varve.runtime.SpecNode;
import java.util.Set;

/** The keys of the runtime specification; those of later versions and slips are told. */
enum OciFields {
  ROOT(
      Set.of(
          "annotations",
          "domainname",
          "freebsd",
          "hooks",
          "hostname",
          "linux",
          "mounts",
          "ociVersion",
          "process",
          "root",
          "solaris",
          "vm",
          "windows",
          "zos")),
  PROCESS(
      Set.of(
          "apparmorProfile",
          "args",
          "capabilities",
          "commandLine",
          "consoleSize",
          "cwd",
          "env",
          "execCPUAffinity",
          "ioPriority",
          "noNewPrivileges",
          "oomScoreAdj",
          "rlimits",
          "scheduler",
          "selinuxLabel",
          "terminal",
          "user")),
  LINUX(
      Set.of(
          "cgroupsPath",
          "devices",
          "gidMappings",
          "intelRdt",
          "maskedPaths",
          "memoryPolicy",
          "mountLabel",
          "namespaces",
          "netDevices",
          "personality",
          "readonlyPaths",
          "resources",
          "rootfsPropagation",
          "seccomp",
          "sysctl",
          "timeOffsets",
          "uidMappings"));

  private final Set<String> keys;

  OciFields(Set<String> keys) {
    this.keys = keys;
  }

  /** Notes a gap for each key that the specification does not have. */
  void check(SpecNode node, Provenance provenance) throws InputException {
    for (String key : node.keys()) {
      if (!keys.contains(key)) {
        provenance.gap(node.get(key), NearestKey.unknown(key, keys));
      }
    }
  }
}
