package dev.varve.policy;

import dev.varve.image.HistoryItem;
import dev.varve.json.JsonArray;
import dev.varve.json.JsonBool;
import dev.varve.json.JsonNull;
import dev.varve.json.JsonObject;
import dev.varve.json.JsonValue;
import dev.varve.runtime.BuildStep;
import dev.varve.stack.LayerStack;
import dev.varve.tree.TreeTotals;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How an image was built and what of that it ships: build steps, layers and sizes, as facts
 * (policy-catalogue.md section 1.1).
 */
final class BuildFacts {
  private final LayerStack stack;
  private final List<@Nullable String> bases;
  private final boolean basesKnown;
  private final List<Long> hiddenBytes;
  private final Shipment shipment;
  private final boolean aligned;

  /** The step that made each layer; null where the history does not say. */
  private final List<@Nullable Integer> stepOfLayer = new ArrayList<>();

  /**
   * @param bases name of the known base that each layer belongs to, or null
   * @param basesKnown whether there are known bases at all
   * @param hiddenBytes by layer
   */
  BuildFacts(
      LayerStack stack,
      List<@Nullable String> bases,
      boolean basesKnown,
      List<Long> hiddenBytes,
      Shipment shipment) {
    this.hiddenBytes = hiddenBytes;
    this.shipment = shipment;
    this.stack = stack;
    this.bases = bases;
    this.basesKnown = basesKnown;
    List<HistoryItem> items = stack.image().config().history();
    long filled = items.stream().filter(item -> !item.emptyLayer()).count();
    this.aligned = filled == stack.layers().size();
    for (int i = 0; i < items.size() && aligned; i++) {
      if (!items.get(i).emptyLayer()) {
        stepOfLayer.add(i);
      }
    }
  }

  /** Whether a layer is a known base's; null if no bases are known. */
  JsonValue isBase(int layer) {
    return basesKnown ? new JsonBool(bases.get(layer) != null) : JsonNull.NULL;
  }

  /** Name of the known base that a layer belongs to, or null. */
  @Nullable String baseOf(int layer) {
    return bases.get(layer);
  }

  JsonArray history() {
    List<HistoryItem> items = stack.image().config().history();
    List<JsonValue> steps = new ArrayList<>();
    int layer = 0;
    for (int i = 0; i < items.size(); i++) {
      HistoryItem item = items.get(i);
      BuildStep step = BuildStep.of(item);
      boolean makesLayer = aligned && !item.emptyLayer();
      steps.add(
          JsonObject.builder()
              .put("i", i)
              .put("op", step.operation())
              .put("text", BuildSecrets.redact(item.createdBy()))
              .put("args", arguments(step))
              .put("builder", step.builder())
              .put("secrets", JsonArray.ofTexts(BuildSecrets.namesIn(item.createdBy())))
              .put("secret_form", BuildSecrets.holdsForm(item.createdBy()))
              .put("empty", item.emptyLayer())
              .put("layer", FactsJson.number(makesLayer ? Long.valueOf(layer) : null))
              .put("aligned", aligned)
              .put("base", stepIsBase(layer))
              .put("notes", JsonArray.ofTexts(List.copyOf(step.notes())))
              .build());
      layer += makesLayer ? 1 : 0;
    }
    return JsonArray.of(steps);
  }

  /** A step belongs to a base if a layer that is the base's comes with it or after it. */
  private JsonValue stepIsBase(int nextLayer) {
    if (!basesKnown || !aligned) {
      return JsonNull.NULL;
    }
    return new JsonBool(nextLayer < bases.size() && bases.get(nextLayer) != null);
  }

  private static JsonArray arguments(BuildStep step) {
    List<JsonValue> arguments = new ArrayList<>();
    for (BuildStep.Argument argument : step.arguments()) {
      boolean secret = BuildSecrets.isSecret(argument.name(), argument.value());
      arguments.add(
          JsonObject.builder()
              .put("name", argument.name())
              .put("value", BuildSecrets.redactValue(argument.name(), argument.value()))
              .put("secret", secret)
              .build());
    }
    return JsonArray.of(arguments);
  }

  /**
   * The step that sets a variable as it is in the end, or null.
   *
   * @param line {@code NAME=value} as the config has it
   */
  @Nullable Long stepOfVariable(String line) {
    List<HistoryItem> items = stack.image().config().history();
    int equals = line.indexOf('=');
    String name = equals < 0 ? line : line.substring(0, equals);
    for (int i = items.size() - 1; i >= 0; i--) {
      BuildStep step = BuildStep.of(items.get(i));
      if (step.operation().equals("ENV")
          && (step.body().startsWith(name + "=")
              || step.body().startsWith(name + " ")
              || step.body().contains(" " + name + "="))) {
        return (long) i;
      }
    }
    return null;
  }

  JsonArray layers() {
    List<JsonValue> layers = new ArrayList<>();
    for (int i = 0; i < stack.layers().size(); i++) {
      LayerStack.Layer layer = stack.layers().get(i);
      Integer step = aligned ? stepOfLayer.get(i) : null;
      layers.add(
          JsonObject.builder()
              .put("i", i)
              .put("diff_id", layer.blob().diffId().toString())
              .put("digest", layer.blob().digest().toString())
              .put("media_type", layer.descriptor().mediaType())
              .put("compression", layer.blob().compression())
              .put("bytes_wire", layer.blob().blobBytes())
              .put("bytes_tar", layer.listing().summary().tarBytes())
              .put("entries", layer.listing().summary().entries())
              .put("shipped_bytes", layer.listing().summary().shippedBytes())
              .put("whiteouts", shipment.markers().whiteouts().get(i))
              .put("opaques", shipment.markers().opaques().get(i))
              .put("hidden_bytes", hiddenBytes.get(i))
              .put("history", FactsJson.number(step == null ? null : Long.valueOf(step)))
              .put("created_by", FactsJson.text(ImageFacts.createdBy(stack, i)))
              .put("base", FactsJson.text(bases.get(i)))
              .put("package_change", shipment.classes().changesPackages(i))
              .build());
    }
    return JsonArray.of(layers);
  }

  JsonObject sizes(TreeTotals totals) {
    ShippedCopies copies = shipment.copies();
    long wire = stack.layers().stream().mapToLong(layer -> layer.blob().blobBytes()).sum();
    long tar =
        stack.layers().stream().mapToLong(layer -> layer.listing().summary().tarBytes()).sum();
    long hidden = totals.hiddenBytes();
    double ratio = totals.shippedBytes() == 0 ? 0 : (double) hidden / totals.shippedBytes();
    long hiddenBase =
        copies.pairs().stream()
            .filter(this::isWithinBase)
            .mapToLong(ShippedCopies.Pair::bytes)
            .sum();
    List<JsonValue> pairs = new ArrayList<>();
    for (ShippedCopies.Pair pair : copies.largestPairs()) {
      pairs.add(
          JsonObject.builder()
              .put("layer", pair.layer())
              .put("covered_by", pair.coveredBy())
              .put("bytes", pair.bytes())
              .put("base", isWithinBase(pair))
              .build());
    }
    return JsonObject.builder()
        .put("wire", wire)
        .put("tar", tar)
        .put("live", totals.liveBytes())
        .put("shipped", totals.shippedBytes())
        .put("hidden", hidden)
        .put("hidden_ratio", Math.round(ratio * 10_000) / 10_000.0)
        .put("hidden_base", hiddenBase)
        .put("reclaimable_from", FactsJson.number(lowestToRebuild()))
        .put("pairs", JsonArray.of(pairs))
        .put("duplicate", FactsJson.number(copies.duplicateBytes()))
        .build();
  }

  private boolean isWithinBase(ShippedCopies.Pair pair) {
    return bases.get(pair.layer()) != null && bases.get(pair.coveredBy()) != null;
  }

  private @Nullable Long lowestToRebuild() {
    for (int i = 0; i < hiddenBytes.size(); i++) {
      if (hiddenBytes.get(i) > 0 && bases.get(i) == null) {
        return (long) i;
      }
    }
    return null;
  }
}
