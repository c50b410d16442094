package dev.varve.fleet;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;

/** Groups the layers of all images by what they claim to be, so that each is expanded once. */
final class DistinctLayers
    extends PTransform<PCollection<ImageHandle>, PCollection<KV<String, Iterable<LayerUse>>>> {

  @Override
  public PCollection<KV<String, Iterable<LayerUse>>> expand(PCollection<ImageHandle> images) {
    return images
        .apply("LayersOfImage", ParDo.of(new LayersOfImageFn()))
        .setCoder(KvCoder.of(StringUtf8Coder.of(), SerializableCoder.of(LayerUse.class)))
        .apply("GroupByClaim", GroupByKey.create())
        .apply("CountLayers", ParDo.of(new CountLayersFn()));
  }

  /**
   * A step of its own, so that the local runner, which takes one step after the other, knows the
   * totals before the first layer is read.
   */
  private static final class CountLayersFn
      extends DoFn<KV<String, Iterable<LayerUse>>, KV<String, Iterable<LayerUse>>> {
    private final Counter layers = ScanCounter.LAYERS.counter();
    private final Counter bytes = ScanCounter.LAYER_BYTES.counter();

    @ProcessElement
    public void process(
        @Element KV<String, Iterable<LayerUse>> layer,
        OutputReceiver<KV<String, Iterable<LayerUse>>> out) {
      // What is grouped may be read only once on some runners.
      List<LayerUse> uses = new ArrayList<>();
      layer.getValue().forEach(uses::add);
      layers.inc();
      bytes.inc(storedBytes(uses));
      out.output(KV.of(layer.getKey(), uses));
    }
  }

  /** Bytes to read for layers that claim the same: those of each place. */
  static long storedBytes(Iterable<LayerUse> uses) {
    Set<String> places = new HashSet<>();
    long bytes = 0;
    for (LayerUse use : uses) {
      if (places.add(use.place())) {
        bytes += use.storedBytes();
      }
    }
    return bytes;
  }

  private static final class LayersOfImageFn extends DoFn<ImageHandle, KV<String, LayerUse>> {
    @ProcessElement
    public void process(@Element ImageHandle image, OutputReceiver<KV<String, LayerUse>> out) {
      for (LayerUse use : LayerUse.of(image)) {
        out.output(KV.of(use.claim(), use));
      }
    }
  }
}
