package dev.varve.runtime.kubernetes;

import dev.varve.failure.InputException;
import dev.varve.runtime.CapabilitySettings;
import dev.varve.runtime.GroupSettings;
import dev.varve.runtime.Privileges;
import dev.varve.runtime.Provenance;
import dev.varve.runtime.SpecNode;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The security context of a container: what it says itself, else what its pod says, else the
 * annotations that older versions of the API used, else what the kubelet and the runtime do.
 */
final class SecurityReader {
  private static final String SECCOMP_OF_POD = "seccomp.security.alpha.kubernetes.io/pod";
  private static final String SECCOMP = "container.seccomp.security.alpha.kubernetes.io/";
  private static final String APPARMOR = "container.apparmor.security.beta.kubernetes.io/";

  private final Workload workload;
  private final SpecNode own;
  private final SpecNode pod;
  private final String container;
  private final ClusterObjects objects;
  private final Provenance provenance;

  SecurityReader(
      Workload workload,
      SpecNode container,
      String name,
      ClusterObjects objects,
      Provenance provenance)
      throws InputException {
    this.workload = workload;
    this.own = container.get("securityContext");
    this.pod = workload.podSpec().get("securityContext");
    this.container = name;
    this.objects = objects;
    this.provenance = provenance;
    KubernetesFields.SECURITY_CONTEXT.check(own, provenance);
    KubernetesFields.POD_SECURITY_CONTEXT.check(pod, provenance);
  }

  private SpecNode merged(String key) {
    SpecNode first = own.get(key);
    return first.isAbsent() ? pod.get(key) : first;
  }

  private SpecNode windows(String key) {
    SpecNode first = own.get("windowsOptions").get(key);
    return first.isAbsent() ? pod.get("windowsOptions").get(key) : first;
  }

  Privileges privileges() throws InputException {
    KubernetesFields.WINDOWS_OPTIONS.check(merged("windowsOptions"), provenance);
    boolean privileged = provenance.flag(own.get("privileged"), "privileged");
    CapabilitySettings caps = capabilities();
    SpecNode escalation = own.get("allowPrivilegeEscalation");
    boolean blocked = !provenance.flag(escalation, "no_new_privs") && !escalation.isAbsent();
    boolean forced = privileged || caps.add().contains("SYS_ADMIN");
    if (blocked && forced) {
      provenance.implied("no_new_privs", own.get(privileged ? "privileged" : "capabilities"));
    }
    return new Privileges(
        privileged,
        caps,
        blocked && !forced,
        seccomp(privileged),
        apparmor(privileged),
        selinux(privileged),
        maskedPaths(privileged),
        runtimeClass(),
        provenance.flag(merged("runAsNonRoot"), "nonroot_required"),
        provenance.flag(windows("hostProcess"), "host_process"),
        forced);
  }

  private CapabilitySettings capabilities() throws InputException {
    SpecNode caps = own.get("capabilities");
    KubernetesFields.CAPABILITIES.check(caps, provenance);
    return new CapabilitySettings(
        provenance.texts(caps.get("add"), "caps.add"),
        provenance.texts(caps.get("drop"), "caps.drop"),
        null,
        null);
  }

  /** A privileged container runs without a filter, whatever its manifest asks for. */
  private String seccomp(boolean privileged) throws InputException {
    if (privileged) {
      provenance.implied("seccomp", own.get("privileged"));
      return "unconfined";
    }
    String named = profile("seccompProfile", "seccomp");
    if (named != null) {
      return named;
    }
    for (String key : List.of(SECCOMP + container, SECCOMP_OF_POD)) {
      SpecNode annotation = workload.annotation(key);
      if (annotation != null) {
        provenance.set("seccomp", annotation);
        return annotated(annotation);
      }
    }
    provenance.unknown("seccomp");
    return "unknown";
  }

  private String apparmor(boolean privileged) throws InputException {
    String named = profile("appArmorProfile", "apparmor");
    if (named != null) {
      return named;
    }
    SpecNode annotation = workload.annotation(APPARMOR + container);
    if (annotation != null) {
      provenance.set("apparmor", annotation);
      return annotated(annotation);
    }
    if (privileged) {
      provenance.implied("apparmor", own.get("privileged"));
    }
    return privileged ? "unconfined" : "default";
  }

  private @Nullable String profile(String key, String field) throws InputException {
    SpecNode profile = merged(key);
    if (profile.isAbsent()) {
      return null;
    }
    KubernetesFields.PROFILE.check(profile, provenance);
    provenance.set(field, profile);
    String type = profile.get("type").required();
    return switch (type) {
      case "RuntimeDefault" -> "default";
      case "Unconfined" -> "unconfined";
      case "Localhost" -> "localhost/" + profile.get("localhostProfile").required();
      default -> {
        provenance.gap(
            profile.get("type"),
            "'" + type + "' is none of RuntimeDefault, Unconfined and Localhost");
        yield "unknown";
      }
    };
  }

  /** The words of annotations: {@code runtime/default}, {@code unconfined}, {@code localhost/…}. */
  private static String annotated(SpecNode annotation) throws InputException {
    String word = annotation.required();
    return switch (word) {
      case "runtime/default", "docker/default" -> "default";
      default -> word;
    };
  }

  private String selinux(boolean privileged) throws InputException {
    SpecNode options = merged("seLinuxOptions");
    if (options.isAbsent()) {
      if (privileged) {
        provenance.implied("selinux", own.get("privileged"));
      }
      return privileged ? "disable" : "default";
    }
    KubernetesFields.SELINUX_OPTIONS.check(options, provenance);
    provenance.set("selinux", options);
    List<String> labels = new ArrayList<>();
    for (String key : List.of("user", "role", "type", "level")) {
      String value = options.get(key).scalar();
      if (value != null && !value.isEmpty()) {
        labels.add(key + ":" + value);
      }
    }
    return labels.isEmpty() ? "default" : String.join(",", labels);
  }

  private String maskedPaths(boolean privileged) throws InputException {
    String mount = provenance.text(own.get("procMount"), "masked_paths");
    if (privileged) {
      provenance.implied("masked_paths", own.get("privileged"));
      return "none";
    }
    return "Unmasked".equals(mount) ? "none" : "default";
  }

  /** The class by name, with the handler that its object names if the scan holds that. */
  private @Nullable String runtimeClass() throws InputException {
    String name = provenance.text(workload.podSpec().get("runtimeClassName"), "runtime_class");
    if (name == null || name.isEmpty()) {
      return null;
    }
    ApiObject object = objects.find("RuntimeClass", name);
    String handler = object == null ? null : object.node().get("handler").scalar();
    return handler == null || handler.equals(name) ? name : name + "/" + handler;
  }

  /** {@code uid} or {@code uid:gid}, or a name under Windows; null for the image's. */
  @Nullable String user() throws InputException {
    Long uid = merged("runAsUser").number();
    if (uid == null) {
      return provenance.text(windows("runAsUserName"), "user");
    }
    provenance.set("user", merged("runAsUser"));
    Long gid = merged("runAsGroup").number();
    return gid == null ? uid.toString() : uid + ":" + gid;
  }

  GroupSettings groupSettings() throws InputException {
    provenance.set("group", merged("runAsGroup"));
    provenance.set("fs_group", pod.get("fsGroup"));
    String policy = pod.get("supplementalGroupsPolicy").scalar();
    return new GroupSettings(
        merged("runAsGroup").number(), pod.get("fsGroup").number(), "Strict".equals(policy));
  }

  /** The added groups; that of the volumes is one of them. */
  List<String> groups() throws InputException {
    List<String> groups = new ArrayList<>(pod.get("supplementalGroups").scalars());
    String ofVolumes = pod.get("fsGroup").scalar();
    if (ofVolumes != null && !groups.contains(ofVolumes)) {
      groups.add(ofVolumes);
    }
    provenance.set("groups", pod.get("fsGroup"));
    provenance.set("groups", pod.get("supplementalGroups"));
    return groups;
  }

  boolean rootfsReadOnly() throws InputException {
    return provenance.flag(own.get("readOnlyRootFilesystem"), "rootfs_ro");
  }

  SortedMap<String, String> sysctls() throws InputException {
    TreeMap<String, String> sysctls = new TreeMap<>();
    for (SpecNode item : pod.get("sysctls").items()) {
      String value = item.get("value").scalar();
      sysctls.put(item.get("name").required(), value == null ? "" : value);
    }
    provenance.set("sysctls", pod.get("sysctls"));
    return sysctls;
  }
}
