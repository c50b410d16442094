package dev.varve.fleet;

import dev.varve.failure.InputException;
import dev.varve.report.RunRecords;
import dev.varve.stack.LayerStack;
import java.io.IOException;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;

/** Compares the images of each pair. */
final class DiffImages extends PTransform<PCollection<PairImages.ImagePair>, PCollectionTuple> {
  static final TupleTag<Part> PARTS = new TupleTag<>() {};
  static final TupleTag<FleetFailure> FAILURES = new TupleTag<>() {};

  private final ScanSettings settings;

  DiffImages(ScanSettings settings) {
    this.settings = settings;
  }

  @Override
  public PCollectionTuple expand(PCollection<PairImages.ImagePair> pairs) {
    PCollectionTuple outputs =
        pairs.apply(
            "DiffPair",
            ParDo.of(new DiffPairFn(settings)).withOutputTags(PARTS, TupleTagList.of(FAILURES)));
    outputs.get(PARTS).setCoder(SerializableCoder.of(Part.class));
    outputs.get(FAILURES).setCoder(SerializableCoder.of(FleetFailure.class));
    return outputs;
  }

  private static final class DiffPairFn extends ResourceFn<PairImages.ImagePair, Part> {
    DiffPairFn(ScanSettings settings) {
      super(settings);
    }

    @ProcessElement
    public void process(@Element PairImages.ImagePair pair, MultiOutputReceiver out)
        throws IOException {
      byte[] line;
      try {
        line = attempt(() -> compare(pair));
      } catch (InputException e) {
        InputException told = e.within("compared with " + pair.from().handle().image().name());
        out.get(FAILURES).output(FleetFailure.of(pair.to().handle(), told));
        return;
      }
      String key = pair.from().handle().key() + "\n" + pair.to().handle().key();
      out.get(PARTS).output(new Part(ResultFile.DIFFS, key, line));
    }

    private byte[] compare(PairImages.ImagePair pair) throws IOException {
      LayerStack from = pair.from().open(resources().store());
      LayerStack to = pair.to().open(resources().store());
      return RunRecords.diff(from, to, pair.pairedBy());
    }
  }
}
