package dev.varve.fleet;

import dev.varve.report.RunRecords;
import dev.varve.stack.LayerStack;
import java.io.IOException;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;

/** Compares the images of each pair. */
final class DiffImages extends PTransform<PCollection<PairImages.ImagePair>, PCollection<Part>> {
  private final ScanSettings settings;

  DiffImages(ScanSettings settings) {
    this.settings = settings;
  }

  @Override
  public PCollection<Part> expand(PCollection<PairImages.ImagePair> pairs) {
    return pairs
        .apply("DiffPair", ParDo.of(new DiffPairFn(settings)))
        .setCoder(SerializableCoder.of(Part.class));
  }

  private static final class DiffPairFn extends ResourceFn<PairImages.ImagePair, Part> {
    DiffPairFn(ScanSettings settings) {
      super(settings);
    }

    @ProcessElement
    public void process(@Element PairImages.ImagePair pair, OutputReceiver<Part> out)
        throws IOException {
      LayerStack from = pair.from().open(resources().store());
      LayerStack to = pair.to().open(resources().store());
      String key = pair.from().handle().key() + "\n" + pair.to().handle().key();
      byte[] line = RunRecords.diff(from, to, pair.pairedBy());
      out.output(new Part(ResultFile.DIFFS, key, line));
    }
  }
}
