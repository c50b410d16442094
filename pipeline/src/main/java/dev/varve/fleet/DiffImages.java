package dev.varve.fleet;

import dev.varve.blob.Digest;
import dev.varve.diff.TreeDiff;
import dev.varve.failure.InputException;
import dev.varve.json.JsonArray;
import dev.varve.policy.ImageProfile;
import dev.varve.policy.PairJudgement;
import dev.varve.report.DifferenceLines;
import dev.varve.report.KeptFacts;
import dev.varve.report.RunRecords;
import dev.varve.stack.LayerStack;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;
import org.jspecify.annotations.Nullable;

/** Compares the images of each pair and judges what differs. */
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
    private final Counter compared = ScanCounter.PAIRS_COMPARED.counter();
    private final Counter reused = ScanCounter.PAIRS_REUSED.counter();

    DiffPairFn(ScanSettings settings) {
      super(settings);
    }

    @ProcessElement
    public void process(@Element PairImages.ImagePair pair, MultiOutputReceiver out)
        throws IOException {
      String key = pair.from().handle().key() + "\n" + pair.to().handle().key();
      KeptFacts.OfPair kept =
          new KeptFacts.OfPair(
              pair.from().handle().key(), pair.to().handle().key(), pair.pairedBy());
      out.get(PARTS).output(new Part(ResultFile.FACTS, key, KeptFacts.line(kept)));
      List<Part> parts;
      try {
        parts = persist(() -> parts(pair, key));
      } catch (InputException e) {
        InputException told = e.within("compared with " + pair.from().handle().image().name());
        out.get(FAILURES).output(FleetFailure.of(pair.to().handle(), told));
        return;
      }
      parts.forEach(out.get(PARTS)::output);
    }

    private List<Part> parts(PairImages.ImagePair pair, String key)
        throws InputException, IOException {
      EarlierResults earlier = resources().earlier();
      Digest under = earlier.pairKey(pair, settings().judgement());
      Optional<JudgedPair> kept = earlier.pair(under);
      // A list of every path is not kept: it is made by comparing.
      if (kept.isPresent() && !pair.lists()) {
        reused.inc();
        return kept.get().asParts();
      }
      List<Part> parts = compare(pair, key);
      earlier.keep(under, JudgedPair.of(parts));
      compared.inc();
      return parts;
    }

    private List<Part> compare(PairImages.ImagePair pair, String key)
        throws InputException, IOException {
      LayerStack from = pair.from().image().open(resources().store());
      LayerStack to = pair.to().image().open(resources().store());
      ImageProfile a = pair.from().profile();
      ImageProfile b = pair.to().profile();
      List<Part> parts = new ArrayList<>();
      if (a == null || b == null) {
        byte[] line = line(pair, key, from, to, null, difference -> {});
        parts.add(new Part(ResultFile.DIFFS, key, line));
        return parts;
      }
      PairJudgement judged =
          PairJudgement.of(
              resources().judgement(),
              new PairJudgement.Side(a, from),
              new PairJudgement.Side(b, to),
              pair.pairedBy());
      byte[] line = line(pair, key, from, to, judged.packages(), judged);
      parts.add(new Part(ResultFile.DIFFS, key, line));
      parts.addAll(FindingParts.of(judged.findings(), key));
      return parts;
    }

    /** The line of a pair; the lists that were asked for are written while it is made. */
    private byte[] line(
        PairImages.ImagePair pair,
        String key,
        LayerStack from,
        LayerStack to,
        @Nullable JsonArray packages,
        TreeDiff.Visitor also)
        throws IOException {
      if (!pair.lists()) {
        return RunRecords.diff(from, to, pair.pairedBy(), packages, also);
      }
      byte[][] line = new byte[1][];
      new PartFolder(Path.of(settings().parts()))
          .write(
              ResultFile.DIFFERENCES,
              key,
              out -> {
                DifferenceLines lines = new DifferenceLines(from.image(), to.image(), out);
                TreeDiff.Visitor both =
                    difference -> {
                      lines.difference(difference);
                      also.difference(difference);
                    };
                line[0] = RunRecords.diff(from, to, pair.pairedBy(), packages, both);
              });
      return line[0];
    }
  }
}
