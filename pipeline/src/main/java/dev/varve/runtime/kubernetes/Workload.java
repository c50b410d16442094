package dev.varve.runtime.kubernetes;

import dev.varve.failure.InputException;
import dev.varve.runtime.SpecNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An object of the API that runs pods.
 *
 * @param metadata of the pods, where labels and annotations count
 * @param podSpec of the pods
 * @param claimTemplates claims made anew for each pod; none but in a StatefulSet
 */
record Workload(
    ApiObject object, SpecNode metadata, SpecNode podSpec, List<SpecNode> claimTemplates) {
  private static final Set<String> GROUPS = Set.of("", "apps", "batch", "extensions");

  /** Where each kind of the API keeps its pod template; the pod itself is its own. */
  private static final Map<String, String> TEMPLATES =
      Map.of(
          "Pod", "",
          "PodTemplate", "/template",
          "Deployment", "/spec/template",
          "ReplicaSet", "/spec/template",
          "ReplicationController", "/spec/template",
          "StatefulSet", "/spec/template",
          "DaemonSet", "/spec/template",
          "Job", "/spec/template",
          "CronJob", "/spec/jobTemplate/spec/template");

  /**
   * The workload that an object is; null if it runs nothing that is known.
   *
   * @param others pointers to the pod templates of further kinds
   */
  static @Nullable Workload of(ApiObject object, Map<String, String> others) throws InputException {
    String pointer = others.get(object.kind());
    if (pointer == null && GROUPS.contains(object.group())) {
      pointer = TEMPLATES.get(object.kind());
    }
    if (pointer == null) {
      return null;
    }
    SpecNode template = object.node().at(pointer);
    SpecNode podSpec = template.get("containers").isAbsent() ? template.get("spec") : template;
    if (podSpec.get("containers").items().isEmpty()) {
      throw podSpec.invalid("a " + object.kind() + " without containers");
    }
    List<SpecNode> claims =
        object.kind().equals("StatefulSet")
            ? object.node().at("/spec/volumeClaimTemplates").items()
            : List.of();
    return new Workload(object, template.get("metadata"), podSpec, claims);
  }

  /** The value of an annotation of the pods; null if there is none. */
  @Nullable SpecNode annotation(String key) {
    SpecNode node = metadata.get("annotations").get(key);
    return node.isAbsent() ? null : node;
  }
}
