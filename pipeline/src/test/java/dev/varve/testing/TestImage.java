package dev.varve.testing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * An image to be packaged for a test: names, platform, layers, and what its config says.
 *
 * @param refs names with tags, the first of which an OCI layout records
 * @param platform {@code os/architecture}
 * @param layers lowest first
 * @param config the {@code config} object of the image configuration
 * @param history all its history, or empty: one item {@code step N} for each layer
 */
public record TestImage(
    List<String> refs,
    String platform,
    List<Layer> layers,
    Map<String, Object> config,
    List<Map<String, Object>> history) {

  public TestImage {
    refs = List.copyOf(refs);
    layers = List.copyOf(layers);
    config = new TreeMap<>(config);
    history = List.copyOf(history);
  }

  /** An image for linux/amd64 of plain layers, with nothing in its config. */
  public static TestImage of(String ref, TestLayer... layers) {
    List<Layer> tars =
        Arrays.stream(layers).map(l -> new Layer(l.tar(), LayerCompression.NONE)).toList();
    return new TestImage(List.of(ref), "linux/amd64", tars, Map.of(), List.of());
  }

  /**
   * One layer.
   *
   * @param tar the uncompressed bytes, whole or broken; not copied
   * @param compression how an archive stores them
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared, and too large to wrap
  public record Layer(byte[] tar, LayerCompression compression) {
    byte[] blob() {
      return compression.encode(tar);
    }
  }

  String os() {
    return platform.split("/")[0];
  }

  String architecture() {
    return platform.split("/")[1];
  }

  /** History as the config document holds it. */
  List<Map<String, Object>> historyItems() {
    if (!history.isEmpty()) {
      return history;
    }
    List<Map<String, Object>> steps = new ArrayList<>();
    for (int i = 0; i < layers.size(); i++) {
      steps.add(Map.of("created_by", "step " + i));
    }
    return steps;
  }
}
