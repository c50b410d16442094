package dev.varve.fleet;

import dev.varve.report.RunRecords;
import dev.varve.stack.LayerStack;
import java.io.IOException;
import java.io.Serializable;
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
        .setCoder(KvCoder.of(StringUtf8Coder.of(), SerializableCoder.of(Use.class)))
        .apply("GroupByLayer", GroupByKey.create())
        .apply("DescribeLayer", ParDo.of(new DescribeLayerFn(settings)))
        .setCoder(SerializableCoder.of(Part.class));
  }

  /** One image that holds a layer, with its position in the stack. */
  private record Use(ResolvedImage image, int layer) implements Serializable {}

  private static final class LayersInUseFn extends DoFn<ResolvedImage, KV<String, Use>> {
    @ProcessElement
    public void process(@Element ResolvedImage image, OutputReceiver<KV<String, Use>> out) {
      for (int i = 0; i < image.layers().size(); i++) {
        out.output(KV.of(image.layers().get(i).blob().diffId().toString(), new Use(image, i)));
      }
    }
  }

  private static final class DescribeLayerFn extends ResourceFn<KV<String, Iterable<Use>>, Part> {
    DescribeLayerFn(ScanSettings settings) {
      super(settings);
    }

    @ProcessElement
    public void process(@Element KV<String, Iterable<Use>> layer, OutputReceiver<Part> out)
        throws IOException {
      List<RunRecords.LayerUse> uses = new ArrayList<>();
      LayerStack.Layer described = null;
      for (Use use : layer.getValue()) {
        if (described == null) {
          described = use.image().open(resources().store()).layers().get(use.layer());
        }
        uses.add(
            new RunRecords.LayerUse(
                use.image().handle().key(),
                use.image().handle().image().name(),
                use.layer(),
                use.image().handle().image().layers().get(use.layer()).createdBy()));
      }
      if (described != null) {
        byte[] line = RunRecords.layer(described.listing().summary(), uses);
        out.output(new Part(ResultFile.LAYERS, layer.getKey(), line));
      }
    }
  }
}
