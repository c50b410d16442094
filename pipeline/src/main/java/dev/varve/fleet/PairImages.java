package dev.varve.fleet;

import dev.varve.failure.Failure;
import dev.varve.failure.ReasonCode;
import dev.varve.image.Image;
import dev.varve.plan.ImageFilter;
import dev.varve.plan.PairRule;
import dev.varve.plan.PairSelection;
import dev.varve.policy.ImageProfile;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.transforms.join.CoGbkResult;
import org.apache.beam.sdk.transforms.join.CoGroupByKey;
import org.apache.beam.sdk.transforms.join.KeyedPCollectionTuple;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the images to compare and brings the two of each pair together. A pair one of whose
 * images could not be read is left out: the failure is on record.
 */
final class PairImages extends PTransform<PCollection<ResolvedImage>, PCollectionTuple> {
  static final TupleTag<ImagePair> PAIRS = new TupleTag<>() {};

  /** What the fleet file wants compared and is not there. */
  static final TupleTag<FleetFailure> FAILURES = new TupleTag<>() {};

  /**
   * An image to compare.
   *
   * @param profile null if the image could not be judged, which is on record
   */
  record PairedImage(ResolvedImage image, @Nullable ImageProfile profile) implements Serializable {
    ImageHandle handle() {
      return image.handle();
    }
  }

  /**
   * Two images to compare.
   *
   * @param lists whether every path that differs is asked for
   */
  record ImagePair(PairedImage from, PairedImage to, String pairedBy, boolean lists)
      implements Serializable {}

  /** One side of a pair, looking for its image. */
  private record Side(String pair, boolean from, String pairedBy, boolean lists)
      implements Serializable {}

  /** One side of a pair with its image. */
  private record Found(Side side, PairedImage image) implements Serializable {}

  private static final TupleTag<Packed<ResolvedImage>> IMAGE = new TupleTag<>() {};
  private static final TupleTag<Packed<ImageProfile>> PROFILE = new TupleTag<>() {};
  private static final TupleTag<KV<String, Side>> WANTED = new TupleTag<>() {};
  private static final TupleTag<Side> SIDES = new TupleTag<>() {};

  private static final System.Logger LOG = System.getLogger(PairImages.class.getName());

  private final List<PairRule> rules;
  private final ImageFilter filter;
  private final PCollection<ImageHandle> handles;
  private final PCollection<KV<String, Packed<ImageProfile>>> profiles;

  /**
   * @param filter which images are wanted: a pair of one that is not is no failure
   * @param handles of all images; the pairs are chosen among them
   * @param profiles of the images that were judged, by key
   */
  PairImages(
      List<PairRule> rules,
      ImageFilter filter,
      PCollection<ImageHandle> handles,
      PCollection<KV<String, Packed<ImageProfile>>> profiles) {
    this.rules = List.copyOf(rules);
    this.filter = filter;
    this.handles = handles;
    this.profiles = profiles;
  }

  @Override
  public PCollectionTuple expand(PCollection<ResolvedImage> images) {
    PCollectionView<Iterable<ImageHandle>> all = handles.apply("ImagesToPair", View.asIterable());
    PCollectionTuple selected =
        images
            .getPipeline()
            .apply("OncePerFleet", Create.of(""))
            .apply(
                "SelectPairs",
                ParDo.of(new SelectPairsFn(rules, filter, all))
                    .withSideInputs(all)
                    .withOutputTags(WANTED, TupleTagList.of(FAILURES)));
    PCollection<KV<String, Side>> sides =
        selected
            .get(WANTED)
            .setCoder(KvCoder.of(StringUtf8Coder.of(), SerializableCoder.of(Side.class)));
    PCollection<FleetFailure> failures =
        selected.get(FAILURES).setCoder(SerializableCoder.of(FleetFailure.class));
    PCollection<KV<String, Packed<ResolvedImage>>> byKey =
        images
            .apply("KeyImages", ParDo.of(new KeyImageFn()))
            .setCoder(KvCoder.of(StringUtf8Coder.of(), Packed.coder()));
    PCollection<ImagePair> pairs =
        KeyedPCollectionTuple.of(IMAGE, byKey)
            .and(PROFILE, profiles)
            .and(SIDES, sides)
            .apply("FindImages", CoGroupByKey.create())
            .apply("SidesOfPairs", ParDo.of(new SidesOfPairsFn()))
            .setCoder(KvCoder.of(StringUtf8Coder.of(), SerializableCoder.of(Found.class)))
            .apply("GroupByPair", GroupByKey.create())
            .apply("JoinPair", ParDo.of(new JoinPairFn()))
            .setCoder(SerializableCoder.of(ImagePair.class));
    return PCollectionTuple.of(PAIRS, pairs).and(FAILURES, failures);
  }

  private static final class KeyImageFn
      extends DoFn<ResolvedImage, KV<String, Packed<ResolvedImage>>> {
    @ProcessElement
    public void process(
        @Element ResolvedImage image, OutputReceiver<KV<String, Packed<ResolvedImage>>> out) {
      out.output(KV.of(image.handle().key(), Packed.of(image)));
    }
  }

  private static final class SelectPairsFn extends DoFn<String, KV<String, Side>> {
    private final ArrayList<PairRule> rules;
    private final ImageFilter filter;
    private final PCollectionView<Iterable<ImageHandle>> all;

    SelectPairsFn(
        List<PairRule> rules, ImageFilter filter, PCollectionView<Iterable<ImageHandle>> all) {
      this.rules = new ArrayList<>(rules);
      this.filter = filter;
      this.all = all;
    }

    @ProcessElement
    public void process(ProcessContext context) {
      List<ImageHandle> images = new ArrayList<>();
      context.sideInput(all).forEach(images::add);
      images.sort(Comparator.comparing(ImageHandle::key));
      List<Image> found = images.stream().map(ImageHandle::image).toList();
      PairSelection.Selection selection = PairSelection.select(rules, found);
      for (PairSelection.Unmatched unmatched : selection.unmatched()) {
        if (unmatched.why().reason() == ReasonCode.NO_SUCH_IMAGE
            && filter.leavesOut(unmatched.subject())) {
          LOG.log(
              System.Logger.Level.INFO,
              "{0} is left out by --include or --exclude, and so are its pairs",
              unmatched.subject());
          continue;
        }
        Failure failure = Failure.of(unmatched.subject(), unmatched.why());
        context.output(FAILURES, new FleetFailure(unmatched.subject(), "", failure));
      }
      for (PairSelection.Pair pair : selection.pairs()) {
        String from = images.get(pair.from()).key();
        String to = images.get(pair.to()).key();
        String key = from + "\n" + to;
        context.output(KV.of(from, new Side(key, true, pair.pairedBy(), pair.lists())));
        context.output(KV.of(to, new Side(key, false, pair.pairedBy(), pair.lists())));
      }
    }
  }

  private static final class SidesOfPairsFn
      extends DoFn<KV<String, CoGbkResult>, KV<String, Found>> {
    @ProcessElement
    public void process(
        @Element KV<String, CoGbkResult> element, OutputReceiver<KV<String, Found>> out) {
      Packed<ImageProfile> profile = element.getValue().getOnly(PROFILE, null);
      for (Side side : element.getValue().getAll(SIDES)) {
        for (Packed<ResolvedImage> image : element.getValue().getAll(IMAGE)) {
          PairedImage paired = new PairedImage(image.get(), profile == null ? null : profile.get());
          out.output(KV.of(side.pair(), new Found(side, paired)));
        }
      }
    }
  }

  private static final class JoinPairFn extends DoFn<KV<String, Iterable<Found>>, ImagePair> {
    @ProcessElement
    public void process(@Element KV<String, Iterable<Found>> pair, OutputReceiver<ImagePair> out) {
      PairedImage from = null;
      PairedImage to = null;
      String pairedBy = "";
      boolean lists = false;
      for (Found found : pair.getValue()) {
        pairedBy = found.side().pairedBy();
        lists = found.side().lists();
        if (found.side().from()) {
          from = found.image();
        } else {
          to = found.image();
        }
      }
      if (from != null && to != null) {
        out.output(new ImagePair(from, to, pairedBy, lists));
      }
    }
  }
}
