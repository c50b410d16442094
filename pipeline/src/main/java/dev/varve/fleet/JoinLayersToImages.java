package dev.varve.fleet;

import dev.varve.failure.Failure;
import dev.varve.report.RunRecords;
import dev.varve.stack.ResolvedLayer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.GroupByKey;
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
import org.jspecify.annotations.Nullable;

/** Brings the outcomes of its layers to each image; one failed layer fails the image. */
final class JoinLayersToImages extends PTransform<PCollection<ImageHandle>, PCollectionTuple> {
  static final TupleTag<ResolvedImage> IMAGES = new TupleTag<>() {};
  static final TupleTag<FleetFailure> FAILURES = new TupleTag<>() {};

  private static final TupleTag<Packed<Some<ImageHandle>>> HANDLE = new TupleTag<>() {};
  private static final TupleTag<Packed<Some<LayerOutcome>>> LAYERS = new TupleTag<>() {};

  /**
   * Each layer comes in a bundle of its own and goes to all buckets of images. That some layers
   * come together first leaves the local runner a fraction of the groups to add to.
   */
  private static final int LAYER_GROUPS = 4;

  private final Buckets buckets;
  private final PCollection<LayerOutcome> outcomes;

  JoinLayersToImages(Buckets buckets, PCollection<LayerOutcome> outcomes) {
    this.buckets = buckets;
    this.outcomes = outcomes;
  }

  @Override
  public PCollectionTuple expand(PCollection<ImageHandle> images) {
    Buckets into = buckets;
    PCollection<KV<String, Packed<Some<ImageHandle>>>> handles =
        images
            .apply(
                "SpreadImages",
                ParDo.of(
                    new PackSomeFn<ImageHandle, ImageHandle>(
                        image -> KV.of(into.of(image.key()), image))))
            .setCoder(PackSomeFn.coder());
    Buckets groups = new Buckets(LAYER_GROUPS);
    PCollection<KV<String, Packed<Some<LayerOutcome>>>> layers =
        outcomes
            .apply(
                "GroupOutcomes",
                ParDo.of(
                    new PackSomeFn<LayerOutcome, LayerOutcome>(
                        outcome -> KV.of(groups.of(firstUser(outcome)), outcome))))
            .setCoder(PackSomeFn.coder())
            .apply("GatherOutcomes", GroupByKey.create())
            .apply("SpreadOutcomes", ParDo.of(new SpreadOutcomesFn(buckets)))
            .setCoder(PackSomeFn.coder());
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

  private static String firstUser(LayerOutcome outcome) {
    RunRecords.LayerUse first = outcome.users().get(0);
    return first.key() + "\0" + first.layer();
  }

  /** Gives to each bucket what became of the layers of its images. */
  private static final class SpreadOutcomesFn
      extends DoFn<
          KV<String, Iterable<Packed<Some<LayerOutcome>>>>,
          KV<String, Packed<Some<LayerOutcome>>>> {
    private final Buckets buckets;

    SpreadOutcomesFn(Buckets buckets) {
      this.buckets = buckets;
    }

    @ProcessElement
    public void process(
        @Element KV<String, Iterable<Packed<Some<LayerOutcome>>>> group,
        OutputReceiver<KV<String, Packed<Some<LayerOutcome>>>> out) {
      Map<String, List<LayerOutcome>> byBucket = new LinkedHashMap<>();
      for (Packed<Some<LayerOutcome>> some : group.getValue()) {
        for (LayerOutcome outcome : some.get().all()) {
          Map<String, List<RunRecords.LayerUse>> users = new LinkedHashMap<>();
          for (RunRecords.LayerUse user : outcome.users()) {
            users.computeIfAbsent(buckets.of(user.key()), b -> new ArrayList<>()).add(user);
          }
          users.forEach(
              (bucket, ofBucket) ->
                  byBucket
                      .computeIfAbsent(bucket, b -> new ArrayList<>())
                      .add(outcome.with(ofBucket)));
        }
      }
      byBucket.forEach((bucket, all) -> out.output(KV.of(bucket, Packed.of(new Some<>(all)))));
    }
  }

  private static final class JoinLayersFn extends DoFn<KV<String, CoGbkResult>, ResolvedImage> {
    private final Counter done = ScanCounter.IMAGES_DONE.counter();

    /** The layers of one image; of those that failed, the lowest. */
    private static final class Found {
      private final ResolvedLayer[] layers;
      private int failed = Integer.MAX_VALUE;
      private @Nullable Failure failure;

      Found(int layers) {
        this.layers = new ResolvedLayer[layers];
      }

      void add(int layer, LayerOutcome outcome, String image) {
        ResolvedLayer resolved = outcome.resolved();
        if (resolved != null) {
          layers[layer] = resolved;
        } else if (layer < failed) {
          failed = layer;
          failure = outcome.failureOf(image);
        }
      }
    }

    @ProcessElement
    public void process(@Element KV<String, CoGbkResult> bucket, MultiOutputReceiver out) {
      Map<String, ImageHandle> images = new LinkedHashMap<>();
      Map<String, Found> found = new HashMap<>();
      for (Packed<Some<ImageHandle>> some : bucket.getValue().getAll(HANDLE)) {
        for (ImageHandle image : some.get().all()) {
          images.put(image.key(), image);
          found.put(image.key(), new Found(image.storedBytes().size()));
        }
      }
      for (Packed<Some<LayerOutcome>> some : bucket.getValue().getAll(LAYERS)) {
        for (LayerOutcome outcome : some.get().all()) {
          for (RunRecords.LayerUse user : outcome.users()) {
            Found ofImage = found.get(user.key());
            if (ofImage != null) {
              ofImage.add(user.layer(), outcome, user.image());
            }
          }
        }
      }
      images.forEach((key, image) -> join(image, found.get(key), out));
    }

    private void join(ImageHandle image, @Nullable Found found, MultiOutputReceiver out) {
      if (found == null) {
        throw new IllegalStateException("every image was looked for");
      }
      if (found.failure != null) {
        done.inc();
        out.get(FAILURES)
            .output(new FleetFailure(image.key(), image.image().source(), found.failure));
        return;
      }
      List<ResolvedLayer> all = new ArrayList<>(List.of(found.layers));
      out.get(IMAGES).output(new ResolvedImage(image, all));
    }
  }
}
