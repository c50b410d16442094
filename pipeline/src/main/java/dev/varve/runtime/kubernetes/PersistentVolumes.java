package dev.varve.runtime.kubernetes;

import dev.varve.failure.InputException;
import dev.varve.runtime.SpecNode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the volume that a claim is given, as the control plane would: by name where one side names
 * the other, else the smallest volume of the same class that satisfies the claim.
 */
final class PersistentVolumes {
  private final ClusterObjects objects;

  PersistentVolumes(ClusterObjects objects) {
    this.objects = objects;
  }

  /**
   * The volume behind a claim, or null if the scan does not hold it.
   *
   * @param namespace of the claim
   * @param name of the claim; for a template of a StatefulSet what all its claims begin with
   * @param claim the claim's own spec; absent if the scan does not hold it
   * @param template whether the claim is a template
   */
  @Nullable ApiObject behind(String namespace, String name, SpecNode claim, boolean template)
      throws InputException {
    String wanted = claim.get("volumeName").scalar();
    ApiObject best = null;
    long bestSize = Long.MAX_VALUE;
    for (ApiObject volume : objects.all("PersistentVolume")) {
      SpecNode spec = volume.node().get("spec");
      SpecNode reserved = spec.get("claimRef");
      if (volume.name().equals(wanted) || isReserved(reserved, namespace, name, template)) {
        return volume;
      }
      if (wanted != null
          || !reserved.isAbsent()
          || claim.isAbsent()
          || !fits(spec, claim, volume)) {
        continue;
      }
      Long size = Quantity.units(spec.at("/capacity/storage"));
      if (best == null || (size != null && size < bestSize)) {
        best = volume;
        bestSize = size == null ? Long.MAX_VALUE : size;
      }
    }
    return best;
  }

  private static boolean isReserved(
      SpecNode reserved, String namespace, String name, boolean template) throws InputException {
    String claim = reserved.get("name").scalar();
    String where = reserved.get("namespace").scalar();
    if (claim == null || !(where == null || namespace.isEmpty() || where.equals(namespace))) {
      return false;
    }
    return template ? claim.startsWith(name + "-") : claim.equals(name);
  }

  private static boolean fits(SpecNode volume, SpecNode claim, ApiObject object)
      throws InputException {
    String className = claim.get("storageClassName").scalar();
    String offered = volume.get("storageClassName").scalar();
    // A cluster may have a default class for claims that name none; without one these two fit.
    if (!(className == null ? "" : className).equals(offered == null ? "" : offered)) {
      return false;
    }
    Set<String> modes = new HashSet<>(volume.get("accessModes").scalars());
    Long size = Quantity.units(volume.at("/capacity/storage"));
    Long needed = Quantity.units(claim.at("/resources/requests/storage"));
    return modes.containsAll(claim.get("accessModes").scalars())
        && mode(volume).equals(mode(claim))
        && (needed == null || (size != null && size >= needed))
        && selected(claim.get("selector"), object.node().at("/metadata/labels"));
  }

  private static String mode(SpecNode spec) throws InputException {
    String mode = spec.get("volumeMode").scalar();
    return mode == null ? "Filesystem" : mode;
  }

  private static boolean selected(SpecNode selector, SpecNode labels) throws InputException {
    SpecNode wanted = selector.get("matchLabels");
    for (String key : wanted.keys()) {
      String value = wanted.get(key).scalar();
      if (value == null || !value.equals(labels.get(key).scalar())) {
        return false;
      }
    }
    for (SpecNode expression : selector.get("matchExpressions").items()) {
      String value = labels.get(expression.get("key").required()).scalar();
      List<String> values = expression.get("values").scalars();
      String operator = expression.get("operator").required();
      boolean holds =
          switch (operator) {
            case "In" -> value != null && values.contains(value);
            case "NotIn" -> value == null || !values.contains(value);
            case "Exists" -> value != null;
            case "DoesNotExist" -> value == null;
            default ->
                throw expression.get("operator").invalid("'" + operator + "' is no operator");
          };
      if (!holds) {
        return false;
      }
    }
    return true;
  }
}
