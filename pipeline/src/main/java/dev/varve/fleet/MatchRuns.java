package dev.varve.fleet;

import dev.varve.runtime.ImageIndex;
import dev.varve.runtime.ImageMatch;
import dev.varve.runtime.RunSpec;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionView;
import org.jspecify.annotations.Nullable;

/**
 * Finds the image of each container by reference or digest: the first in key order, so that the
 * choice is the same on every machine. A container without one gets the key {@link #NO_IMAGE}.
 */
final class MatchRuns extends PTransform<PCollection<RunSpec>, PCollection<KV<String, RunSpec>>> {
  static final String NO_IMAGE = "";

  private final PCollection<ImageHandle> images;
  private final ImageMatch match;

  MatchRuns(PCollection<ImageHandle> images, ImageMatch match) {
    this.images = images;
    this.match = match;
  }

  @Override
  public PCollection<KV<String, RunSpec>> expand(PCollection<RunSpec> runs) {
    PCollectionView<Iterable<ImageIndex.Names>> all =
        images
            .apply("NamesOfImages", ParDo.of(new NamesOfImageFn()))
            .setCoder(SerializableCoder.of(ImageIndex.Names.class))
            .apply("ImagesToMatch", View.asIterable());
    return runs.apply("MatchRun", ParDo.of(new MatchRunFn(all, match)).withSideInputs(all))
        .setCoder(KvCoder.of(StringUtf8Coder.of(), SerializableCoder.of(RunSpec.class)));
  }

  private static final class NamesOfImageFn extends DoFn<ImageHandle, ImageIndex.Names> {
    @ProcessElement
    public void process(@Element ImageHandle image, OutputReceiver<ImageIndex.Names> out) {
      out.output(ImageIndex.Names.of(image.key(), image.image()));
    }
  }

  private static final class MatchRunFn extends DoFn<RunSpec, KV<String, RunSpec>> {
    private final PCollectionView<Iterable<ImageIndex.Names>> all;
    private final ImageMatch match;

    private transient @Nullable ImageIndex index;

    MatchRunFn(PCollectionView<Iterable<ImageIndex.Names>> all, ImageMatch match) {
      this.all = all;
      this.match = match;
    }

    /** Only in a bundle is it certain that the images are the same for all. */
    @StartBundle
    public void start() {
      index = null;
    }

    @ProcessElement
    public void process(ProcessContext context) {
      ImageIndex images = index;
      if (images == null) {
        images = new ImageIndex();
        context.sideInput(all).forEach(images::add);
        index = images;
      }
      RunSpec run = context.element();
      String key = match.find(run, images);
      context.output(KV.of(key == null ? NO_IMAGE : key, run));
    }
  }
}
