package dev.varve.runtime;

import dev.varve.runtime.Mount.ClassMatch;
import dev.varve.runtime.Mount.Relation;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The paths that make up each {@link HostClass}, and the judgement in both directions: what a
 * mounted path is, lies in, or opens as a parent.
 *
 * <p>A pattern ends with {@code /} if it is a directory, so that what lies below belongs to it too;
 * {@code *} stands for one component; a leading {@code **} matches the rest anywhere. Patterns are
 * written after the aliases of {@link HostPath} are taken away.
 */
final class HostClassTable {
  private HostClassTable() {}

  private record Member(
      HostClass hostClass, String pattern, List<String> parts, boolean writableToo) {
    Member(HostClass hostClass, String pattern, boolean writableToo) {
      this(hostClass, pattern, components(pattern), writableToo);
    }

    boolean isDirectory() {
      return pattern.endsWith("/");
    }

    boolean floats() {
      return pattern.startsWith("**/");
    }
  }

  private static final List<Member> MEMBERS = new ArrayList<>();

  static {
    add(
        HostClass.RUNTIME_SOCKET,
        "/run/docker.sock",
        "/run/docker.sock.raw",
        "/run/containerd/containerd.sock",
        "/run/containerd/containerd.sock.ttrpc",
        "/run/docker/containerd/containerd.sock",
        "/run/k3s/containerd/containerd.sock",
        "/run/crio/crio.sock",
        "/run/cri-dockerd.sock",
        "/run/dockershim.sock",
        "/run/podman/podman.sock",
        "/run/buildkit/buildkitd.sock",
        "/run/nri/nri.sock",
        "/run/host-services/docker.proxy.sock",
        "/run/balena-engine.sock",
        "/run/systemd/private",
        "/run/dbus/system_bus_socket",
        "/run/user/*/docker.sock",
        "/run/user/*/podman/podman.sock",
        "/run/user/*/buildkit/buildkitd.sock",
        "/run/user/*/containerd/containerd.sock",
        "/home/*/.docker/run/docker.sock",
        "/home/*/.docker/desktop/docker.sock",
        "/var/lib/kubelet/device-plugins/kubelet.sock",
        "/var/lib/kubelet/pod-resources/kubelet.sock",
        "**/docker.sock",
        "**/podman.sock",
        "**/containerd.sock",
        "**/crio.sock",
        "**/cri-dockerd.sock",
        "**/buildkitd.sock");
    add(HostClass.ROOT, "/");
    add(
        HostClass.EXEC,
        "/etc/",
        "/usr/",
        "/boot/",
        "/opt/cni/bin/",
        "/var/spool/cron/",
        "/run/systemd/system/",
        "/run/udev/rules.d/");
    add(
        HostClass.CREDENTIAL,
        "/etc/shadow",
        "/etc/gshadow",
        "/etc/sudoers",
        "/etc/sudoers.d/",
        "/etc/ssh/",
        "/etc/kubernetes/",
        "/etc/ssl/private/",
        "/etc/pki/tls/private/",
        "/etc/krb5.keytab",
        "/etc/rancher/",
        "/var/lib/kubelet/pki/",
        "/var/lib/kubelet/kubeconfig",
        "/var/lib/rancher/k3s/server/tls/",
        "/root/",
        "/home/*/.ssh/",
        "/home/*/.aws/",
        "/home/*/.azure/",
        "/home/*/.kube/",
        "/home/*/.docker/",
        "/home/*/.config/gcloud/",
        "/home/*/.gnupg/",
        "**/.ssh/",
        "**/.aws/",
        "**/.azure/",
        "**/.kube/",
        "**/.docker/",
        "**/.config/gcloud/",
        "**/.gnupg/");
    add(
        HostClass.KERNEL,
        "/proc/sys/kernel/core_pattern",
        "/proc/sysrq-trigger",
        "/proc/sys/kernel/modprobe",
        "/proc/");
    add(HostClass.SYS, "/sys/");
    add(HostClass.DEV, "/dev/");
    add(
        HostClass.STATE,
        "/var/lib/docker/",
        "/var/lib/containerd/",
        "/var/lib/containers/",
        "/var/lib/crio/",
        "/var/lib/kubelet/",
        "/var/lib/rancher/",
        "/home/*/.local/share/docker/",
        "/home/*/.local/share/containers/",
        "/run/docker/",
        "/run/containerd/",
        "/run/netns/",
        "/var/log/");
    add(
        HostClass.BENIGN,
        "/etc/localtime",
        "/etc/timezone",
        "/usr/share/zoneinfo/",
        "/etc/machine-id",
        "/var/lib/dbus/machine-id",
        "/etc/hostname",
        "/etc/os-release",
        "/usr/lib/os-release",
        "/etc/ssl/certs/",
        "/etc/ssl/cert.pem",
        "/etc/ca-certificates/",
        "/etc/pki/ca-trust/",
        "/etc/pki/tls/certs/",
        "/usr/share/ca-certificates/",
        "/usr/local/share/ca-certificates/",
        "/tmp/.X11-unix/");
    for (String node : List.of("null", "zero", "full", "random", "urandom", "shm/")) {
      MEMBERS.add(new Member(HostClass.BENIGN, "/dev/" + node, true));
    }
  }

  private static void add(HostClass hostClass, String... patterns) {
    for (String pattern : patterns) {
      MEMBERS.add(new Member(hostClass, pattern, false));
    }
  }

  /**
   * What a mount of {@code path} reaches: the strongest relation for each class, in the order of
   * the classes. Something benign is nothing else; what is in no class is the application's.
   */
  static List<ClassMatch> classify(HostPath path, boolean readOnly) {
    if (path.isPipe()) {
      String name = path.text().substring("//./pipe/".length());
      boolean engine =
          name.contains("docker") || name.contains("containerd") || name.contains("podman");
      return List.of(
          new ClassMatch(
              engine ? HostClass.RUNTIME_SOCKET : HostClass.APP, Relation.EXACT, path.text()));
    }
    List<String> parts = components(path.judged());
    boolean anchored = path.judged().startsWith("/");
    for (Member member : MEMBERS) {
      if (member.hostClass() == HostClass.BENIGN && (readOnly || member.writableToo())) {
        Relation relation = relation(parts, anchored, member);
        if (relation == Relation.EXACT || relation == Relation.BELOW) {
          return List.of(new ClassMatch(HostClass.BENIGN, relation, shown(member)));
        }
      }
    }
    List<ClassMatch> matches = new ArrayList<>();
    for (HostClass hostClass : HostClass.values()) {
      ClassMatch match = strongest(parts, anchored, hostClass);
      if (match != null) {
        matches.add(match);
      }
    }
    return matches.isEmpty()
        ? List.of(new ClassMatch(HostClass.APP, Relation.EXACT, path.text()))
        : List.copyOf(matches);
  }

  private static @Nullable ClassMatch strongest(
      List<String> parts, boolean anchored, HostClass hostClass) {
    if (hostClass == HostClass.BENIGN || hostClass == HostClass.APP) {
      return null;
    }
    ClassMatch best = null;
    for (Member member : MEMBERS) {
      if (member.hostClass() != hostClass) {
        continue;
      }
      Relation relation = relation(parts, anchored, member);
      if (relation != null && (best == null || relation.compareTo(best.relation()) < 0)) {
        best = new ClassMatch(hostClass, relation, shown(member));
      }
    }
    return best;
  }

  private static @Nullable Relation relation(List<String> path, boolean anchored, Member member) {
    if (member.pattern().equals("/")) {
      return anchored && path.isEmpty() ? Relation.EXACT : null;
    }
    List<String> wanted = member.parts();
    if (member.floats()) {
      return floating(path, wanted.subList(1, wanted.size()), member.isDirectory());
    }
    if (!anchored) {
      return null;
    }
    int common = Math.min(path.size(), wanted.size());
    boolean sameStart = matches(path.subList(0, common), wanted.subList(0, common));
    if (sameStart) {
      if (path.size() == wanted.size()) {
        return Relation.EXACT;
      }
      if (path.size() < wanted.size()) {
        return Relation.ABOVE;
      }
      return member.isDirectory() ? Relation.BELOW : null;
    }
    // /var/run is where /run also appears, so /var opens whatever /run holds.
    return path.equals(List.of("var")) && wanted.get(0).equals("run") ? Relation.ABOVE : null;
  }

  /** Floating names are met inside a path; as a parent only anchored patterns can judge. */
  private static @Nullable Relation floating(
      List<String> path, List<String> wanted, boolean directory) {
    for (int start = path.size() - wanted.size(); start >= 0; start--) {
      int end = start + wanted.size();
      if (matches(path.subList(start, end), wanted)) {
        if (end == path.size()) {
          return Relation.EXACT;
        }
        if (directory) {
          return Relation.BELOW;
        }
      }
    }
    return null;
  }

  private static boolean matches(List<String> path, List<String> wanted) {
    for (int i = 0; i < wanted.size(); i++) {
      if (!wanted.get(i).equals("*") && !wanted.get(i).equals(path.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static List<String> components(String path) {
    List<String> parts = new ArrayList<>();
    for (String part : path.split("/+")) {
      if (!part.isEmpty() && !part.equals(".")) {
        parts.add(part);
      }
    }
    return parts;
  }

  private static String shown(Member member) {
    String pattern = member.pattern();
    return member.isDirectory() && pattern.length() > 1
        ? pattern.substring(0, pattern.length() - 1)
        : pattern;
  }
}
