package dev.varve.fleet;

import dev.varve.blob.Digest;
import dev.varve.layer.LayerListing;
import dev.varve.layer.ListingLostException;
import dev.varve.report.RunRecords;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;

/** What only the whole fleet shows: each distinct layer with the images it reaches. */
final class AggregateFleet
    extends PTransform<PCollection<KV<String, LayerReach>>, PCollection<Part>> {
  /**
   * Distinct layers that were expanded. A layer that an image claims under another name is expanded
   * once more, which nobody can know before it is read; it is still one layer.
   */
  static final String EXPANDED = "layersExpanded";

  /** Their decompressed bytes. */
  static final String EXPANDED_BYTES = "layerBytesExpanded";

  private final ScanSettings settings;

  AggregateFleet(ScanSettings settings) {
    this.settings = settings;
  }

  @Override
  public PCollection<Part> expand(PCollection<KV<String, LayerReach>> reach) {
    return reach
        .apply("GroupByLayer", GroupByKey.create())
        .apply("DescribeLayer", ParDo.of(new DescribeLayerFn(settings)))
        .setCoder(SerializableCoder.of(Part.class));
  }

  private static final class DescribeLayerFn
      extends ResourceFn<KV<String, Iterable<LayerReach>>, Part> {
    private final Counter expanded = Metrics.counter("varve", EXPANDED);
    private final Counter expandedBytes = Metrics.counter("varve", EXPANDED_BYTES);

    DescribeLayerFn(ScanSettings settings) {
      super(settings);
    }

    @ProcessElement
    public void process(@Element KV<String, Iterable<LayerReach>> layer, OutputReceiver<Part> out)
        throws IOException {
      List<RunRecords.LayerUse> uses = new ArrayList<>();
      boolean isNew = false;
      for (LayerReach reach : layer.getValue()) {
        uses.addAll(reach.uses());
        isNew |= reach.expanded();
      }
      Digest diffId = new Digest("sha256", layer.getKey());
      LayerListing listing =
          resources().store().find(diffId).orElseThrow(() -> ListingLostException.gone(diffId));
      if (isNew) {
        expanded.inc();
        expandedBytes.inc(listing.summary().tarBytes());
      }
      byte[] line = RunRecords.layer(listing.summary(), uses);
      out.output(new Part(ResultFile.LAYERS, layer.getKey(), line));
    }
  }
}
