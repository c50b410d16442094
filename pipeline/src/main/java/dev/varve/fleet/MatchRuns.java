package dev.varve.fleet;

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
    PCollectionView<Iterable<ImageHandle>> all = images.apply("ImagesToMatch", View.asIterable());
    return runs.apply("MatchRun", ParDo.of(new MatchRunFn(all, match)).withSideInputs(all))
        .setCoder(KvCoder.of(StringUtf8Coder.of(), SerializableCoder.of(RunSpec.class)));
  }

  private static final class MatchRunFn extends DoFn<RunSpec, KV<String, RunSpec>> {
    private final PCollectionView<Iterable<ImageHandle>> all;
    private final ImageMatch match;

    MatchRunFn(PCollectionView<Iterable<ImageHandle>> all, ImageMatch match) {
      this.all = all;
      this.match = match;
    }

    @ProcessElement
    public void process(ProcessContext context) {
      RunSpec run = context.element();
      String key = NO_IMAGE;
      for (ImageHandle handle : context.sideInput(all)) {
        if (match.matches(run, handle.image())
            && (key.equals(NO_IMAGE) || handle.key().compareTo(key) < 0)) {
          key = handle.key();
        }
      }
      context.output(KV.of(key, run));
    }
  }
}
