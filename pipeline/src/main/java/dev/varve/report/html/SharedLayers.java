package dev.varve.report.html;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/**
 * The layers that several images have, those of the most images first, and the colour that each has
 * in every picture of the page.
 */
final class SharedLayers {
  private static final int COLOURS = 12;

  private final Map<String, Integer> ranks = new HashMap<>();
  private final List<Shared> layers = new ArrayList<>();

  /** A layer, and how many images have it. */
  record Shared(String diffId, String createdBy, int reach) {}

  SharedLayers(List<ReportSurvey.ImageLine> images) {
    Map<String, Integer> reach = new HashMap<>();
    Map<String, String> commands = new HashMap<>();
    for (ReportSurvey.ImageLine image : images) {
      LinkedHashSet<String> own = new LinkedHashSet<>();
      for (ReportSurvey.LayerLine layer : image.layers()) {
        own.add(layer.diffId());
        commands.putIfAbsent(layer.diffId(), layer.createdBy());
      }
      own.forEach(diffId -> reach.merge(diffId, 1, Integer::sum));
    }
    reach.forEach(
        (diffId, count) -> {
          if (count > 1) {
            layers.add(new Shared(diffId, commands.getOrDefault(diffId, ""), count));
          }
        });
    layers.sort(Comparator.comparingInt(Shared::reach).reversed().thenComparing(Shared::diffId));
    layers.forEach(layer -> ranks.put(layer.diffId(), ranks.size()));
  }

  /** Those of the most images first. */
  List<Shared> layers() {
    return layers;
  }

  /** Place in {@link #layers}, or -1 if one image alone has the layer. */
  int rank(String diffId) {
    return ranks.getOrDefault(diffId, -1);
  }

  /** The class that paints a layer: {@code k0} to {@code k11}, or {@code own}. */
  String colour(String diffId) {
    int rank = rank(diffId);
    return rank < 0 ? "own" : "k" + rank % COLOURS;
  }
}
