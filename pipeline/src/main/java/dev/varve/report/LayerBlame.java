package dev.varve.report;

import dev.varve.json.JsonArray;
import dev.varve.json.JsonObject;
import dev.varve.json.JsonValue;
import dev.varve.policy.Finding;
import dev.varve.stack.LayerStack;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The layers of a check that are to blame for findings, as {@code layers.jsonl} of a scan tells
 * them: each finding once, with how many images have it.
 */
final class LayerBlame {
  private final Set<String> images = new LinkedHashSet<>();
  private final Set<String> commands = new LinkedHashSet<>();
  private final Map<String, Blamed> findings = new LinkedHashMap<>();

  /** A finding, and the images that have it. */
  private record Blamed(Finding finding, Set<String> images) {}

  private LayerBlame() {}

  /** Those of the most images first. */
  static List<JsonObject> of(CheckResult check) {
    Map<String, LayerBlame> layers = new LinkedHashMap<>();
    for (Finding finding : check.findings()) {
      Finding.Blame blame = finding.blame();
      String print = finding.fingerprints().layer();
      if (finding.status() == Finding.Status.FAIL && blame != null && print != null) {
        LayerBlame layer =
            layers.computeIfAbsent(blame.diffId().toString(), diffId -> new LayerBlame());
        String command = blame.createdBy();
        if (command != null) {
          layer.commands.add(command);
        }
        layer
            .findings
            .computeIfAbsent(print, first -> new Blamed(finding, new LinkedHashSet<>()))
            .images()
            .add(finding.subject().name());
      }
    }
    for (CheckResult.CheckedImage image : check.images()) {
      for (LayerStack.Layer layer : image.stack().layers()) {
        LayerBlame blame = layers.get(layer.blob().diffId().toString());
        if (blame != null) {
          blame.images.add(image.image().name());
        }
      }
    }
    return layers.entrySet().stream()
        .sorted(
            Comparator.comparingInt(
                    (Map.Entry<String, LayerBlame> layer) -> -layer.getValue().images.size())
                .thenComparing(Map.Entry::getKey))
        .map(layer -> layer.getValue().json(layer.getKey()))
        .toList();
  }

  private JsonObject json(String diffId) {
    List<JsonValue> worst = new ArrayList<>();
    findings.values().stream()
        .sorted(
            Comparator.comparing((Blamed blamed) -> blamed.finding().severity())
                .reversed()
                .thenComparing(blamed -> -blamed.images().size()))
        .forEach(
            blamed ->
                worst.add(
                    JsonObject.builder()
                        .put("rule", blamed.finding().rule())
                        .put("severity", blamed.finding().severity().label())
                        .put("images", blamed.images().size())
                        .put("message", blamed.finding().message())
                        .build()));
    return JsonObject.builder()
        .put("diffId", diffId)
        .put("reach", images.size())
        .put("images", JsonArray.ofTexts(List.copyOf(images)))
        .put("createdBy", JsonArray.ofTexts(List.copyOf(commands)))
        .put(
            "blame",
            JsonObject.builder()
                .put("findings", worst.size())
                .put("worst", JsonArray.of(worst))
                .build())
        .build();
  }
}
