package dev.varve.fleet;

import dev.varve.blob.Bytes;
import dev.varve.blob.Digest;
import dev.varve.failure.Failure;
import dev.varve.failure.InputException;
import dev.varve.policy.BoundaryFacts;
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
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.transforms.join.CoGbkResult;
import org.apache.beam.sdk.transforms.join.CoGroupByKey;
import org.apache.beam.sdk.transforms.join.KeyedPCollectionTuple;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.jspecify.annotations.Nullable;

/** Judges every image with its containers, and containers whose image is not in the fleet. */
final class EvaluatePolicies extends PTransform<PCollection<ResolvedImage>, PCollectionTuple> {
  static final TupleTag<Part> PARTS = new TupleTag<>() {};
  static final TupleTag<FleetFailure> FAILURES = new TupleTag<>() {};

  /** What comparisons need of each judged image, by key. */
  static final TupleTag<KV<String, ImageProfile>> PROFILES = new TupleTag<>() {};

  /** What each image, or container without one, adds to the facts of the fleet. */
  static final TupleTag<Packed<Gathered>> SHARES = new TupleTag<>() {};

  /** What each image says of its layers, by the digits of their diffIDs. */
  static final TupleTag<KV<String, LayerShare>> BLAME = new TupleTag<>() {};

  private static final TupleTag<ResolvedImage> IMAGE = new TupleTag<>() {};
  private static final TupleTag<RunSpec> RUNS = new TupleTag<>() {};

  private final ScanSettings settings;
  private final PCollection<KV<String, RunSpec>> runs;

  EvaluatePolicies(ScanSettings settings, PCollection<KV<String, RunSpec>> runs) {
    this.settings = settings;
    this.runs = runs;
  }

  @Override
  public PCollectionTuple expand(PCollection<ResolvedImage> images) {
    PCollection<KV<String, ResolvedImage>> byKey =
        images
            .apply(
                "KeyByImage",
                WithKeys.of((ResolvedImage image) -> image.handle().key())
                    .withKeyType(TypeDescriptors.strings()))
            .setCoder(KvCoder.of(StringUtf8Coder.of(), SerializableCoder.of(ResolvedImage.class)));
    PCollection<KV<String, CoGbkResult>> joined =
        KeyedPCollectionTuple.of(IMAGE, byKey)
            .and(RUNS, runs)
            .apply("JoinRunsToImages", CoGroupByKey.create());
    PCollectionTuple outputs =
        joined.apply(
            "EvaluateImage",
            ParDo.of(new EvaluateImageFn(settings))
                .withOutputTags(
                    PARTS, TupleTagList.of(FAILURES).and(PROFILES).and(SHARES).and(BLAME)));
    outputs.get(PARTS).setCoder(SerializableCoder.of(Part.class));
    outputs.get(FAILURES).setCoder(SerializableCoder.of(FleetFailure.class));
    outputs
        .get(PROFILES)
        .setCoder(KvCoder.of(StringUtf8Coder.of(), SerializableCoder.of(ImageProfile.class)));
    outputs.get(SHARES).setCoder(AggregateFleet.coder());
    outputs
        .get(BLAME)
        .setCoder(KvCoder.of(StringUtf8Coder.of(), SerializableCoder.of(LayerShare.class)));
    return outputs;
  }

  private static final class EvaluateImageFn extends ResourceFn<KV<String, CoGbkResult>, Part> {
    private final Counter done = ScanCounter.IMAGES_DONE.counter();
    private final Counter judgedAnew = ScanCounter.IMAGES_JUDGED.counter();
    private final Counter reused = ScanCounter.IMAGES_REUSED.counter();
    private final Counter dated = ScanCounter.IMAGES_DATED.counter();

    EvaluateImageFn(ScanSettings settings) {
      super(settings);
    }

    @ProcessElement
    public void process(@Element KV<String, CoGbkResult> element, MultiOutputReceiver out)
        throws IOException {
      ResolvedImage image = element.getValue().getOnly(IMAGE, null);
      List<RunSpec> runs = new ArrayList<>();
      element.getValue().getAll(RUNS).forEach(runs::add);
      runs.sort(
          Comparator.comparing((RunSpec run) -> Subject.of(run.unit()).key())
              .thenComparing(run -> run.unit().toString()));
      keep(image, runs, out);
      if (image == null) {
        judgeAlone(runs, out);
      } else {
        judge(image, runs, out);
        done.inc();
      }
    }

    /** Also what a policy fails on now may be judged by another one later. */
    private static void keep(
        @Nullable ResolvedImage image, List<RunSpec> runs, MultiOutputReceiver out)
        throws IOException {
      String key = image == null ? MatchRuns.NO_IMAGE : image.handle().key();
      ByteArrayOutputStream lines = new ByteArrayOutputStream();
      if (image != null) {
        lines.write(
            KeptFacts.line(new KeptFacts.OfImage(key, image.handle().image(), image.layers())));
      }
      for (RunSpec run : runs) {
        lines.write(KeptFacts.line(new KeptFacts.OfContainer(key, run)));
      }
      out.get(PARTS).output(new Part(ResultFile.FACTS, key, lines.toByteArray()));
    }

    /** A judged image with everything that is output. */
    private record Settled(
        LayerStack stack, JudgedImage judged, List<Finding> findings, FleetShare share) {}

    private void judge(ResolvedImage image, List<RunSpec> runs, MultiOutputReceiver out)
        throws IOException {
      String key = image.handle().key();
      Settled settled;
      try {
        settled = attempt(() -> settled(image, runs));
      } catch (InputException e) {
        out.get(FAILURES).output(FleetFailure.of(image.handle(), e));
        return;
      }
      JudgedImage judged = settled.judged();
      KeptJudgement kept = judged.judgement();
      List<Finding> findings = settled.findings();
      out.get(PARTS).output(new Part(ResultFile.IMAGES, key, judged.line().toArray()));
      write(FindingParts.of(findings, key), out);
      out.get(PROFILES)
          .output(KV.of(key, ImageProfile.of(settled.stack().image(), runs, kept, findings)));
      out.get(SHARES).output(Packed.of(Gathered.of(settled.share())));
      LayerShare.of(key, settled.stack(), kept, findings)
          .forEach((layer, share) -> out.get(BLAME).output(KV.of(layer.hex(), share)));
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
        Boundary boundary = BoundaryFacts.alone(run);
        out.get(PARTS)
            .output(
                new Part(
                    ResultFile.BOUNDARIES,
                    boundaryKey(boundary, ""),
                    RunRecords.boundary(boundary)));
        try {
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
