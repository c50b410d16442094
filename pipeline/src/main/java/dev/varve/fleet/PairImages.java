package dev.varve.fleet;

import dev.varve.image.Image;
import dev.varve.plan.PairRule;
import dev.varve.plan.PairSelection;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionView;

/** Chooses the images to compare, among those that could be read. */
final class PairImages
    extends PTransform<PCollection<ResolvedImage>, PCollection<PairImages.ImagePair>> {

  /** Two images to compare. */
  record ImagePair(ResolvedImage from, ResolvedImage to, String pairedBy) implements Serializable {}

  private final List<PairRule> rules;

  PairImages(List<PairRule> rules) {
    this.rules = List.copyOf(rules);
  }

  @Override
  public PCollection<ImagePair> expand(PCollection<ResolvedImage> images) {
    PCollectionView<Iterable<ResolvedImage>> all = images.apply("AllImages", View.asIterable());
    return images
        .getPipeline()
        .apply("OncePerFleet", Create.of(""))
        .apply("SelectPairs", ParDo.of(new SelectPairsFn(rules, all)).withSideInputs(all))
        .setCoder(SerializableCoder.of(ImagePair.class))
        .apply("SpreadPairs", Reshuffle.<ImagePair>viaRandomKey().withNumBuckets(16));
  }

  private static final class SelectPairsFn extends DoFn<String, ImagePair> {
    private final ArrayList<PairRule> rules;
    private final PCollectionView<Iterable<ResolvedImage>> all;

    SelectPairsFn(List<PairRule> rules, PCollectionView<Iterable<ResolvedImage>> all) {
      this.rules = new ArrayList<>(rules);
      this.all = all;
    }

    @ProcessElement
    public void process(ProcessContext context) {
      List<ResolvedImage> images = new ArrayList<>();
      context.sideInput(all).forEach(images::add);
      images.sort(Comparator.comparing(image -> image.handle().key()));
      List<Image> found = images.stream().map(image -> image.handle().image()).toList();
      for (PairSelection.Pair pair : PairSelection.select(rules, found)) {
        context.output(
            new ImagePair(images.get(pair.from()), images.get(pair.to()), pair.pairedBy()));
      }
    }
  }
}
