package dev.varve.policy;

import dev.varve.runtime.Capabilities;
import dev.varve.runtime.Device;
import dev.varve.runtime.HostClass;
import dev.varve.runtime.ImageUser;
import dev.varve.runtime.Mount;
import dev.varve.runtime.Namespaces;
import dev.varve.runtime.Privileges;
import dev.varve.runtime.RunSpec;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a run spec gives a container beyond an engine's defaults, as words (policy-catalogue.md
 * section 1.6, {@code run_variants}).
 */
final class RunPrivileges {
  private static final Set<HostClass> HARMLESS = Set.of(HostClass.APP, HostClass.BENIGN);

  private RunPrivileges() {}

  /**
   * The words, ascending.
   *
   * @param user that the container runs as, or null if that is not known
   */
  static List<String> words(RunSpec run, @Nullable ImageUser user) {
    TreeSet<String> words = new TreeSet<>();
    Privileges privileges = run.privileges();
    add(words, privileges.privileged(), "privileged");
    add(words, privileges.hostProcess(), "host_process");
    add(words, run.useApiSocket(), "use_api_socket");
    add(words, run.surroundings().writableCgroups(), "writable_cgroups");
    boolean chosen = run.process().user() != null;
    add(words, chosen && user != null && Boolean.TRUE.equals(user.root()), "user:root");
    if (!privileges.privileged()) {
      // Privileged mode gives all of these.
      for (String capability : Capabilities.bounding(privileges)) {
        add(words, !Capabilities.ENGINE_DEFAULT.contains(capability), "caps.add:" + capability);
      }
      confinement(words, "seccomp", privileges.seccomp());
      confinement(words, "apparmor", privileges.apparmor());
      confinement(words, "selinux", privileges.selinux());
      confinement(words, "masked_paths", privileges.maskedPaths());
    }
    namespaces(words, run.namespaces());
    for (Mount mount : run.mounts()) {
      for (Mount.ClassMatch match : mount.source().classes()) {
        add(words, !HARMLESS.contains(match.hostClass()), "mount:" + match.hostClass().label());
      }
    }
    for (Device device : run.devices()) {
      words.add("device:" + device.host());
    }
    return List.copyOf(words);
  }

  private static void namespaces(TreeSet<String> words, Namespaces namespaces) {
    namespaces.ofHost().forEach(name -> words.add("ns." + name + ":host"));
  }

  private static void confinement(TreeSet<String> words, String field, String value) {
    add(words, RunComparison.OFF.contains(value), field + ":" + value);
  }

  private static void add(TreeSet<String> words, boolean applies, String word) {
    if (applies) {
      words.add(word);
    }
  }
}
