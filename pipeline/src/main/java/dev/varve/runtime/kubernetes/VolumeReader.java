package dev.varve.runtime.kubernetes;

import dev.varve.failure.InputException;
import dev.varve.runtime.Device;
import dev.varve.runtime.HostPath;
import dev.varve.runtime.Mount;
import dev.varve.runtime.Provenance;
import dev.varve.runtime.SpecNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The volumes of a pod as one of its containers mounts them. A claim is followed to its volume if
 * the scan holds that, since what looks like storage may be a directory of the host.
 */
final class VolumeReader {
  private static final Set<String> MOUNT_FLAGS = Set.of("nosuid", "noexec", "nodev");

  private final Workload workload;
  private final ClusterObjects objects;
  private final SpecNode container;
  private final EnvReader env;
  private final Provenance provenance;
  private final Map<String, SpecNode> volumes = new LinkedHashMap<>();

  VolumeReader(
      Workload workload,
      ClusterObjects objects,
      SpecNode container,
      EnvReader env,
      Provenance provenance)
      throws InputException {
    this.workload = workload;
    this.objects = objects;
    this.container = container;
    this.env = env;
    this.provenance = provenance;
    for (SpecNode volume : workload.podSpec().get("volumes").items()) {
      KubernetesFields.VOLUME.check(volume, provenance);
      volumes.put(volume.get("name").required(), volume);
    }
  }

  List<Mount> mounts() throws InputException {
    List<Mount> mounts = new ArrayList<>();
    for (SpecNode item : container.get("volumeMounts").items()) {
      KubernetesFields.VOLUME_MOUNT.check(item, provenance);
      String target = item.get("mountPath").required();
      provenance.set("mounts[" + mounts.size() + "]", item);
      mounts.add(new Use(item, target).mount());
    }
    return mounts;
  }

  /** Raw block devices of claims. */
  List<Device> devices() throws InputException {
    List<Device> devices = new ArrayList<>();
    for (SpecNode item : container.get("volumeDevices").items()) {
      KubernetesFields.VOLUME_DEVICE.check(item, provenance);
      String path = item.get("devicePath").required();
      String name = item.get("name").required();
      provenance.set("devices[" + devices.size() + "]", item);
      SpecNode behind = behindClaim(name);
      String hostPath = behind == null ? null : hostPath(behind);
      devices.add(
          hostPath == null
              ? new Device("block-volume", name, path, "rwm")
              : new Device("node", HostPath.parse(hostPath, true).text(), path, "rwm"));
    }
    return devices;
  }

  /** Whether a mounted volume holds a token for the API server itself. */
  @Nullable SpecNode apiTokenMount() throws InputException {
    for (SpecNode item : container.get("volumeMounts").items()) {
      String name = item.get("name").scalar();
      SpecNode volume = name == null ? null : volumes.get(name);
      if (volume != null) {
        for (SpecNode source : volume.at("/projected/sources").items()) {
          SpecNode token = source.get("serviceAccountToken");
          if (!token.isAbsent() && token.get("audience").isAbsent()) {
            return item;
          }
        }
      }
    }
    return null;
  }

  /** The size of a file system in memory at a path; null if there is none or it has no bound. */
  @Nullable Long memoryVolumeBytes(String path) throws InputException {
    for (SpecNode item : container.get("volumeMounts").items()) {
      String name = item.get("name").scalar();
      SpecNode volume = name == null ? null : volumes.get(name);
      String target = item.get("mountPath").scalar();
      if (volume != null && target != null && HostPath.cleanTarget(target).equals(path)) {
        SpecNode scratch = volume.get("emptyDir");
        if ("Memory".equals(scratch.get("medium").scalar())) {
          provenance.set("limits.shm", scratch.get("sizeLimit"));
          return Quantity.units(scratch.get("sizeLimit"));
        }
      }
    }
    return null;
  }

  /** The spec of the volume behind a claim; null if it is no claim or not in the scan. */
  private @Nullable SpecNode behindClaim(String name) throws InputException {
    PersistentVolumes persistent = new PersistentVolumes(objects);
    String namespace = workload.object().namespace();
    ApiObject found = null;
    SpecNode template = claimTemplate(name);
    SpecNode volume = volumes.get(name);
    if (template != null) {
      String prefix = name + "-" + workload.object().name();
      found = persistent.behind(namespace, prefix, template.get("spec"), true);
    } else if (volume != null) {
      SpecNode reference = volume.get("persistentVolumeClaim");
      if (reference.isAbsent()) {
        return null;
      }
      String claimName = reference.get("claimName").required();
      ApiObject claim = objects.find("PersistentVolumeClaim", namespace, claimName);
      SpecNode spec = claim == null ? reference.get("spec") : claim.node().get("spec");
      found = persistent.behind(namespace, claimName, spec, false);
    }
    return found == null ? null : found.node().get("spec");
  }

  private @Nullable SpecNode claimTemplate(String name) throws InputException {
    for (SpecNode template : workload.claimTemplates()) {
      if (name.equals(template.at("/metadata/name").scalar())) {
        return template;
      }
    }
    return null;
  }

  private static @Nullable String hostPath(SpecNode volumeSpec) throws InputException {
    SpecNode host = volumeSpec.get("hostPath");
    SpecNode path = (host.isAbsent() ? volumeSpec.get("local") : host).get("path");
    return path.scalar();
  }

  /** One mount of one volume. */
  private final class Use {
    private final SpecNode item;
    private final String target;
    private final String name;
    private final String subPath;
    private final boolean subPathKnown;

    Use(SpecNode item, String target) throws InputException {
      this.item = item;
      this.target = target;
      this.name = item.get("name").required();
      String plain = item.get("subPath").scalar();
      String expression = item.get("subPathExpr").scalar();
      if (plain == null && expression != null) {
        this.subPath = env.certainText(item.get("subPathExpr"), expression);
        this.subPathKnown = !env.isOpen(expression);
      } else {
        this.subPath = plain == null ? "" : plain;
        this.subPathKnown = true;
      }
    }

    Mount mount() throws InputException {
      if (claimTemplate(name) != null) {
        return claim(name, "volumeClaimTemplate", options(false), identity("claim " + name));
      }
      SpecNode volume = volumes.get(name);
      if (volume == null) {
        provenance.gap(item, "the pod has no volume '" + name + "'");
        return Mount.other(Mount.Kind.OTHER, name, false, target, options(false));
      }
      String type = "";
      for (String key : volume.keys()) {
        type = key.equals("name") ? type : key;
      }
      if (!type.isEmpty() && !KubernetesFields.VOLUME.read().contains(type)) {
        return Mount.other(Mount.Kind.OTHER, name, false, target, options(false))
            .on(volume(type, identity("volume " + name)));
      }
      return mount(volume.get(type), type);
    }

    private Mount mount(SpecNode source, String type) throws InputException {
      boolean readOnly = source.get("readOnly").bool(false);
      Mount.Options usual = options(readOnly);
      return switch (type) {
        case "hostPath" ->
            host(source.get("path").required(), usual, null)
                .on(volume(type, identity("volume " + name)));
        // The API server makes a scratch directory of a volume that says nothing.
        case "", "emptyDir" -> {
          boolean memory = "Memory".equals(source.get("medium").scalar());
          yield other(memory ? Mount.Kind.TMPFS : Mount.Kind.VOLUME, name, usual, "emptyDir");
        }
        case "configMap" -> other(Mount.Kind.CONFIG, named(source, "name"), options(true), type);
        case "downwardAPI" -> other(Mount.Kind.CONFIG, name, options(true), type);
        case "secret" -> other(Mount.Kind.SECRET, named(source, "secretName"), options(true), type);
        case "projected" ->
            other(
                holdsSecrets(source) ? Mount.Kind.SECRET : Mount.Kind.CONFIG,
                name,
                options(true),
                type);
        case "image" -> other(Mount.Kind.IMAGE, named(source, "reference"), options(true), type);
        case "persistentVolumeClaim" -> {
          String claimName = source.get("claimName").required();
          String identity = "claim " + workload.object().namespace() + "/" + claimName;
          yield claim(claimName, type, usual, identity);
        }
        case "ephemeral", "csi", "flexVolume", "gitRepo" ->
            other(Mount.Kind.VOLUME, named(source, "driver"), usual, type);
        default -> other(Mount.Kind.REMOTE, remote(source), usual, type);
      };
    }

    private Mount claim(String claim, String type, Mount.Options usual, String identity)
        throws InputException {
      Mount.Volume volume = volume(type, identity);
      SpecNode behind = behindClaim(name);
      if (behind == null) {
        return Mount.other(Mount.Kind.VOLUME, claim, true, target, usual).on(volume);
      }
      Mount.Options how = usual.flags(flags(usual.flags(), behind.get("mountOptions")));
      String path = hostPath(behind);
      if (path != null) {
        boolean local = behind.get("hostPath").isAbsent();
        return host(path, how, local ? "pv-local" : "pv-hostPath").on(volume);
      }
      for (String key : behind.keys()) {
        if (!key.equals("csi")
            && !key.equals("flexVolume")
            && KubernetesFields.VOLUME.read().contains(key)) {
          boolean readOnly = behind.get(key).get("readOnly").bool(false);
          Mount.Options remote = how.readOnly(how.readOnly() || readOnly);
          return Mount.other(Mount.Kind.REMOTE, remote(behind.get(key)), true, target, remote)
              .on(volume);
        }
      }
      return Mount.other(Mount.Kind.VOLUME, claim, true, target, how).on(volume);
    }

    private Mount host(String path, Mount.Options how, @Nullable String disguise) {
      String joined = subPath.isEmpty() ? path : path + (path.endsWith("/") ? "" : "/") + subPath;
      boolean known = subPathKnown && !path.contains("${");
      return Mount.host(joined, known, target, how, disguise);
    }

    private Mount other(Mount.Kind kind, String source, Mount.Options how, String type) {
      return Mount.other(kind, source, subPathKnown, target, how)
          .on(volume(type, identity("volume " + name)));
    }

    private Mount.Volume volume(String type, String identity) {
      return new Mount.Volume(name, type, identity, List.of());
    }

    /** Pods are told apart by their workload, whose replicas are all alike. */
    private String identity(String inPod) {
      ApiObject object = workload.object();
      return object.kind() + " " + object.namespace() + "/" + object.name() + " " + inPod;
    }

    private String named(SpecNode source, String key) throws InputException {
      String text = source.get(key).scalar();
      return text == null ? name : text;
    }

    private Mount.Options options(boolean readOnly) throws InputException {
      String propagation = item.get("mountPropagation").scalar();
      String recursive = item.get("recursiveReadOnly").scalar();
      return Mount.Options.DEFAULT
          .readOnly(readOnly || item.get("readOnly").bool(false))
          .propagation(propagation(propagation == null ? "None" : propagation))
          .subpath(subPath)
          .recursive(recursive(recursive == null ? "" : recursive))
          .flags(flags(List.of(), item.get("bindMountOptions")));
    }

    private String propagation(String word) {
      return switch (word) {
        case "None" -> "rprivate";
        case "HostToContainer" -> "rslave";
        case "Bidirectional" -> "rshared";
        default -> {
          provenance.gap(
              item.get("mountPropagation"),
              "'" + word + "' is none of None, HostToContainer and Bidirectional");
          yield "rprivate";
        }
      };
    }

    private String recursive(String word) {
      return switch (word) {
        case "" -> "";
        case "Disabled" -> "disabled";
        case "IfPossible" -> "if-possible";
        case "Enabled" -> "enabled";
        default -> {
          provenance.gap(
              item.get("recursiveReadOnly"),
              "'" + word + "' is none of Disabled, IfPossible and Enabled");
          yield "";
        }
      };
    }
  }

  private static List<String> flags(List<String> known, SpecNode more) throws InputException {
    List<String> flags = new ArrayList<>(known);
    more.scalars().stream().filter(MOUNT_FLAGS::contains).forEach(flags::add);
    return flags;
  }

  private static boolean holdsSecrets(SpecNode projected) throws InputException {
    for (SpecNode source : projected.get("sources").items()) {
      for (String key : List.of("secret", "serviceAccountToken", "podCertificate")) {
        if (!source.get(key).isAbsent()) {
          return true;
        }
      }
    }
    return false;
  }

  /** Server and path where a remote file system has them; empty otherwise. */
  private static String remote(SpecNode source) throws InputException {
    String server = source.get("server").scalar();
    String path = source.get("path").scalar();
    if (server != null && path != null) {
      return server + ":" + path;
    }
    for (String key :
        List.of("volumeID", "pdName", "shareName", "diskURI", "image", "volumePath")) {
      String text = source.get(key).scalar();
      if (text != null) {
        return text;
      }
    }
    return path == null ? "" : path;
  }
}
