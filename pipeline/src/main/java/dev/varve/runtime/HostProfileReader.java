package dev.varve.runtime;

import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import dev.varve.failure.ReasonCode;
import dev.varve.json.DocumentFile;
import dev.varve.json.JsonValue;
import dev.varve.json.NearestKey;
import dev.varve.json.Yaml;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Reads host profiles strictly: an unknown key is an error with its line and the nearest valid key.
 *
 * <pre>{@code
 * version: 1
 * cgroup: 2
 * daemon: userns-remap            # root, rootless or userns-remap
 * lsm: [apparmor]                 # apparmor, selinux; [] for neither
 * docker: {no-new-privileges: true, live-restore: true, icc: false}
 * kubelet: {seccompDefault: true, podPidsLimit: 1024}
 * versions: {kernel: "6.1", engine: "27.1", kubelet: "1.30"}
 * symlinks: {/srv: /data/srv}
 * }</pre>
 */
public final class HostProfileReader {
  private static final Set<String> KEYS =
      Set.of("version", "cgroup", "daemon", "lsm", "docker", "kubelet", "versions", "symlinks");
  private static final Set<String> DOCKER_KEYS = Set.of("no-new-privileges", "live-restore", "icc");
  private static final Set<String> KUBELET_KEYS = Set.of("seccompDefault", "podPidsLimit");
  private static final Set<String> VERSION_KEYS = Set.copyOf(HostProfile.VERSIONS);
  private static final Set<String> DAEMONS =
      Set.of("root", HostProfile.ROOTLESS, HostProfile.REMAPPED);
  private static final Set<String> MODULES = Set.of("apparmor", "selinux");

  private final SortedMap<String, Origin> origins = new TreeMap<>();

  private HostProfileReader() {}

  /**
   * Reads a profile.
   *
   * @param shown how messages and origins name the file
   */
  public static HostProfile read(Path file, String shown, Limits limits)
      throws InputException, IOException {
    return read(DocumentFile.read(file, shown, limits), shown, limits);
  }

  /** As {@link #read(Path, String, Limits)}, for a document in memory. */
  static HostProfile read(byte[] content, String shown, Limits limits) throws InputException {
    try {
      JsonValue document = Yaml.parse(content, shown, limits);
      return new HostProfileReader().profile(SpecNode.root(shown, document));
    } catch (InputException e) {
      if (e.reason() != ReasonCode.RUN_SPEC_INVALID && e.reason() != ReasonCode.JSON_MALFORMED) {
        throw e;
      }
      throw e.as(ReasonCode.HOST_PROFILE_INVALID);
    }
  }

  private HostProfile profile(SpecNode root) throws InputException {
    checkKeys(root, KEYS);
    Long version = root.get("version").number();
    if (version == null || version != 1) {
      throw root.get("version").invalid("must be 1");
    }
    SpecNode cgroup = root.get("cgroup");
    Long cgroupVersion = cgroup.number();
    if (cgroupVersion != null && cgroupVersion != 1 && cgroupVersion != 2) {
      throw cgroup.invalid("is 1 or 2");
    }
    note("cgroup", cgroup);
    SpecNode docker = root.get("docker");
    checkKeys(docker, DOCKER_KEYS);
    SpecNode kubelet = root.get("kubelet");
    checkKeys(kubelet, KUBELET_KEYS);
    String daemon = oneOf(root.get("daemon"), DAEMONS);
    note("daemon", root.get("daemon"));
    SpecNode podPids = kubelet.get("podPidsLimit");
    note("kubelet.podPidsLimit", podPids);
    return new HostProfile(
        cgroupVersion,
        daemon == null ? "" : daemon,
        modules(root.get("lsm")),
        truth("docker.no-new-privileges", docker.get("no-new-privileges")),
        truth("docker.live-restore", docker.get("live-restore")),
        truth("docker.icc", docker.get("icc")),
        truth("kubelet.seccompDefault", kubelet.get("seccompDefault")),
        podPids.number(),
        texts("versions", root.get("versions"), VERSION_KEYS),
        symlinks(root.get("symlinks")),
        origins);
  }

  private void note(String key, SpecNode node) {
    if (!node.isAbsent()) {
      origins.put(
          key, new Origin(Origin.How.HOST_PROFILE, node.document(), node.pointer(), node.line()));
    }
  }

  private @Nullable Boolean truth(String key, SpecNode node) throws InputException {
    note(key, node);
    return node.isAbsent() ? null : node.bool(false);
  }

  private @Nullable List<String> modules(SpecNode node) throws InputException {
    if (node.isAbsent()) {
      return null;
    }
    note("lsm", node);
    if (node.array() == null && "none".equals(node.scalar())) {
      return List.of();
    }
    List<String> names = new ArrayList<>();
    for (SpecNode item : node.items()) {
      String name = oneOf(item, MODULES);
      if (name == null) {
        throw item.expected("the name of a security module");
      }
      names.add(name);
    }
    return names;
  }

  private SortedMap<String, String> texts(String prefix, SpecNode node, Set<String> valid)
      throws InputException {
    checkKeys(node, valid);
    SortedMap<String, String> texts = new TreeMap<>();
    for (String key : node.keys()) {
      String text = node.get(key).scalar();
      if (text != null) {
        texts.put(key, text);
        note(prefix + "." + key, node.get(key));
      }
    }
    return texts;
  }

  private SortedMap<String, String> symlinks(SpecNode node) throws InputException {
    SortedMap<String, String> links = new TreeMap<>();
    for (String path : node.keys()) {
      SpecNode item = node.get(path);
      String target = item.scalar();
      if (!path.startsWith("/") || target == null || !target.startsWith("/")) {
        throw item.invalid("both the link and where it leads are absolute paths");
      }
      links.put(HostPath.clean(path), HostPath.clean(target));
      note("symlinks." + path, item);
    }
    return links;
  }

  private static @Nullable String oneOf(SpecNode node, Set<String> valid) throws InputException {
    String text = node.scalar();
    if (text != null && !valid.contains(text)) {
      throw node.invalid("'" + text + "' is none of " + String.join(", ", new TreeSet<>(valid)));
    }
    return text;
  }

  private static void checkKeys(SpecNode node, Set<String> valid) throws InputException {
    for (String key : node.keys()) {
      if (!valid.contains(key)) {
        throw node.get(key).invalid("unknown key; " + NearestKey.hint(key, valid));
      }
    }
  }
}
