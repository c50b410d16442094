package dev.varve.fleet;

import dev.varve.blob.Digest;
import dev.varve.image.Image;
import dev.varve.layer.LayerListing;
import dev.varve.layer.ListingLostException;
import dev.varve.report.RunRecords;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;

/** What only the whole fleet shows: each distinct layer with the images it reaches. */
final class AggregateFleet extends PTransform<PCollection<ResolvedImage>, PCollection<Part>> {
  private final ScanSettings settings;

  AggregateFleet(ScanSettings settings) {
    this.settings = settings;
  }

  @Override
  public PCollection<Part> expand(PCollection<ResolvedImage> images) {
    return images
        .apply("LayersInUse", ParDo.of(new LayersInUseFn()))
        .setCoder(KvCoder.of(StringUtf8Coder.of(), SerializableCoder.of(RunRecords.LayerUse.class)))
        .apply("GroupByLayer", GroupByKey.create())
        .apply("DescribeLayer", ParDo.of(new DescribeLayerFn(settings)))
        .setCoder(SerializableCoder.of(Part.class));
  }

  private static final class LayersInUseFn
      extends DoFn<ResolvedImage, KV<String, RunRecords.LayerUse>> {
    @ProcessElement
    public void process(
        @Element ResolvedImage resolved, OutputReceiver<KV<String, RunRecords.LayerUse>> out) {
      Image image = resolved.handle().image();
      for (int i = 0; i < resolved.layers().size(); i++) {
        RunRecords.LayerUse use =
            new RunRecords.LayerUse(
                resolved.handle().key(), image.name(), i, image.layers().get(i).createdBy());
        out.output(KV.of(resolved.layers().get(i).blob().diffId().hex(), use));
      }
    }
  }

  private static final class DescribeLayerFn
      extends ResourceFn<KV<String, Iterable<RunRecords.LayerUse>>, Part> {
    DescribeLayerFn(ScanSettings settings) {
      super(settings);
    }

    @ProcessElement
    public void process(
        @Element KV<String, Iterable<RunRecords.LayerUse>> layer, OutputReceiver<Part> out)
        throws IOException {
      List<RunRecords.LayerUse> uses = new ArrayList<>();
      layer.getValue().forEach(uses::add);
      Digest diffId = new Digest("sha256", layer.getKey());
      LayerListing listing =
          resources().store().find(diffId).orElseThrow(() -> ListingLostException.gone(diffId));
      byte[] line = RunRecords.layer(listing.summary(), uses);
      out.output(new Part(ResultFile.LAYERS, layer.getKey(), line));
    }
  }
}
