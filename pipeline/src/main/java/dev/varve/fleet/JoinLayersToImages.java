package dev.varve.fleet;

import dev.varve.stack.ResolvedLayer;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.join.CoGbkResult;
import org.apache.beam.sdk.transforms.join.CoGroupByKey;
import org.apache.beam.sdk.transforms.join.KeyedPCollectionTuple;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;

/** Brings the outcomes of its layers to each image; one failed layer fails the image. */
final class JoinLayersToImages extends PTransform<PCollection<ImageHandle>, PCollectionTuple> {
  static final TupleTag<ResolvedImage> IMAGES = new TupleTag<>() {};
  static final TupleTag<FleetFailure> FAILURES = new TupleTag<>() {};

  private static final TupleTag<Packed<ImageHandle>> HANDLE = new TupleTag<>() {};
  private static final TupleTag<Packed<OfImage>> LAYERS = new TupleTag<>() {};

  private final PCollection<KV<String, LayerOutcome>> outcomes;

  JoinLayersToImages(PCollection<KV<String, LayerOutcome>> outcomes) {
    this.outcomes = outcomes;
  }

  @Override
  public PCollectionTuple expand(PCollection<ImageHandle> images) {
    PCollection<KV<String, Packed<ImageHandle>>> handles =
        images
            .apply("SpreadImages", ParDo.of(new SpreadImageFn()))
            .setCoder(KvCoder.of(StringUtf8Coder.of(), Packed.coder()));
    PCollection<KV<String, Packed<OfImage>>> layers =
        outcomes
            .apply("SpreadOutcomes", ParDo.of(new SpreadOutcomeFn()))
            .setCoder(KvCoder.of(StringUtf8Coder.of(), Packed.coder()));
    PCollectionTuple outputs =
        KeyedPCollectionTuple.of(HANDLE, handles)
            .and(LAYERS, layers)
            .apply("GroupByBucket", CoGroupByKey.create())
            .apply(
                "JoinLayersToSome",
                ParDo.of(new JoinLayersFn()).withOutputTags(IMAGES, TupleTagList.of(FAILURES)));
    outputs.get(IMAGES).setCoder(SerializableCoder.of(ResolvedImage.class));
    outputs.get(FAILURES).setCoder(SerializableCoder.of(FleetFailure.class));
    return outputs;
  }

  /** The outcome of a layer of an image. */
  private record OfImage(String imageKey, LayerOutcome outcome) implements Serializable {}

  private static final class SpreadImageFn
      extends DoFn<ImageHandle, KV<String, Packed<ImageHandle>>> {
    @ProcessElement
    public void process(
        @Element ImageHandle image, OutputReceiver<KV<String, Packed<ImageHandle>>> out) {
      out.output(KV.of(Bucket.of(image.key()), Packed.of(image)));
    }
  }

  private static final class SpreadOutcomeFn
      extends DoFn<KV<String, LayerOutcome>, KV<String, Packed<OfImage>>> {
    @ProcessElement
    public void process(
        @Element KV<String, LayerOutcome> layer, OutputReceiver<KV<String, Packed<OfImage>>> out) {
      OfImage outcome = new OfImage(layer.getKey(), layer.getValue());
      out.output(KV.of(Bucket.of(layer.getKey()), Packed.of(outcome)));
    }
  }

  private static final class JoinLayersFn extends DoFn<KV<String, CoGbkResult>, ResolvedImage> {
    private final Counter done = ScanCounter.IMAGES_DONE.counter();

    @ProcessElement
    public void process(@Element KV<String, CoGbkResult> bucket, MultiOutputReceiver out) {
      Map<String, List<LayerOutcome>> byImage = new HashMap<>();
      for (Packed<OfImage> layer : bucket.getValue().getAll(LAYERS)) {
        byImage
            .computeIfAbsent(layer.get().imageKey(), key -> new ArrayList<>())
            .add(layer.get().outcome());
      }
      for (Packed<ImageHandle> image : bucket.getValue().getAll(HANDLE)) {
        join(image.get(), byImage.getOrDefault(image.get().key(), List.of()), out);
      }
    }

    private void join(ImageHandle image, List<LayerOutcome> outcomes, MultiOutputReceiver out) {
      ResolvedLayer[] layers = new ResolvedLayer[image.image().layers().size()];
      LayerOutcome firstFailed = null;
      for (LayerOutcome outcome : outcomes) {
        layers[outcome.layer()] = outcome.resolved();
        if (outcome.failure() != null
            && (firstFailed == null || outcome.layer() < firstFailed.layer())) {
          firstFailed = outcome;
        }
      }
      if (firstFailed != null && firstFailed.failure() != null) {
        done.inc();
        out.get(FAILURES)
            .output(new FleetFailure(image.key(), image.image().source(), firstFailed.failure()));
        return;
      }
      List<ResolvedLayer> all = new ArrayList<>(List.of(layers));
      out.get(IMAGES).output(new ResolvedImage(image, all));
    }
  }
}
