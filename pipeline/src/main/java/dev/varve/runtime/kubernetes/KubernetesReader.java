package dev.varve.runtime.kubernetes;

import dev.varve.failure.InputException;
import dev.varve.json.JsonObject;
import dev.varve.json.JsonValue;
import dev.varve.runtime.Gap;
import dev.varve.runtime.RunSpec;
import dev.varve.runtime.SpecNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads the workloads of manifests: one run spec for each container, init containers first, as they
 * start. All manifests of a scan are given together, since one may say what another leaves open.
 */
public final class KubernetesReader {
  /** Kinds that run nothing, so that nobody needs to be told that they were not read. */
  private static final Set<String> RUN_NOTHING =
      Set.of(
          "APIService",
          "CertificateSigningRequest",
          "ClusterRole",
          "ClusterRoleBinding",
          "ConfigMap",
          "ControllerRevision",
          "CSIDriver",
          "CSINode",
          "CSIStorageCapacity",
          "CustomResourceDefinition",
          "DeviceClass",
          "Endpoints",
          "EndpointSlice",
          "Event",
          "HorizontalPodAutoscaler",
          "Ingress",
          "IngressClass",
          "Lease",
          "LimitRange",
          "MutatingWebhookConfiguration",
          "Namespace",
          "NetworkPolicy",
          "Node",
          "PersistentVolume",
          "PersistentVolumeClaim",
          "PodDisruptionBudget",
          "PriorityClass",
          "ResourceClaim",
          "ResourceClaimTemplate",
          "ResourceQuota",
          "ResourceSlice",
          "Role",
          "RoleBinding",
          "RuntimeClass",
          "Secret",
          "Service",
          "ServiceAccount",
          "StorageClass",
          "ValidatingAdmissionPolicy",
          "ValidatingAdmissionPolicyBinding",
          "ValidatingWebhookConfiguration",
          "VolumeAttachment",
          "VolumeAttributesClass",
          "VolumeSnapshot",
          "VolumeSnapshotClass",
          "VolumeSnapshotContent");

  private final List<List<ApiObject>> manifests = new ArrayList<>();
  private final ClusterObjects objects;
  private final Map<String, String> podTemplates;
  private final List<Gap> notes = new ArrayList<>();

  /**
   * Takes the manifests of a scan.
   *
   * @param podTemplates for kinds that the API does not have, the JSON pointer to the pod template
   */
  public KubernetesReader(List<Manifest> manifests, Map<String, String> podTemplates)
      throws InputException {
    List<ApiObject> all = new ArrayList<>();
    for (Manifest manifest : manifests) {
      List<ApiObject> inside = manifest.objects();
      this.manifests.add(inside);
      all.addAll(inside);
    }
    this.objects = new ClusterObjects(all);
    this.podTemplates = Map.copyOf(podTemplates);
  }

  /** Whether the documents of a file are objects of the Kubernetes API. */
  public static boolean recognizes(List<JsonValue> documents) {
    return documents.stream().anyMatch(ApiObject::recognizes);
  }

  /** The containers of one of the manifests, by its place among those given. */
  public List<RunSpec> read(int manifest) throws InputException {
    List<RunSpec> specs = new ArrayList<>();
    for (ApiObject object : manifests.get(manifest)) {
      refuseTemplates(object);
      Workload workload = Workload.of(object, podTemplates);
      if (workload == null) {
        note(object);
        continue;
      }
      if (object.name().isEmpty()) {
        throw object.node().invalid("a " + object.kind() + " without metadata.name");
      }
      for (String list : List.of("initContainers", "containers", "ephemeralContainers")) {
        for (SpecNode container : workload.podSpec().get(list).items()) {
          specs.add(new ContainerReader(workload, container, list, objects).read());
        }
      }
    }
    return specs;
  }

  /** What was left out, after the manifests have been read. */
  public List<Gap> notes() {
    return List.copyOf(notes);
  }

  private static void refuseTemplates(ApiObject object) throws InputException {
    if (object.group().equals("kustomize.config.k8s.io")) {
      throw object
          .node()
          .invalid("a " + object.kind() + "; render it first, as kubectl kustomize DIR does");
    }
  }

  private void note(ApiObject object) throws InputException {
    if (RUN_NOTHING.contains(object.kind())) {
      return;
    }
    SpecNode template = object.node().at("/spec/template/spec/containers");
    String hint =
        template.array() == null
            ? ""
            : "; it holds a pod template: name it with --pod-template "
                + object.kind()
                + "=/spec/template";
    SpecNode kind = object.node().get("kind");
    notes.add(
        new Gap(
            object.kind() + " " + object.name(),
            "the kind " + object.kind() + " is not known and was skipped" + hint,
            kind.document() + ":" + kind.line()));
  }

  /**
   * A file of manifests.
   *
   * @param name as messages call it
   * @param documents of the file; empty ones are left out
   */
  public record Manifest(String name, List<JsonValue> documents) {
    public Manifest {
      documents = List.copyOf(documents);
    }

    private List<ApiObject> objects() throws InputException {
      List<ApiObject> objects = new ArrayList<>();
      for (JsonValue document : documents) {
        JsonObject object = document.objectOrNull();
        if (!document.isNull() && (object == null || !object.isEmpty())) {
          objects.addAll(ApiObject.of(SpecNode.part(name, "", document)));
        }
      }
      return objects;
    }
  }
}
