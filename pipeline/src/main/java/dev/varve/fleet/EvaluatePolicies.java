package dev.varve.fleet;

import dev.varve.blob.Bytes;
import dev.varve.blob.Digest;
import dev.varve.failure.Failure;
import dev.varve.failure.InputException;
import dev.varve.policy.Finding;
import dev.varve.policy.FleetPaths;
import dev.varve.policy.FleetShare;
import dev.varve.policy.ImageJudgement;
import dev.varve.policy.ImageProfile;
import dev.varve.policy.Judgement;
import dev.varve.policy.KeptJudgement;
import dev.varve.policy.LayerShare;
import dev.varve.policy.Subject;
import dev.varve.report.KeptFacts;
import dev.varve.report.RunRecords;
import dev.varve.runtime.Boundary;
import dev.varve.runtime.RunSpec;
import dev.varve.stack.LayerStack;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.join.CoGbkResult;
import org.apache.beam.sdk.transforms.join.CoGroupByKey;
import org.apache.beam.sdk.transforms.join.KeyedPCollectionTuple;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;

/** Judges every image with its containers, and containers whose image is not in the fleet. */
final class EvaluatePolicies extends PTransform<PCollection<ResolvedImage>, PCollectionTuple> {
  static final TupleTag<Part> PARTS = new TupleTag<>() {};
  static final TupleTag<FleetFailure> FAILURES = new TupleTag<>() {};

  /** What comparisons need of each judged image, by key. */
  static final TupleTag<KV<String, Packed<ImageProfile>>> PROFILES = new TupleTag<>() {};

  /** What each image, or container without one, adds to the facts of the fleet. */
  static final TupleTag<Packed<Gathered>> SHARES = new TupleTag<>() {};

  /** What each image says of its layers, by the digits of their diffIDs. */
  static final TupleTag<KV<String, Packed<LayerShare>>> BLAME = new TupleTag<>() {};

  private static final TupleTag<Packed<ResolvedImage>> IMAGE = new TupleTag<>() {};
  private static final TupleTag<Packed<Matched>> RUNS = new TupleTag<>() {};

  private final ScanSettings settings;
  private final PCollection<KV<String, RunSpec>> runs;
  private final boolean paired;

  /**
   * @param runs by the key of the image they go with
   * @param paired whether some images will be compared, so that profiles are wanted
   */
  EvaluatePolicies(ScanSettings settings, PCollection<KV<String, RunSpec>> runs, boolean paired) {
    this.settings = settings;
    this.runs = runs;
    this.paired = paired;
  }

  @Override
  public PCollectionTuple expand(PCollection<ResolvedImage> images) {
    PCollection<KV<String, Packed<ResolvedImage>>> byBucket =
        images
            .apply("SpreadImages", ParDo.of(new SpreadImageFn()))
            .setCoder(KvCoder.of(StringUtf8Coder.of(), Packed.coder()));
    PCollection<KV<String, Packed<Matched>>> matched =
        runs.apply("SpreadRuns", ParDo.of(new SpreadRunFn()))
            .setCoder(KvCoder.of(StringUtf8Coder.of(), Packed.coder()));
    PCollection<KV<String, CoGbkResult>> joined =
        KeyedPCollectionTuple.of(IMAGE, byBucket)
            .and(RUNS, matched)
            .apply("JoinRunsToImages", CoGroupByKey.create());
    PCollectionTuple outputs =
        joined.apply(
            "EvaluateImages",
            ParDo.of(new EvaluateImageFn(settings, paired))
                .withOutputTags(
                    PARTS, TupleTagList.of(FAILURES).and(PROFILES).and(SHARES).and(BLAME)));
    outputs.get(PARTS).setCoder(SerializableCoder.of(Part.class));
    outputs.get(FAILURES).setCoder(SerializableCoder.of(FleetFailure.class));
    outputs.get(PROFILES).setCoder(KvCoder.of(StringUtf8Coder.of(), Packed.coder()));
    outputs.get(SHARES).setCoder(Packed.coder());
    outputs.get(BLAME).setCoder(KvCoder.of(StringUtf8Coder.of(), Packed.coder()));
    return outputs;
  }

  /**
   * A container and the image that it goes with.
   *
   * @param imageKey as {@link MatchRuns} found it
   */
  private record Matched(String imageKey, RunSpec run) implements Serializable {}

  private static final class SpreadImageFn
      extends DoFn<ResolvedImage, KV<String, Packed<ResolvedImage>>> {
    @ProcessElement
    public void process(
        @Element ResolvedImage image, OutputReceiver<KV<String, Packed<ResolvedImage>>> out) {
      out.output(KV.of(Bucket.of(image.handle().key()), Packed.of(image)));
    }
  }

  private static final class SpreadRunFn
      extends DoFn<KV<String, RunSpec>, KV<String, Packed<Matched>>> {
    @ProcessElement
    public void process(
        @Element KV<String, RunSpec> run, OutputReceiver<KV<String, Packed<Matched>>> out) {
      Matched matched = new Matched(run.getKey(), run.getValue());
      out.output(KV.of(Bucket.of(run.getKey()), Packed.of(matched)));
    }
  }

  private static final class EvaluateImageFn extends ResourceFn<KV<String, CoGbkResult>, Part> {
    private final Counter done = ScanCounter.IMAGES_DONE.counter();
    private final Counter judgedAnew = ScanCounter.IMAGES_JUDGED.counter();
    private final Counter reused = ScanCounter.IMAGES_REUSED.counter();
    private final Counter dated = ScanCounter.IMAGES_DATED.counter();

    private final boolean paired;

    EvaluateImageFn(ScanSettings settings, boolean paired) {
      super(settings);
      this.paired = paired;
    }

    @ProcessElement
    public void process(@Element KV<String, CoGbkResult> bucket, MultiOutputReceiver out)
        throws IOException {
      Map<String, List<RunSpec>> runs = new TreeMap<>();
      for (Packed<Matched> matched : bucket.getValue().getAll(RUNS)) {
        runs.computeIfAbsent(matched.get().imageKey(), key -> new ArrayList<>())
            .add(matched.get().run());
      }
      for (List<RunSpec> ofImage : runs.values()) {
        ofImage.sort(
            Comparator.comparing((RunSpec run) -> Subject.of(run.unit()).key())
                .thenComparing(run -> run.unit().toString()));
      }
      for (Packed<ResolvedImage> packed : bucket.getValue().getAll(IMAGE)) {
        ResolvedImage image = packed.get();
        String key = image.handle().key();
        List<RunSpec> own = runs.remove(key);
        List<RunSpec> ofImage = own == null ? List.of() : own;
        byte[] line =
            KeptFacts.line(new KeptFacts.OfImage(key, image.handle().image(), image.layers()));
        keep(key, key, line, ofImage, out);
        judge(image, ofImage, out);
        done.inc();
      }
      for (Map.Entry<String, List<RunSpec>> alone : runs.entrySet()) {
        String key = alone.getKey();
        // No image has such a key.
        String place = key.equals(MatchRuns.NO_IMAGE) ? key : "\0" + key;
        keep(place, MatchRuns.NO_IMAGE, new byte[0], alone.getValue(), out);
        judgeAlone(alone.getValue(), out);
      }
    }

    /** Also what a policy fails on now may be judged by another one later. */
    private static void keep(
        String place, String imageKey, byte[] image, List<RunSpec> runs, MultiOutputReceiver out)
        throws IOException {
      ByteArrayOutputStream lines = new ByteArrayOutputStream();
      lines.writeBytes(image);
      for (RunSpec run : runs) {
        lines.writeBytes(KeptFacts.line(new KeptFacts.OfContainer(imageKey, run)));
      }
      out.get(PARTS).output(new Part(ResultFile.FACTS, place, lines.toByteArray()));
    }

    /** A judged image with everything that is output. */
    private record Settled(
        LayerStack stack, JudgedImage judged, List<Finding> findings, FleetShare share) {}

    private void judge(ResolvedImage image, List<RunSpec> runs, MultiOutputReceiver out)
        throws IOException {
      String key = image.handle().key();
      Settled settled;
      try {
        settled = persist(() -> settled(image, runs));
      } catch (InputException e) {
        out.get(FAILURES).output(FleetFailure.of(image.handle(), e));
        return;
      }
      JudgedImage judged = settled.judged();
      KeptJudgement kept = judged.judgement();
      List<Finding> findings = settled.findings();
      out.get(PARTS).output(new Part(ResultFile.IMAGES, key, judged.line().toArray()));
      write(FindingParts.of(findings, key), out);
      if (paired) {
        ImageProfile profile = ImageProfile.of(settled.stack().image(), runs, kept, findings);
        out.get(PROFILES).output(KV.of(key, Packed.of(profile)));
      }
      out.get(SHARES).output(Packed.of(Gathered.of(settled.share())));
      LayerShare.of(key, settled.stack(), kept, findings)
          .forEach((layer, share) -> out.get(BLAME).output(KV.of(layer.hex(), Packed.of(share))));
      for (JudgedImage.BoundaryLine border : judged.boundaries()) {
        out.get(PARTS)
            .output(new Part(ResultFile.BOUNDARIES, border.key(), border.line().toArray()));
      }
    }

    private Settled settled(ResolvedImage image, List<RunSpec> runs)
        throws InputException, IOException {
      String key = image.handle().key();
      EarlierResults earlier = resources().earlier();
      Judgement judgement = resources().judgement();
      LayerStack stack = image.open(resources().store());
      FleetPaths paths = AggregateFleet.paths(settings());
      Digest under = earlier.imageKey(image, runs);
      JudgedImage judged = earlier.image(under).orElse(null);
      if (judged == null || !earlier.bring(stack, paths)) {
        judged = judgedAnew(key, stack, runs);
        earlier.keepPaths(stack, paths);
        earlier.keep(under, judged);
        judgedAnew.inc();
      } else {
        reused.inc();
      }
      KeptJudgement kept = judged.judgement();
      KeptJudgement.Dated ofToday = ofToday(under, kept, stack);
      List<Finding> findings = kept.settled(ofToday, stack.image(), runs, judgement);
      FleetShare share = FleetShare.of(key, stack, runs, kept, findings, judgement);
      return new Settled(stack, judged, findings, share);
    }

    private JudgedImage judgedAnew(String key, LayerStack stack, List<RunSpec> runs)
        throws InputException, IOException {
      ImageJudgement.Lasting lasting;
      try (FleetPaths.Writer files =
          AggregateFleet.paths(settings()).write(FleetShare.stackKey(stack))) {
        lasting = ImageJudgement.lasting(stack, runs, resources().judgement(), files);
        files.finish();
      }
      byte[] line = RunRecords.image(stack, lasting.tree(), lasting.facts().structure());
      List<JudgedImage.BoundaryLine> borders = new ArrayList<>();
      for (Boundary boundary : lasting.boundaries()) {
        borders.add(
            new JudgedImage.BoundaryLine(
                boundaryKey(boundary, key), Bytes.wrap(RunRecords.boundary(boundary))));
      }
      return new JudgedImage(Bytes.wrap(line), borders, lasting.kept());
    }

    private KeptJudgement.Dated ofToday(Digest under, KeptJudgement kept, LayerStack stack)
        throws InputException, IOException {
      if (kept.document() == null) {
        return KeptJudgement.Dated.NOTHING;
      }
      EarlierResults earlier = resources().earlier();
      Optional<KeptJudgement.Dated> before = earlier.dated(under);
      if (before.isPresent()) {
        return before.get();
      }
      KeptJudgement.Dated today = kept.dated(stack, resources().judgement());
      earlier.keep(under, today);
      dated.inc();
      return today;
    }

    private void judgeAlone(List<RunSpec> runs, MultiOutputReceiver out) throws IOException {
      List<Finding> findings = new ArrayList<>();
      for (RunSpec run : runs) {
        try {
          Boundary boundary = attempt(() -> resources().judgement().boundary(run));
          out.get(PARTS)
              .output(
                  new Part(
                      ResultFile.BOUNDARIES,
                      boundaryKey(boundary, ""),
                      RunRecords.boundary(boundary)));
          List<Finding> ofRun = attempt(() -> resources().judgement().alone(run));
          findings.addAll(ofRun);
          FleetShare share = attempt(() -> FleetShare.alone(run, ofRun, resources().judgement()));
          out.get(SHARES).output(Packed.of(Gathered.of(share)));
        } catch (InputException e) {
          Subject subject = Subject.of(run.unit());
          out.get(FAILURES)
              .output(new FleetFailure(subject.key(), "", Failure.of(subject.name(), e)));
        }
      }
      write(FindingParts.of(findings, ""), out);
    }

    /** Two containers of one name may be of different images, or of two files. */
    private static String boundaryKey(Boundary boundary, String imageKey) {
      return boundary.unit() + "\n" + imageKey + "\n" + boundary.place();
    }

    private static void write(List<Part> parts, MultiOutputReceiver out) {
      parts.forEach(out.get(PARTS)::output);
    }
  }
}
