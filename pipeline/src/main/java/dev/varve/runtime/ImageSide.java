package dev.varve.runtime;

import dev.varve.blob.Bytes;
import dev.varve.image.ImageConfig;
import dev.varve.tree.TreeLookup;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an image brings to the border of its containers.
 *
 * @param system what {@code os-release} says, such as {@code debian 12}; empty if nothing
 * @param ports as exposed, which opens nothing
 * @param healthcheck whether the image has one that is not switched off
 * @param devices nodes in the tree, which nobody may use unless the run says so
 * @param clients programs that control engines or clusters, absolute
 */
public record ImageSide(
    String name,
    String system,
    long layers,
    long liveBytes,
    long hiddenBytes,
    List<String> ports,
    List<String> volumes,
    boolean healthcheck,
    long devices,
    List<String> clients)
    implements java.io.Serializable {
  private static final List<String> CLIENTS =
      List.of("buildctl", "crictl", "ctr", "docker", "kubectl", "nerdctl", "podman");
  private static final List<String> PROGRAM_FOLDERS =
      List.of("usr/local/bin", "usr/bin", "bin", "usr/local/sbin", "usr/sbin");

  public ImageSide {
    ports = List.copyOf(ports);
    volumes = List.copyOf(volumes);
    clients = List.copyOf(clients);
  }

  /** What an image brings, its tree looked at and counted. */
  public static ImageSide of(
      String name,
      ImageConfig config,
      long layers,
      long liveBytes,
      long hiddenBytes,
      TreeLookup tree,
      TreeCensus census) {
    ImagePaths paths = new ImagePaths(tree);
    List<String> clients = new ArrayList<>();
    for (String folder : PROGRAM_FOLDERS) {
      for (String client : CLIENTS) {
        ImagePaths.Found found = paths.find(Bytes.utf8(folder + "/" + client));
        String path = "/" + found.path().text();
        if (found.entry() != null && !clients.contains(path)) {
          clients.add(path);
        }
      }
    }
    List<String> check = config.healthcheck();
    OsRelease os = OsRelease.of(paths);
    return new ImageSide(
        name,
        os == null ? "" : os.brief(),
        layers,
        liveBytes,
        hiddenBytes,
        config.exposedPorts(),
        config.volumes(),
        check != null && !check.isEmpty() && !check.get(0).equals("NONE"),
        census.devices(),
        clients);
  }

  /** The image in one line, and what starts. */
  String summary(@Nullable Effective effective) {
    StringBuilder text = new StringBuilder();
    text.append(system.isEmpty() ? "" : system + ", ")
        .append(layers)
        .append(layers == 1 ? " layer, " : " layers, ")
        .append(megabytes(liveBytes))
        .append(" live");
    if (hiddenBytes > 0) {
      text.append(" + ").append(megabytes(hiddenBytes)).append(" hidden");
    }
    if (effective != null) {
      text.append("; start ").append(chain(effective.start()));
    }
    return text.toString();
  }

  private static String megabytes(long bytes) {
    return bytes < 1_000_000 ? (bytes + 999) / 1000 + " kB" : (bytes + 500_000) / 1_000_000 + " MB";
  }

  /** The chain as arrows: each program once, with the users that tools switch to. */
  static String chain(Start start) {
    List<String> parts = new ArrayList<>();
    for (ChainLink link : start.links()) {
      boolean step =
          link.role() != ChainLink.Role.LOADER && link.role() != ChainLink.Role.INTERPRETER;
      if (step) {
        Bytes path = link.path();
        String shown = path == null ? link.asked() : "/" + path.text();
        String layer = link.layer() < 0 ? "" : " (layer " + link.layer() + ")";
        String status = link.status() == Start.Status.OK ? "" : " [" + link.status().label() + "]";
        String target = link.target() == null ? "" : " as " + link.target();
        parts.add(shown + target + (parts.isEmpty() ? layer : "") + status);
      }
    }
    return parts.isEmpty() ? "nothing" : String.join(" -> ", parts);
  }
}
