package dev.varve.fleet;

import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
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
        .apply("GroupByClaim", GroupByKey.create());
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
