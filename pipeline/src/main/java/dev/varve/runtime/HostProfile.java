package dev.varve.runtime;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a user says about the hosts on which containers run, so that rules need not guess what no
 * run spec can say (policy-catalogue.md section 1.4). Null stands for what is not said.
 *
 * @param cgroupVersion 1 or 2
 * @param daemon {@code root}, {@code rootless} or {@code userns-remap}; empty if not said
 * @param securityModules {@code apparmor} and {@code selinux}, sorted; empty for a host with
 *     neither
 * @param noNewPrivileges the Docker daemon's default
 * @param liveRestore whether containers outlive the Docker daemon
 * @param icc whether containers on Docker's default network may talk to each other
 * @param seccompDefault whether the kubelet gives its default profile to containers without one
 * @param podPidsLimit of the kubelet; -1 for none
 * @param versions by name: {@code kernel}, {@code engine}, {@code kubelet}, {@code containerd},
 *     {@code runc}, {@code nvidia-toolkit}
 * @param symlinks absolute paths of the host and where they lead
 * @param origins by key of the profile, such as {@code kubelet.podPidsLimit}
 */
public record HostProfile(
    @Nullable Long cgroupVersion,
    String daemon,
    @Nullable List<String> securityModules,
    @Nullable Boolean noNewPrivileges,
    @Nullable Boolean liveRestore,
    @Nullable Boolean icc,
    @Nullable Boolean seccompDefault,
    @Nullable Long podPidsLimit,
    SortedMap<String, String> versions,
    SortedMap<String, String> symlinks,
    SortedMap<String, Origin> origins)
    implements java.io.Serializable {
  public static final String ROOTLESS = "rootless";
  public static final String REMAPPED = "userns-remap";

  /** What versions can be given of. */
  public static final List<String> VERSIONS =
      List.of("kernel", "engine", "kubelet", "containerd", "runc", "nvidia-toolkit");

  /** What security fields say on a host without the module. */
  public static final String NO_MODULE = "none";

  public HostProfile {
    securityModules =
        securityModules == null ? null : securityModules.stream().distinct().sorted().toList();
    versions = Collections.unmodifiableSortedMap(new TreeMap<>(versions));
    symlinks = Collections.unmodifiableSortedMap(new TreeMap<>(symlinks));
    origins = Collections.unmodifiableSortedMap(new TreeMap<>(origins));
  }

  /** Whether a module is at work; null if that is not said. */
  @Nullable Boolean has(String module) {
    return securityModules == null ? null : securityModules.contains(module);
  }

  /** The run spec with everything settled that it leaves to the host; what it sets stays. */
  public RunSpec settle(RunSpec run) {
    return new Settlement(run).settled();
  }

  /** One run spec under way. */
  private final class Settlement {
    private final RunSpec run;
    private final SortedMap<String, Origin> origin;
    private final Unit.Source source;

    Settlement(RunSpec run) {
      this.run = run;
      this.origin = new TreeMap<>(run.origin());
      this.source = run.unit().source();
    }

    RunSpec settled() {
      Privileges privileges = privileges(run.privileges());
      Namespaces namespaces = namespaces(run.namespaces());
      ResourceLimits limits = limits(run.limits());
      List<Mount> mounts = new ArrayList<>();
      run.mounts().forEach(mount -> mounts.add(mount(mount)));
      return run.settled(
          privileges, namespaces, limits, mounts, origin, run.surroundings().on(HostProfile.this));
    }

    private boolean isOpen(String field) {
      return run.originOf(field).how() != Origin.How.SET;
    }

    private void decide(String field, String key) {
      Origin from = origins.get(key);
      origin.put(field, from == null ? Origin.ENGINE_DEFAULT : from);
    }

    private Privileges privileges(Privileges given) {
      boolean noNewPrivs = given.noNewPrivs();
      if (Boolean.TRUE.equals(noNewPrivileges)
          && source == Unit.Source.DOCKER
          && isOpen("no_new_privs")) {
        noNewPrivs = true;
        decide("no_new_privs", "docker.no-new-privileges");
      }
      String seccomp = given.seccomp();
      if (seccompDefault != null && seccomp.equals("unknown")) {
        seccomp = seccompDefault ? "default" : "unconfined";
        decide("seccomp", "kubelet.seccompDefault");
      }
      String apparmor = module("apparmor", given.apparmor());
      String selinux = module("selinux", given.selinux());
      return new Privileges(
          given.privileged(),
          given.caps(),
          noNewPrivs,
          seccomp,
          apparmor,
          selinux,
          given.maskedPaths(),
          given.runtimeClass(),
          given.nonrootRequired(),
          given.hostProcess(),
          given.escalationForced());
    }

    private String module(String name, String given) {
      Boolean present = has(name);
      if (present == null || !isOpen(name) || source == Unit.Source.OCI) {
        return given;
      }
      if (!given.equals("default") && !given.equals("unknown")) {
        return given;
      }
      decide(name, "lsm");
      return present ? "default" : NO_MODULE;
    }

    private Namespaces namespaces(Namespaces given) {
      String cgroup = given.cgroup();
      if (cgroupVersion != null && cgroup.equals("default")) {
        cgroup = cgroupVersion == 2 ? Namespaces.PRIVATE : Namespaces.HOST;
        decide("ns.cgroup", "cgroup");
      }
      String user = given.user();
      boolean remapped = daemon.equals(REMAPPED) && source == Unit.Source.DOCKER;
      // A rootless engine lives in a user namespace itself, so even "host" is not the host's.
      boolean rootless = daemon.equals(ROOTLESS) && source != Unit.Source.OCI;
      if (user.equals(Namespaces.HOST) && (rootless || (remapped && isOpen("ns.user")))) {
        user = Namespaces.PRIVATE;
        decide("ns.user", "daemon");
      } else if (daemon.equals("root") && isOpen("ns.user") && source == Unit.Source.DOCKER) {
        decide("ns.user", "daemon");
      }
      return new Namespaces(
          given.pid(),
          given.net(),
          given.ipc(),
          given.uts(),
          user,
          cgroup,
          given.mnt(),
          given.time(),
          given.uidMappings());
    }

    private ResourceLimits limits(ResourceLimits given) {
      if (podPidsLimit == null || given.pids() != null || source != Unit.Source.KUBERNETES) {
        return given;
      }
      decide("limits.pids", "kubelet.podPidsLimit");
      return new ResourceLimits(
          given.memoryBytes(),
          given.swapBytes(),
          given.nanoCpus(),
          podPidsLimit < 0 ? null : podPidsLimit,
          given.shmBytes(),
          given.oomKillDisable(),
          given.oomScoreAdj(),
          given.openFiles(),
          given.diskBytes(),
          given.nanoCpusRequested());
    }

    private Mount mount(Mount given) {
      String clean = given.source().clean();
      if (given.kind() != Mount.Kind.HOST || clean == null || !clean.startsWith("/")) {
        return given;
      }
      String real = real(clean);
      if (real.equals(clean)) {
        return given;
      }
      Mount there =
          Mount.host(
              real,
              given.source().known(),
              given.targetRaw(),
              given.options(),
              given.source().disguise());
      Mount.Source source =
          new Mount.Source(
              given.source().raw(),
              there.source().clean(),
              there.source().known(),
              there.source().classes(),
              there.source().disguise());
      return new Mount(
          given.kind(), source, given.targetRaw(), given.target(), given.options(), given.volume());
    }
  }

  /** Where a clean path of the host leads; a profile whose links run in a circle leads nowhere. */
  private String real(String path) {
    String now = path;
    for (int step = 0; step <= symlinks.size(); step++) {
      String before = now;
      for (Map.Entry<String, String> link : symlinks.entrySet()) {
        if (now.equals(link.getKey()) || now.startsWith(link.getKey() + "/")) {
          now = HostPath.clean(link.getValue() + now.substring(link.getKey().length()));
        }
      }
      if (now.equals(before)) {
        return now;
      }
    }
    return path;
  }
}
