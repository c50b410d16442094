package dev.varve.runtime.kubernetes;

import dev.varve.failure.InputException;
import dev.varve.json.NearestKey;
import dev.varve.runtime.Provenance;
import dev.varve.runtime.SpecNode;
import java.util.Set;
import java.util.TreeSet;

/**
 * The fields of the Kubernetes API that can stand in a pod: those that say something about what is
 * inside and what is the host's, and those that do not. Everything else is a slip of the pen or
 * newer than this table, and is told.
 */
enum KubernetesFields {
  POD_SPEC(
      Set.of(
          "automountServiceAccountToken",
          "containers",
          "ephemeralContainers",
          "hostIPC",
          "hostNetwork",
          "hostPID",
          "hostUsers",
          "initContainers",
          "resources",
          "restartPolicy",
          "runtimeClassName",
          "securityContext",
          "serviceAccount",
          "serviceAccountName",
          "shareProcessNamespace",
          "volumes"),
      // Scheduling, names, name resolution, timing, and how images are pulled.
      Set.of(
          "activeDeadlineSeconds",
          "affinity",
          "dnsConfig",
          "dnsPolicy",
          "enableServiceLinks",
          "evictionResponders",
          "hostAliases",
          "hostname",
          "hostnameOverride",
          "imagePullSecrets",
          "nodeName",
          "nodeSelector",
          "os",
          "overhead",
          "preemptionPolicy",
          "priority",
          "priorityClassName",
          "readinessGates",
          "resourceClaims",
          "schedulerName",
          "schedulingGates",
          "schedulingGroup",
          "setHostnameAsFQDN",
          "subdomain",
          "terminationGracePeriodSeconds",
          "tolerations",
          "topologySpreadConstraints")),
  CONTAINER(
      Set.of(
          "args",
          "command",
          "env",
          "envFrom",
          "image",
          "lifecycle",
          "livenessProbe",
          "name",
          "ports",
          "readinessProbe",
          "resources",
          "restartPolicy",
          "securityContext",
          "startupProbe",
          "targetContainerName",
          "volumeDevices",
          "volumeMounts",
          "workingDir"),
      Set.of(
          "imagePullPolicy",
          "resizePolicy",
          "restartPolicyRules",
          "stdin",
          "stdinOnce",
          "terminationMessagePath",
          "terminationMessagePolicy",
          "tty")),
  SECURITY_CONTEXT(
      Set.of(
          "allowPrivilegeEscalation",
          "appArmorProfile",
          "capabilities",
          "privileged",
          "procMount",
          "readOnlyRootFilesystem",
          "runAsGroup",
          "runAsNonRoot",
          "runAsUser",
          "seLinuxOptions",
          "seccompProfile",
          "windowsOptions"),
      Set.of()),
  POD_SECURITY_CONTEXT(
      Set.of(
          "appArmorProfile",
          "fsGroup",
          "runAsGroup",
          "runAsNonRoot",
          "runAsUser",
          "seLinuxOptions",
          "seccompProfile",
          "supplementalGroups",
          "supplementalGroupsPolicy",
          "sysctls",
          "windowsOptions"),
      // How volumes are given their group and label, not which.
      Set.of("fsGroupChangePolicy", "seLinuxChangePolicy")),
  WINDOWS_OPTIONS(
      Set.of("hostProcess", "runAsUserName"),
      Set.of("gmsaCredentialSpec", "gmsaCredentialSpecName")),
  CAPABILITIES(Set.of("add", "drop"), Set.of()),
  PROFILE(Set.of("localhostProfile", "type"), Set.of()),
  SELINUX_OPTIONS(Set.of("level", "role", "type", "user"), Set.of()),
  VOLUME(
      Set.of(
          "awsElasticBlockStore",
          "azureDisk",
          "azureFile",
          "cephfs",
          "cinder",
          "configMap",
          "csi",
          "downwardAPI",
          "emptyDir",
          "ephemeral",
          "fc",
          "flexVolume",
          "flocker",
          "gcePersistentDisk",
          "gitRepo",
          "glusterfs",
          "hostPath",
          "image",
          "iscsi",
          "name",
          "nfs",
          "persistentVolumeClaim",
          "photonPersistentDisk",
          "portworxVolume",
          "projected",
          "quobyte",
          "rbd",
          "scaleIO",
          "secret",
          "storageos",
          "vsphereVolume"),
      Set.of()),
  VOLUME_MOUNT(
      Set.of(
          "bindMountOptions",
          "mountPath",
          "mountPropagation",
          "name",
          "readOnly",
          "recursiveReadOnly",
          "subPath",
          "subPathExpr"),
      Set.of()),
  VOLUME_DEVICE(Set.of("devicePath", "name"), Set.of()),
  CONTAINER_PORT(Set.of("containerPort", "hostIP", "hostPort", "protocol"), Set.of("name")),
  RESOURCES(Set.of("claims", "limits", "requests"), Set.of()),
  ENV_VAR(Set.of("name", "value", "valueFrom"), Set.of()),
  ENV_VAR_SOURCE(
      Set.of("configMapKeyRef", "fieldRef", "fileKeyRef", "resourceFieldRef", "secretKeyRef"),
      Set.of()),
  ENV_FROM_SOURCE(Set.of("configMapRef", "prefix", "secretRef"), Set.of()),
  LIFECYCLE(Set.of("postStart", "preStop"), Set.of("stopSignal")),
  HANDLER(Set.of("exec", "httpGet", "sleep", "tcpSocket"), Set.of()),
  PROBE(
      Set.of("exec", "grpc", "httpGet", "tcpSocket"),
      Set.of(
          "failureThreshold",
          "initialDelaySeconds",
          "periodSeconds",
          "successThreshold",
          "terminationGracePeriodSeconds",
          "timeoutSeconds"));

  private final Set<String> read;
  private final Set<String> withoutMeaning;

  KubernetesFields(Set<String> read, Set<String> withoutMeaning) {
    this.read = read;
    this.withoutMeaning = withoutMeaning;
  }

  /** The fields from which run specs are made. */
  Set<String> read() {
    return read;
  }

  /** The fields that move no boundary. */
  Set<String> withoutMeaning() {
    return withoutMeaning;
  }

  /** Notes a gap for each key that the API does not have. */
  void check(SpecNode node, Provenance provenance) throws InputException {
    for (String key : node.keys()) {
      if (!read.contains(key) && !withoutMeaning.contains(key)) {
        TreeSet<String> known = new TreeSet<>(read);
        known.addAll(withoutMeaning);
        provenance.gap(node.get(key), NearestKey.unknown(key, known));
      }
    }
  }
}
