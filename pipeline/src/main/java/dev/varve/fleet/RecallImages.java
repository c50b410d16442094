package dev.varve.fleet;

import dev.varve.blob.Digest;
import dev.varve.failure.InputException;
import dev.varve.failure.ReasonCode;
import dev.varve.report.KeptFacts;
import dev.varve.report.KeptImages;
import dev.varve.report.RunRecords;
import dev.varve.stack.ResolvedLayer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;

/**
 * Takes the images of an earlier run as that has kept them, without opening their sources or
 * reading their layers. One whose listings the store has lost is a failure.
 */
final class RecallImages extends PTransform<PCollection<String>, PCollectionTuple> {
  static final TupleTag<ResolvedImage> IMAGES = new TupleTag<>() {};

  /** The same without what their layers are. */
  static final TupleTag<ImageHandle> HANDLES = new TupleTag<>() {};

  static final TupleTag<FleetFailure> FAILURES = new TupleTag<>() {};

  /** As {@link ExpandLayers#REACH}. */
  static final TupleTag<KV<String, Packed<LayerReach>>> REACH = new TupleTag<>() {};

  private final ScanSettings settings;

  RecallImages(ScanSettings settings) {
    this.settings = settings;
  }

  /** Names the folders of runs, as every worker sees them. */
  @Override
  public PCollectionTuple expand(PCollection<String> runs) {
    PCollectionTuple recalled =
        runs.apply("ReadKeptFacts", ParDo.of(new ReadKeptFactsFn(settings)))
            .setCoder(SerializableCoder.of(KeptFacts.OfImage.class))
            .apply("SpreadImages", Reshuffle.<KeptFacts.OfImage>viaRandomKey().withNumBuckets(16))
            .apply(
                "RecallImage",
                ParDo.of(new RecallImageFn(settings))
                    .withOutputTags(IMAGES, TupleTagList.of(HANDLES).and(FAILURES).and(REACH)));
    recalled.get(IMAGES).setCoder(SerializableCoder.of(ResolvedImage.class));
    recalled.get(HANDLES).setCoder(SerializableCoder.of(ImageHandle.class));
    recalled.get(FAILURES).setCoder(SerializableCoder.of(FleetFailure.class));
    recalled.get(REACH).setCoder(KvCoder.of(StringUtf8Coder.of(), Packed.coder()));
    return recalled;
  }

  private static final class ReadKeptFactsFn extends ResourceFn<String, KeptFacts.OfImage> {
    ReadKeptFactsFn(ScanSettings settings) {
      super(settings);
    }

    /** The submitter has read the file as well: what is wrong with it has been told. */
    @ProcessElement
    public void process(@Element String run, OutputReceiver<KeptFacts.OfImage> out)
        throws IOException {
      try {
        KeptImages.each(Path.of(run), settings().limits(), out::output);
      } catch (InputException e) {
        throw new IOException("the earlier run changed while it was read", e);
      }
    }
  }

  private static final class RecallImageFn extends ResourceFn<KeptFacts.OfImage, ResolvedImage> {
    private final Counter found = ScanCounter.IMAGES.counter();

    RecallImageFn(ScanSettings settings) {
      super(settings);
    }

    @ProcessElement
    public void process(@Element KeptFacts.OfImage kept, MultiOutputReceiver out)
        throws IOException {
      List<Long> unread = Collections.nCopies(kept.image().layers().size(), 0L);
      ImageHandle handle = ImageHandle.recalled(kept.key(), kept.image(), unread);
      try {
        attempt(
            () -> {
              requireListings(kept);
              return handle;
            });
      } catch (InputException e) {
        out.get(FAILURES).output(FleetFailure.of(handle, e));
        return;
      }
      found.inc();
      out.get(HANDLES).output(handle);
      out.get(IMAGES).output(new ResolvedImage(handle, kept.layers()));
      Map<String, List<RunRecords.LayerUse>> reach = new TreeMap<>();
      for (RunRecords.LayerUse use : LayerUse.records(handle)) {
        String diffId = kept.layers().get(use.layer()).blob().diffId().hex();
        reach.computeIfAbsent(diffId, first -> new ArrayList<>()).add(use);
      }
      reach.forEach(
          (diffId, uses) ->
              out.get(REACH).output(KV.of(diffId, Packed.of(new LayerReach(uses, false)))));
    }

    private void requireListings(KeptFacts.OfImage kept) throws InputException, IOException {
      int number = 0;
      for (ResolvedLayer layer : kept.layers()) {
        Digest diffId = layer.blob().diffId();
        if (resources().store().find(diffId).isEmpty()) {
          throw new InputException(
              ReasonCode.LISTING_LOST,
              "layer " + number + " (" + diffId + ")",
              "the store has no facts about it any more");
        }
        number++;
      }
    }
  }
}
