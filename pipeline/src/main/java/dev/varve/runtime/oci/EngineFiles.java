package dev.varve.runtime.oci;

import dev.varve.runtime.HostPath;
import dev.varve.runtime.Mount;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Binds of an engine's own making. By the time a config is written, volumes and the files that
 * engines make for each container have become paths of the host below the engine's state; they are
 * what they were, not that state.
 */
final class EngineFiles {
  private static final Set<String> MADE_FOR_EACH =
      Set.of(
          "/etc/hosts",
          "/etc/hostname",
          "/etc/resolv.conf",
          "/dev/shm",
          "/dev/termination-log",
          "/run/.containerenv",
          "/sbin/docker-init",
          "/run/podman-init");
  private static final Pattern STATE =
      Pattern.compile(
          "(/var/lib|/run)/(docker|containerd|containers|crio|kubelet|rancher|libpod)/.+");
  private static final Pattern NAMED =
      Pattern.compile(
          "/var/lib/(?:docker|containers/storage|nerdctl/[^/]+)/volumes/(?:[^/]+/)?([^/]+)/_data");
  private static final Pattern OF_POD =
      Pattern.compile(
          "/var/lib/kubelet/pods/[^/]+/volumes/kubernetes\\.io~([a-z-]+)/([^/]+)(?:/mount)?");
  private static final Map<String, Mount.Kind> KINDS =
      Map.ofEntries(
          Map.entry("configmap", Mount.Kind.CONFIG),
          Map.entry("downward-api", Mount.Kind.CONFIG),
          Map.entry("secret", Mount.Kind.SECRET),
          Map.entry("projected", Mount.Kind.SECRET),
          Map.entry("empty-dir", Mount.Kind.VOLUME),
          Map.entry("csi", Mount.Kind.VOLUME),
          Map.entry("nfs", Mount.Kind.REMOTE));

  private EngineFiles() {}

  /** The mount that a bind stands for; null if it is just a bind. */
  static @Nullable Mount mount(String source, String target, Mount.Options how) {
    String path = HostPath.parse(source, true).text();
    Matcher named = NAMED.matcher(path);
    if (named.matches()) {
      String name = named.group(1);
      boolean anonymous = name.matches("[0-9a-f]{64}");
      return Mount.other(
              anonymous ? Mount.Kind.ANONYMOUS : Mount.Kind.VOLUME,
              anonymous ? "" : name,
              true,
              target,
              how)
          .on(new Mount.Volume(name, "", "docker volume " + name, List.of()));
    }
    Matcher ofPod = OF_POD.matcher(path);
    if (ofPod.matches() && KINDS.containsKey(ofPod.group(1))) {
      String name = ofPod.group(2);
      return Mount.other(KINDS.get(ofPod.group(1)), name, true, target, how)
          .on(new Mount.Volume(name, ofPod.group(1), "path " + path, List.of()));
    }
    boolean made = MADE_FOR_EACH.contains(HostPath.cleanTarget(target));
    return made && STATE.matcher(path).matches()
        ? Mount.other(Mount.Kind.OTHER, source, true, target, how)
            .on(new Mount.Volume("", "runtime", "", List.of()))
        : null;
  }
}
