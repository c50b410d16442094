package dev.varve.fleet;

import dev.varve.report.ScanProgress;
import java.util.HashMap;
import java.util.Map;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.MetricNameFilter;
import org.apache.beam.sdk.metrics.MetricResult;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.metrics.MetricsFilter;

/**
 * What workers count, under the names that {@link ScanProgress} has. A bundle that runs twice
 * counts twice: these are for people, and no result but {@code timings.json} goes by them.
 */
enum ScanCounter {
  IMAGES("images"),
  IMAGES_DONE("imagesDone"),
  LAYERS("layers"),
  LAYERS_DONE("layersDone"),
  LAYER_BYTES("layerBytes"),
  LAYER_BYTES_DONE("layerBytesDone"),
  FAILURES("failures"),
  LAYERS_REUSED("layersReused"),
  /**
   * Distinct layers that were expanded. A layer that an image claims under another name is expanded
   * once more, which nobody can know before it is read; it is still one layer.
   */
  LAYERS_EXPANDED("layersExpanded"),
  /** Their decompressed bytes. */
  LAYER_BYTES_EXPANDED("layerBytesExpanded"),
  /** Images that were merged and judged. */
  IMAGES_JUDGED("imagesJudged"),
  /** Images whose judgement by an earlier run served again. */
  IMAGES_REUSED("imagesReused"),
  /** Images about which rules that read the date were asked. */
  IMAGES_DATED("imagesDated"),
  /** Pairs that were compared and judged. */
  PAIRS_COMPARED("pairsCompared"),
  /** Pairs whose comparison by an earlier run served again. */
  PAIRS_REUSED("pairsReused");

  /** Of all of them. */
  static final String NAMESPACE = "varve";

  private final String label;

  ScanCounter(String label) {
    this.label = label;
  }

  /** For a DoFn. */
  Counter counter() {
    return Metrics.counter(NAMESPACE, label);
  }

  /** What all workers have counted so far. */
  long in(PipelineResult result) {
    return all(result).getOrDefault(label, 0L);
  }

  /** How far a running pipeline is. */
  static ScanProgress progress(PipelineResult result) {
    return progress(all(result));
  }

  /** The same by the names of counters. */
  static ScanProgress progress(Map<String, Long> all) {
    return new ScanProgress(
        all.getOrDefault(IMAGES.label, 0L),
        all.getOrDefault(IMAGES_DONE.label, 0L),
        all.getOrDefault(LAYERS.label, 0L),
        all.getOrDefault(LAYERS_DONE.label, 0L),
        all.getOrDefault(LAYER_BYTES.label, 0L),
        all.getOrDefault(LAYER_BYTES_DONE.label, 0L),
        all.getOrDefault(FAILURES.label, 0L));
  }

  private static Map<String, Long> all(PipelineResult result) {
    MetricsFilter filter =
        MetricsFilter.builder().addNameFilter(MetricNameFilter.inNamespace(NAMESPACE)).build();
    Map<String, Long> all = new HashMap<>();
    for (MetricResult<Long> counter : result.metrics().queryMetrics(filter).getCounters()) {
      all.merge(counter.getName().getName(), counter.getAttempted(), Long::sum);
    }
    return all;
  }
}
