package dev.varve.runtime.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import dev.varve.json.Yaml;
import dev.varve.runtime.CapabilitySettings;
import dev.varve.runtime.Device;
import dev.varve.runtime.Gap;
import dev.varve.runtime.GroupSettings;
import dev.varve.runtime.Mount;
import dev.varve.runtime.Namespaces;
import dev.varve.runtime.Origin;
import dev.varve.runtime.PortBinding;
import dev.varve.runtime.Privileges;
import dev.varve.runtime.RunSpec;
import dev.varve.runtime.ServiceAccount;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KubernetesReaderTest {
  private static List<RunSpec> read(String... files) throws InputException {
    List<KubernetesReader.Manifest> manifests = new ArrayList<>();
    for (int i = 0; i < files.length; i++) {
      String name = i == 0 ? "app.yaml" : "more-" + i + ".yaml";
      manifests.add(
          new KubernetesReader.Manifest(
              name,
              Yaml.parseAll(files[i].getBytes(StandardCharsets.UTF_8), name, Limits.DEFAULT)));
    }
    return new KubernetesReader(manifests, Map.of()).read(0);
  }

  /** A pod of one container, whose pod and container hold further lines. */
  private static RunSpec pod(String pod, String container) throws InputException {
    return read(manifest(pod, container)).get(0);
  }

  private static String manifest(String pod, String container) {
    return "apiVersion: v1\nkind: Pod\nmetadata: {name: p, namespace: n}\nspec:\n"
        + pod.indent(2)
        + "  containers:\n  - name: c\n    image: i\n"
        + container.indent(4);
  }

  private static void refused(String manifest, String message) {
    assertThatThrownBy(() -> read(manifest))
        .isInstanceOf(InputException.class)
        .hasMessage("run-spec-invalid: app.yaml: " + message);
  }

  @Test
  void aContainerOverrulesItsPodFieldByField() throws Exception {
    String ofPod =
        """
        securityContext:
          runAsUser: 1
          runAsGroup: 2
          runAsNonRoot: true
          seccompProfile: {type: Localhost, localhostProfile: pod.json}
          seLinuxOptions: {type: pod_t, level: s0}
          windowsOptions: {hostProcess: true}
        """;
    RunSpec own =
        pod(
            ofPod,
            """
            securityContext:
              runAsUser: 3
              runAsNonRoot: false
              seccompProfile: {type: Unconfined}
              seLinuxOptions: {level: s1}
              windowsOptions: {hostProcess: false}
            """);
    assertThat(own.process().user()).isEqualTo("3:2");
    assertThat(own.privileges())
        .isEqualTo(
            new Privileges(
                false,
                CapabilitySettings.NONE,
                false,
                "unconfined",
                "default",
                "level:s1",
                "default",
                null,
                false,
                false,
                false));
    RunSpec inherited = pod(ofPod, "");
    assertThat(inherited.process().user()).isEqualTo("1:2");
    assertThat(inherited.privileges())
        .isEqualTo(
            new Privileges(
                false,
                CapabilitySettings.NONE,
                false,
                "localhost/pod.json",
                "default",
                "type:pod_t,level:s0",
                "default",
                null,
                true,
                true,
                false));
    assertThat(inherited.originOf("nonroot_required"))
        .isEqualTo(Origin.set("app.yaml", "/spec/securityContext/runAsNonRoot", 8));
  }

  @Test
  void aGroupAloneLeavesTheUserToTheImage() throws Exception {
    RunSpec run = pod("securityContext: {runAsGroup: 5, fsGroup: 6}", "");
    assertThat(run.process().user()).isNull();
    assertThat(run.process().groups()).containsExactly("6");
    assertThat(run.process().groupSettings()).isEqualTo(new GroupSettings(5L, 6L, false));
  }

  @Test
  void whatNobodySaysIsLeftToTheKubeletAndToTheNode() throws Exception {
    RunSpec run = pod("", "");
    Origin unknown = new Origin(Origin.How.UNKNOWN, null, null, 0);
    assertThat(run.privileges().seccomp()).isEqualTo("unknown");
    assertThat(run.originOf("seccomp")).isEqualTo(unknown);
    assertThat(run.originOf("limits.pids")).isEqualTo(unknown);
    assertThat(run.originOf("privileged")).isEqualTo(Origin.ENGINE_DEFAULT);
    assertThat(run.namespaces())
        .isEqualTo(new Namespaces("private", "pod", "pod", "pod", "host", "default", "private"));
    assertThat(run.health()).isNull();
    assertThat(run.restart()).isEqualTo("always");
    assertThat(run.surroundings().serviceAccount())
        .isEqualTo(new ServiceAccount("default", true, false, false));
    assertThat(run.gaps()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{allowPrivilegeEscalation: false}                                      | true  | false",
        "{allowPrivilegeEscalation: true}                                       | false | false",
        "{allowPrivilegeEscalation: false, privileged: true}                    | false | true",
        "{allowPrivilegeEscalation: false, capabilities: {add: [CAP_SYS_ADMIN]}} | false | true",
        "{allowPrivilegeEscalation: false, capabilities: {add: [SYS_TIME]}}      | true  | false",
      })
  void privilegesRuleOutThatEscalationIsBlocked(String context, boolean blocked, boolean forced)
      throws Exception {
    Privileges privileges = pod("", "securityContext: " + context).privileges();
    assertThat(privileges.noNewPrivs()).isEqualTo(blocked);
    assertThat(privileges.escalationForced()).isEqualTo(forced);
  }

  @Test
  void annotationsOfOlderVersionsCountWhereNoFieldDoes() throws Exception {
    String manifest =
        """
        apiVersion: v1
        kind: Pod
        metadata:
          name: p
          annotations:
            seccomp.security.alpha.kubernetes.io/pod: localhost/pod.json
            container.seccomp.security.alpha.kubernetes.io/b: unconfined
            container.seccomp.security.alpha.kubernetes.io/c: unconfined
            container.apparmor.security.beta.kubernetes.io/b: runtime/default
            container.apparmor.security.beta.kubernetes.io/c: unconfined
        spec:
          containers:
          - {name: a, image: i}
          - {name: b, image: i}
          - {name: c, image: i, securityContext: {seccompProfile: {type: RuntimeDefault},
             appArmorProfile: {type: Localhost, localhostProfile: c}}}
        """;
    assertThat(read(manifest))
        .extracting(run -> run.privileges().seccomp() + " " + run.privileges().apparmor())
        .containsExactly("localhost/pod.json default", "unconfined default", "default localhost/c");
  }

  @Test
  void aPrivilegedContainerHasNoFilterWhateverItAsksFor() throws Exception {
    RunSpec run =
        pod("", "securityContext: {privileged: true, seccompProfile: {type: RuntimeDefault}}");
    assertThat(run.privileges().seccomp()).isEqualTo("unconfined");
    assertThat(run.originOf("seccomp"))
        .isEqualTo(
            new Origin(
                Origin.How.DEFAULT,
                "app.yaml",
                "/spec/containers/0/securityContext/privileged",
                8));
  }

  @Test
  void referencesAreReplacedByWhatStandsBeforeThem() throws Exception {
    RunSpec run =
        pod(
            "",
            """
            command: ["$(A)/run", "$$(A)", "$(B)", "$(NOBODY)", "$(", "$x"]
            args: ["$(SECRET)"]
            env:
            - {name: EARLY, value: "$(A)"}
            - {name: A, value: /opt}
            - {name: B, value: "$(A)/b"}
            - {name: SECRET, valueFrom: {secretKeyRef: {name: s, key: k}}}
            """);
    assertThat(run.process().entrypoint())
        .containsExactly("/opt/run", "$(A)", "/opt/b", "$(NOBODY)", "$(", "$x");
    assertThat(run.process().command()).containsExactly("$(SECRET)");
    assertThat(run.process().env().get(0).value()).isEqualTo("$(A)");
    assertThat(run.gaps())
        .containsExactly(
            new Gap(
                "spec.containers.0.args.0",
                "the value of $(SECRET) is not written in the manifest",
                "app.yaml:9"));
  }

  @Test
  void emptyListsOfWordsLeaveTheImages() throws Exception {
    RunSpec run = pod("", "command: []\nargs: []");
    assertThat(run.process().entrypoint()).isNull();
    assertThat(run.process().command()).isNull();
  }

  @Test
  void portsOfAPodInTheNodesNetworkAreTheNodes() throws Exception {
    RunSpec run =
        pod("hostNetwork: true", "ports: [{containerPort: 80}, {containerPort: 53, hostPort: 53}]");
    assertThat(run.ports())
        .containsExactly(
            new PortBinding("", "80", "80", "tcp"), new PortBinding("", "53", "53", "tcp"));
    assertThat(run.originOf("ports[0]").how()).isEqualTo(Origin.How.DEFAULT);
    assertThat(run.originOf("ports[1]").how()).isEqualTo(Origin.How.SET);
    assertThat(pod("", "ports: [{containerPort: 80}]").ports()).isEmpty();
  }

  @Test
  void aClaimIsFollowedToADirectoryOfTheHostInAnotherFile() throws Exception {
    String claim =
        """
        apiVersion: v1
        kind: PersistentVolumeClaim
        metadata: {name: docs, namespace: n}
        spec: {volumeName: node-root, accessModes: [ReadWriteOnce]}
        ---
        apiVersion: v1
        kind: PersistentVolume
        metadata: {name: node-root}
        spec: {hostPath: {path: /srv/../}, accessModes: [ReadWriteOnce]}
        """;
    String pod =
        manifest(
            "volumes: [{name: v, persistentVolumeClaim: {claimName: docs}}]",
            "volumeMounts: [{name: v, mountPath: /docs, subPath: etc}]");
    Mount mount = read(pod, claim).get(0).mounts().get(0);
    assertThat(mount)
        .isEqualTo(
            Mount.host(
                    "/srv/../etc",
                    true,
                    "/docs",
                    Mount.Options.DEFAULT.subpath("etc"),
                    "pv-hostPath")
                .on(new Mount.Volume("v", "persistentVolumeClaim", "claim n/docs", List.of())));
    assertThat(mount.source().clean()).isEqualTo("/etc");
  }

  @Test
  void aClaimGetsTheSmallestVolumeThatFitsIt() throws Exception {
    String volumes =
        """
        apiVersion: v1
        kind: List
        items:
        - {apiVersion: v1, kind: PersistentVolume, metadata: {name: big}, spec: {capacity: {storage: 9Gi},
           accessModes: [ReadWriteOnce], hostPath: {path: /big}}}
        - {apiVersion: v1, kind: PersistentVolume, metadata: {name: fits}, spec: {capacity: {storage: 2Gi},
           accessModes: [ReadWriteOnce], hostPath: {path: /fits}}}
        - {apiVersion: v1, kind: PersistentVolume, metadata: {name: small}, spec: {capacity: {storage: 1Mi},
           accessModes: [ReadWriteOnce], hostPath: {path: /small}}}
        - {apiVersion: v1, kind: PersistentVolume, metadata: {name: class}, spec: {capacity: {storage: 2Gi},
           storageClassName: other, accessModes: [ReadWriteOnce], hostPath: {path: /class}}}
        - {apiVersion: v1, kind: PersistentVolume, metadata: {name: taken}, spec: {capacity: {storage: 1Gi},
           claimRef: {namespace: n, name: other}, accessModes: [ReadWriteOnce], hostPath: {path: /taken}}}
        - {apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: docs, namespace: n},
           spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}}
        """;
    String pod =
        manifest(
            "volumes: [{name: v, persistentVolumeClaim: {claimName: docs}}]",
            "volumeMounts: [{name: v, mountPath: /docs}]");
    assertThat(read(pod, volumes).get(0).mounts().get(0).source().clean()).isEqualTo("/fits");
  }

  @Test
  void aBlockDeviceOfALocalVolumeIsADeviceOfTheHost() throws Exception {
    String volume =
        """
        apiVersion: v1
        kind: PersistentVolume
        metadata: {name: disk}
        spec: {volumeMode: Block, local: {path: /dev/sdb}, claimRef: {name: disk, namespace: n}}
        """;
    String pod =
        manifest(
            "volumes: [{name: v, persistentVolumeClaim: {claimName: disk}}]",
            "volumeDevices: [{name: v, devicePath: /dev/data}]");
    assertThat(read(pod, volume).get(0).devices())
        .containsExactly(new Device("node", "/dev/sdb", "/dev/data", "rwm"));
  }

  @Test
  void theTokenIsDecidedByThePodThenByTheAccountThenMounted() throws Exception {
    String account =
        """
        apiVersion: v1
        kind: ServiceAccount
        metadata: {name: a, namespace: n}
        automountServiceAccountToken: false
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRoleBinding
        metadata: {name: b}
        subjects: [{kind: ServiceAccount, name: a, namespace: n}]
        """;
    String spec = "serviceAccountName: a\n";
    String wanted = spec + "automountServiceAccountToken: true";
    assertThat(read(manifest(spec, ""), account).get(0).surroundings().serviceAccount())
        .isEqualTo(new ServiceAccount("a", false, true, true));
    assertThat(read(manifest(wanted, ""), account).get(0).surroundings().serviceAccount())
        .isEqualTo(new ServiceAccount("a", true, true, true));
    assertThat(read(manifest(spec, "")).get(0).surroundings().serviceAccount())
        .isEqualTo(new ServiceAccount("a", true, false, false));
  }

  @Test
  void limitsOfThePodAndOfTheNamespaceFillIn() throws Exception {
    String range =
        """
        apiVersion: v1
        kind: LimitRange
        metadata: {name: r, namespace: n}
        spec: {limits: [{type: Pod, max: {memory: 1Ti}}, {type: Container, default: {memory: 1Gi}}]}
        """;
    String elsewhere = range.replace("namespace: n", "namespace: other");
    String ofPod = "resources: {limits: {memory: 2Gi}}";
    assertThat(read(manifest(ofPod, ""), range).get(0).limits().memoryBytes()).isEqualTo(1L << 30);
    assertThat(read(manifest(ofPod, ""), elsewhere).get(0).limits().memoryBytes())
        .isEqualTo(2L << 30);
    RunSpec own = read(manifest(ofPod, "resources: {limits: {memory: 1e3}}"), range).get(0);
    assertThat(own.limits().memoryBytes()).isEqualTo(1000L);
    assertThat(own.originOf("limits.memory").line()).isEqualTo(9);
  }

  @Test
  void kindsOfOtherGroupsAreNotTakenForTheirNamesakes() throws Exception {
    assertThat(read("apiVersion: batch.volcano.sh/v1\nkind: Job\nmetadata: {name: j}\nspec: {}\n"))
        .isEmpty();
  }

  @Test
  void unknownWordsAreGapsAndNotFailures() throws Exception {
    RunSpec run =
        pod(
            "restartPolicy: Sometimes\nvolumes: [{name: v, hostPath: {path: /a}}]",
            """
            securityContext: {seccompProfile: {type: Strict}}
            volumeMounts: [{name: v, mountPath: /a, mountPropagation: Up, recursiveReadOnly: Yes}]
            """);
    assertThat(run.gaps())
        .extracting(Gap::why, Gap::where)
        .containsExactlyInAnyOrder(
            org.assertj.core.groups.Tuple.tuple(
                "'Sometimes' is none of Always, OnFailure and Never", "app.yaml:5"),
            org.assertj.core.groups.Tuple.tuple(
                "'Strict' is none of RuntimeDefault, Unconfined and Localhost", "app.yaml:10"),
            org.assertj.core.groups.Tuple.tuple(
                "'Up' is none of None, HostToContainer and Bidirectional", "app.yaml:11"),
            org.assertj.core.groups.Tuple.tuple(
                "'Yes' is none of Disabled, IfPossible and Enabled", "app.yaml:11"));
  }

  @Test
  void whatIsOfTheWrongKindIsRefusedWithItsLine() {
    refused(
        manifest("hostPID: [true]", ""), "line 5: spec.hostPID: expected a string, found an array");
    refused(
        manifest("hostPID: maybe", ""), "line 5: spec.hostPID: 'maybe' is neither true nor false");
    refused(
        manifest("volumes: {name: v}", ""),
        "line 5: spec.volumes: expected a list, found an object");
    refused(
        manifest("", "securityContext: [privileged]"),
        "line 8: spec.containers.0.securityContext: expected a mapping, found an array");
    refused(
        manifest("", "securityContext: {runAsUser: root}"),
        "line 8: spec.containers.0.securityContext.runAsUser: expected a whole number, found a"
            + " string");
    refused(
        manifest("", "resources: {limits: {memory: much}}"),
        "line 8: spec.containers.0.resources.limits.memory: 'much' is no amount; amounts look like"
            + " 500m, 2, 1.5Gi");
    refused(
        "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers: [1]\n",
        "line 5: spec.containers.0: expected a mapping, found a number");
    refused(
        "apiVersion: v1\nkind: Pod\nspec: {containers: [{name: c}]}\n",
        "line 1: a Pod without metadata.name");
    refused(
        "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\n",
        "line 1: spec: a Pod without containers");
  }

  @Test
  void templatesAreRefusedByName() {
    refused(
        manifest("", "").replace("image: i", "image: '{{ .Values.image }}'"),
        "line 7: spec.containers.0.image: a template; render it first, as helm template does");
    refused(
        "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: []\n",
        "line 1: a Kustomization; render it first, as kubectl kustomize DIR does");
  }
}
