package dev.varve.fleet;

import dev.varve.stack.ResolvedLayer;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.transforms.join.CoGbkResult;
import org.apache.beam.sdk.transforms.join.CoGroupByKey;
import org.apache.beam.sdk.transforms.join.KeyedPCollectionTuple;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;
import org.apache.beam.sdk.values.TypeDescriptors;

/** Brings the outcomes of its layers to each image; one failed layer fails the image. */
final class JoinLayersToImages extends PTransform<PCollection<ImageHandle>, PCollectionTuple> {
  static final TupleTag<ResolvedImage> IMAGES = new TupleTag<>() {};
  static final TupleTag<FleetFailure> FAILURES = new TupleTag<>() {};

  private static final TupleTag<ImageHandle> HANDLE = new TupleTag<>() {};
  private static final TupleTag<LayerOutcome> LAYERS = new TupleTag<>() {};

  private final PCollection<KV<String, LayerOutcome>> outcomes;

  JoinLayersToImages(PCollection<KV<String, LayerOutcome>> outcomes) {
    this.outcomes = outcomes;
  }

  @Override
  public PCollectionTuple expand(PCollection<ImageHandle> images) {
    PCollection<KV<String, ImageHandle>> byKey =
        images
            .apply(
                "KeyImages", WithKeys.of(ImageHandle::key).withKeyType(TypeDescriptors.strings()))
            .setCoder(KvCoder.of(StringUtf8Coder.of(), SerializableCoder.of(ImageHandle.class)));
    PCollectionTuple outputs =
        KeyedPCollectionTuple.of(HANDLE, byKey)
            .and(LAYERS, outcomes)
            .apply("GroupByImage", CoGroupByKey.create())
            .apply(
                "JoinLayersToImage",
                ParDo.of(new JoinLayersToImageFn())
                    .withOutputTags(IMAGES, TupleTagList.of(FAILURES)));
    outputs.get(IMAGES).setCoder(SerializableCoder.of(ResolvedImage.class));
    outputs.get(FAILURES).setCoder(SerializableCoder.of(FleetFailure.class));
    return outputs;
  }

  private static final class JoinLayersToImageFn
      extends DoFn<KV<String, CoGbkResult>, ResolvedImage> {
    private final Counter done = ScanCounter.IMAGES_DONE.counter();

    @ProcessElement
    public void process(@Element KV<String, CoGbkResult> element, MultiOutputReceiver out) {
      CoGbkResult joined = element.getValue();
      ImageHandle image = joined.getOnly(HANDLE);
      ResolvedLayer[] layers = new ResolvedLayer[image.image().layers().size()];
      LayerOutcome firstFailed = null;
      for (LayerOutcome outcome : joined.getAll(LAYERS)) {
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
