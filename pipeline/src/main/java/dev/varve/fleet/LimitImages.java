package dev.varve.fleet;

import dev.varve.plan.NewestFirst;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TypeDescriptors;

/**
 * Takes so many of the images that were found and no more, those of the newest versions. Only part
 * of a pipeline if somebody asked for it, since it brings all images together.
 */
final class LimitImages extends PTransform<PCollection<ImageHandle>, PCollection<ImageHandle>> {
  private final int most;

  LimitImages(int most) {
    this.most = most;
  }

  @Override
  public PCollection<ImageHandle> expand(PCollection<ImageHandle> images) {
    return images
        .apply(
            "OneGroup", WithKeys.<String, ImageHandle>of("").withKeyType(TypeDescriptors.strings()))
        .setCoder(KvCoder.of(StringUtf8Coder.of(), SerializableCoder.of(ImageHandle.class)))
        .apply("GatherImages", GroupByKey.create())
        .apply("TakeNewest", ParDo.of(new TakeNewestFn(most)))
        .setCoder(SerializableCoder.of(ImageHandle.class));
  }

  private static final class TakeNewestFn
      extends DoFn<KV<String, Iterable<ImageHandle>>, ImageHandle> {
    private final int most;

    TakeNewestFn(int most) {
      this.most = most;
    }

    @ProcessElement
    public void process(
        @Element KV<String, Iterable<ImageHandle>> all, OutputReceiver<ImageHandle> out) {
      List<ImageHandle> images = new ArrayList<>();
      all.getValue().forEach(images::add);
      images.sort(Comparator.comparing(ImageHandle::key));
      NewestFirst.first(images, most, handle -> handle.image().name()).forEach(out::output);
    }
  }
}
