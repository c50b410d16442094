package dev.varve.runtime.kubernetes;

import dev.varve.failure.InputException;
import dev.varve.runtime.SpecNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Everything that the manifests of a scan declare, to look up what one object says of another. */
final class ClusterObjects {
  private final Map<String, List<ApiObject>> byKind = new TreeMap<>();

  ClusterObjects(List<ApiObject> objects) {
    for (ApiObject object : objects) {
      byKind.computeIfAbsent(object.kind(), k -> new ArrayList<>()).add(object);
    }
  }

  /** The objects of a kind, in the order of the scan. */
  List<ApiObject> all(String kind) {
    return byKind.getOrDefault(kind, List.of());
  }

  /** An object by name; one of the very namespace before one that leaves its namespace open. */
  @Nullable ApiObject find(String kind, String namespace, String name) {
    ApiObject found = null;
    for (ApiObject object : all(kind)) {
      if (object.name().equals(name)) {
        if (object.namespace().equals(namespace)) {
          return object;
        }
        if (found == null && object.sharesNamespace(namespace)) {
          found = object;
        }
      }
    }
    return found;
  }

  /** An object that lies in no namespace. */
  @Nullable ApiObject find(String kind, String name) {
    return all(kind).stream().filter(o -> o.name().equals(name)).findFirst().orElse(null);
  }

  /** Whether a role binding gives rights to a service account. */
  boolean isBound(String namespace, String account) throws InputException {
    for (String kind : List.of("RoleBinding", "ClusterRoleBinding")) {
      for (ApiObject binding : all(kind)) {
        for (SpecNode subject : binding.node().get("subjects").items()) {
          String where = subject.get("namespace").scalar();
          boolean same = where == null || where.isEmpty() || where.equals(namespace);
          if ("ServiceAccount".equals(subject.get("kind").scalar())
              && account.equals(subject.get("name").scalar())
              && (same || namespace.isEmpty())) {
            return true;
          }
        }
      }
    }
    return false;
  }

  /**
   * What the limit ranges of a namespace give to a container that says nothing: a default, else the
   * largest amount that is allowed.
   *
   * @param request whether what is set aside is asked for, rather than the limit
   */
  SpecNode limitRange(String namespace, String resource, boolean request, SpecNode fallback)
      throws InputException {
    for (ApiObject range : all("LimitRange")) {
      if (!range.sharesNamespace(namespace)) {
        continue;
      }
      for (SpecNode item : range.node().at("/spec/limits").items()) {
        if (!"Container".equals(item.get("type").scalar())) {
          continue;
        }
        for (String key : List.of(request ? "defaultRequest" : "default", request ? "" : "max")) {
          SpecNode amount = item.get(key).get(resource);
          if (!amount.isAbsent()) {
            return amount;
          }
        }
      }
    }
    return fallback;
  }
}
