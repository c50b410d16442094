package dev.varve.fleet;

import dev.varve.failure.Failure;
import dev.varve.failure.InputException;
import dev.varve.policy.RawDocument;
import java.io.IOException;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;

/** Judges run specs as they were written, by the rules that are for such documents. */
final class EvaluateDocuments extends PTransform<PCollection<RawDocument>, PCollectionTuple> {
  static final TupleTag<Part> PARTS = new TupleTag<>() {};
  static final TupleTag<FleetFailure> FAILURES = new TupleTag<>() {};

  private final ScanSettings settings;

  EvaluateDocuments(ScanSettings settings) {
    this.settings = settings;
  }

  @Override
  public PCollectionTuple expand(PCollection<RawDocument> documents) {
    PCollectionTuple outputs =
        documents.apply(
            "EvaluateDocument",
            ParDo.of(new EvaluateDocumentFn(settings))
                .withOutputTags(PARTS, TupleTagList.of(FAILURES)));
    outputs.get(PARTS).setCoder(SerializableCoder.of(Part.class));
    outputs.get(FAILURES).setCoder(SerializableCoder.of(FleetFailure.class));
    return outputs;
  }

  private static final class EvaluateDocumentFn extends ResourceFn<RawDocument, Part> {
    EvaluateDocumentFn(ScanSettings settings) {
      super(settings);
    }

    @ProcessElement
    public void process(@Element RawDocument raw, MultiOutputReceiver out) throws IOException {
      String name = raw.document().name();
      try {
        FindingParts.of(persist(() -> resources().judgement().raw(raw)), "")
            .forEach(out.get(PARTS)::output);
      } catch (InputException e) {
        out.get(FAILURES)
            .output(new FleetFailure(name, raw.document().file(), Failure.of(name, e)));
      }
    }
  }
}
