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
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.join.CoGbkResult;
import org.apache.beam.sdk.transforms.join.CoGroupByKey;
import org.apache.beam.sdk.transforms.join.KeyedPCollectionTuple;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;
import org.jspecify.annotations.Nullable;

/**
 * Judges every image with its containers, and containers whose image is not in the fleet. Images
 * that an earlier run has judged come first, many of them in a bundle; what is left is spread again
 * and judged.
 */
final class EvaluatePolicies extends PTransform<PCollection<ResolvedImage>, PCollectionTuple> {
  static final TupleTag<Part> PARTS = new TupleTag<>() {};
  static final TupleTag<FleetFailure> FAILURES = new TupleTag<>() {};

  /** What comparisons need of each judged image, by key. */
  static final TupleTag<KV<String, Packed<ImageProfile>>> PROFILES = new TupleTag<>() {};

  /** What images, and containers without one, add to the facts of the fleet. */
  static final TupleTag<Packed<Gathered>> SHARES = new TupleTag<>() {};

  /** What images say of their layers, by bucket of the layers. */
  static final TupleTag<KV<String, Packed<Some<LayerBlame>>>> BLAME = new TupleTag<>() {};

  private static final TupleTag<Packed<Some<ResolvedImage>>> IMAGE = new TupleTag<>() {};
  private static final TupleTag<Packed<Some<Matched>>> RUNS = new TupleTag<>() {};
  private static final TupleTag<KV<String, Packed<Some<RunImage>>>> UNKNOWN = new TupleTag<>() {};
  private static final TupleTagList ALSO =
      TupleTagList.of(FAILURES).and(PROFILES).and(SHARES).and(BLAME);

  private final ScanSettings settings;
  private final Buckets buckets;
  private final PCollection<KV<String, RunSpec>> runs;
  private final boolean paired;

  /**
   * @param runs by the key of the image they go with
   * @param paired whether some images will be compared, so that profiles are wanted
   */
  EvaluatePolicies(
      ScanSettings settings,
      Buckets buckets,
      PCollection<KV<String, RunSpec>> runs,
      boolean paired) {
    this.settings = settings;
    this.buckets = buckets;
    this.runs = runs;
    this.paired = paired;
  }

  @Override
  public PCollectionTuple expand(PCollection<ResolvedImage> images) {
    Buckets into = buckets;
    PCollection<KV<String, Packed<Some<ResolvedImage>>>> byBucket =
        images
            .apply(
                "SpreadImages",
                ParDo.of(
                    new PackSomeFn<ResolvedImage, ResolvedImage>(
                        image -> KV.of(into.of(image.handle().key()), image))))
            .setCoder(PackSomeFn.coder());
    PCollection<KV<String, Packed<Some<Matched>>>> matched =
        runs.apply(
                "SpreadRuns",
                ParDo.of(
                    new PackSomeFn<KV<String, RunSpec>, Matched>(
                        run ->
                            KV.of(
                                into.of(run.getKey()), new Matched(run.getKey(), run.getValue())))))
            .setCoder(PackSomeFn.coder());
    PCollectionTuple known =
        KeyedPCollectionTuple.of(IMAGE, byBucket)
            .and(RUNS, matched)
            .apply("JoinRunsToImages", CoGroupByKey.create())
            .apply(
                "RecallJudgements",
                ParDo.of(new RecallJudgementsFn(settings, paired))
                    .withOutputTags(PARTS, ALSO.and(UNKNOWN)));
    PCollectionTuple judged =
        known
            .get(UNKNOWN)
            .setCoder(PackSomeFn.coder())
            .apply("SpreadUnknown", GroupByKey.create())
            .apply(
                "EvaluateImages",
                ParDo.of(new EvaluateImagesFn(settings, paired)).withOutputTags(PARTS, ALSO));
    return PCollectionTuple.of(PARTS, both(known, judged, PARTS, SerializableCoder.of(Part.class)))
        .and(FAILURES, both(known, judged, FAILURES, SerializableCoder.of(FleetFailure.class)))
        .and(
            PROFILES,
            both(known, judged, PROFILES, KvCoder.of(StringUtf8Coder.of(), Packed.coder())))
        .and(SHARES, both(known, judged, SHARES, Packed.coder()))
        .and(BLAME, both(known, judged, BLAME, PackSomeFn.coder()));
  }

  private static <T> PCollection<T> both(
      PCollectionTuple known, PCollectionTuple judged, TupleTag<T> tag, Coder<T> coder) {
    return PCollectionList.of(known.get(tag).setCoder(coder))
        .and(judged.get(tag).setCoder(coder))
        .apply("Both" + tag.getId(), Flatten.pCollections());
  }

  /**
   * A container and the image that it goes with.
   *
   * @param imageKey as {@link MatchRuns} found it
   */
  private record Matched(String imageKey, RunSpec run) implements Serializable {}

  /**
   * An image with its containers in the order of their judgement.
   *
   * @param under the key of its judgement
   */
  private record RunImage(ResolvedImage image, List<RunSpec> runs, Digest under)
      implements Serializable {
    RunImage {
      runs = new ArrayList<>(runs);
    }

    String key() {
      return image.handle().key();
    }
  }

  /** What judged images are made into, whoever has judged them. */
  private abstract static class JudgedImagesFn<InputT> extends ResourceFn<InputT, Part> {
    private final Counter done = ScanCounter.IMAGES_DONE.counter();
    private final Counter dated = ScanCounter.IMAGES_DATED.counter();

    private final boolean paired;

    JudgedImagesFn(ScanSettings settings, boolean paired) {
      super(settings);
      this.paired = paired;
    }

    /** A judged image with everything that is output. */
    record Settled(
        RunImage image,
        LayerStack stack,
        JudgedImage judged,
        List<Finding> findings,
        FleetShare share) {}

    /** What a bundle has of the facts of the fleet so far. */
    static final class Shares {
      private final List<FleetShare> shares = new ArrayList<>();
      private final Map<String, List<LayerBlame>> blame = new TreeMap<>();

      void add(FleetShare share) {
        shares.add(share);
      }

      void add(LayerBlame one) {
        blame
            .computeIfAbsent(AggregateFleet.LAYER_BUCKETS.of(one.layer()), b -> new ArrayList<>())
            .add(one);
      }

      void output(MultiOutputReceiver out) {
        if (!shares.isEmpty()) {
          out.get(SHARES).output(Packed.of(Gathered.of(shares)));
        }
        blame.forEach(
            (bucket, some) -> out.get(BLAME).output(KV.of(bucket, Packed.of(new Some<>(some)))));
      }
    }

    static byte[] facts(ResolvedImage image, List<RunSpec> runs) throws IOException {
      ByteArrayOutputStream lines = new ByteArrayOutputStream();
      String key = image.handle().key();
      lines.writeBytes(
          KeptFacts.line(new KeptFacts.OfImage(key, image.handle().image(), image.layers())));
      lines.writeBytes(facts(key, runs));
      return lines.toByteArray();
    }

    static byte[] facts(String imageKey, List<RunSpec> runs) throws IOException {
      ByteArrayOutputStream lines = new ByteArrayOutputStream();
      for (RunSpec run : runs) {
        lines.writeBytes(KeptFacts.line(new KeptFacts.OfContainer(imageKey, run)));
      }
      return lines.toByteArray();
    }

    /** Also what a policy fails on now may be judged by another one later. */
    static void keep(String place, byte[] facts, MultiOutputReceiver out) {
      out.get(PARTS).output(new Part(ResultFile.FACTS, place, facts));
    }

    void failed(ResolvedImage image, InputException e, MultiOutputReceiver out) {
      out.get(FAILURES).output(FleetFailure.of(image.handle(), e));
      done.inc();
    }

    Settled settled(RunImage image, LayerStack stack, JudgedImage judged)
        throws InputException, IOException {
      Judgement judgement = resources().judgement();
      KeptJudgement kept = judged.judgement();
      KeptJudgement.Dated ofToday = ofToday(image.under(), kept, stack);
      List<Finding> findings = kept.settled(ofToday, stack.image(), image.runs(), judgement);
      FleetShare share = FleetShare.of(image.key(), stack, image.runs(), kept, findings, judgement);
      return new Settled(image, stack, judged, findings, share);
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

    void output(Settled settled, Shares shares, MultiOutputReceiver out) throws IOException {
      String key = settled.image().key();
      JudgedImage judged = settled.judged();
      KeptJudgement kept = judged.judgement();
      List<Finding> findings = settled.findings();
      out.get(PARTS).output(new Part(ResultFile.IMAGES, key, judged.line().toArray()));
      FindingParts.of(findings, key).forEach(out.get(PARTS)::output);
      if (paired) {
        ImageProfile profile =
            ImageProfile.of(settled.stack().image(), settled.image().runs(), kept, findings);
        out.get(PROFILES).output(KV.of(key, Packed.of(profile)));
      }
      shares.add(settled.share());
      LayerShare.of(key, settled.stack(), kept, findings)
          .forEach((layer, share) -> shares.add(new LayerBlame(layer.hex(), share)));
      for (JudgedImage.BoundaryLine border : judged.boundaries()) {
        out.get(PARTS)
            .output(new Part(ResultFile.BOUNDARIES, border.key(), border.line().toArray()));
      }
      done.inc();
    }

    /** Two containers of one name may be of different images, or of two files. */
    static String boundaryKey(Boundary boundary, String imageKey) {
      return boundary.unit() + "\n" + imageKey + "\n" + boundary.place();
    }
  }

  /** Takes what earlier runs have judged; finds what is to be judged now. */
  private static final class RecallJudgementsFn extends JudgedImagesFn<KV<String, CoGbkResult>> {
    private final Counter reused = ScanCounter.IMAGES_REUSED.counter();

    RecallJudgementsFn(ScanSettings settings, boolean paired) {
      super(settings, paired);
    }

    @ProcessElement
    public void process(@Element KV<String, CoGbkResult> bucket, MultiOutputReceiver out)
        throws IOException {
      Map<String, List<RunSpec>> runs = new TreeMap<>();
      for (Packed<Some<Matched>> some : bucket.getValue().getAll(RUNS)) {
        for (Matched matched : some.get().all()) {
          runs.computeIfAbsent(matched.imageKey(), key -> new ArrayList<>()).add(matched.run());
        }
      }
      for (List<RunSpec> ofImage : runs.values()) {
        ofImage.sort(
            Comparator.comparing((RunSpec run) -> Subject.of(run.unit()).key())
                .thenComparing(run -> run.unit().toString()));
      }
      Shares shares = new Shares();
      Map<String, List<RunImage>> unknown = new TreeMap<>();
      for (Packed<Some<ResolvedImage>> some : bucket.getValue().getAll(IMAGE)) {
        for (ResolvedImage image : some.get().all()) {
          String key = image.handle().key();
          List<RunSpec> own = runs.remove(key);
          RunImage withRuns = recall(image, own == null ? List.of() : own, shares, out);
          if (withRuns != null) {
            unknown.computeIfAbsent(Buckets.MANY.of(key), b -> new ArrayList<>()).add(withRuns);
          }
        }
      }
      for (Map.Entry<String, List<RunSpec>> alone : runs.entrySet()) {
        String key = alone.getKey();
        // No image has such a key.
        String place = key.equals(MatchRuns.NO_IMAGE) ? key : "\0" + key;
        keep(place, facts(MatchRuns.NO_IMAGE, alone.getValue()), out);
        judgeAlone(alone.getValue(), shares, out);
      }
      shares.output(out);
      unknown.forEach(
          (key, images) -> out.get(UNKNOWN).output(KV.of(key, Packed.of(new Some<>(images)))));
    }

    /**
     * Outputs an image that was judged before.
     *
     * @return one that was not, or null
     */
    private @Nullable RunImage recall(
        ResolvedImage image, List<RunSpec> runs, Shares shares, MultiOutputReceiver out)
        throws IOException {
      RunImage withRuns;
      Settled settled;
      try {
        withRuns =
            new RunImage(image, runs, attempt(() -> resources().earlier().imageKey(image, runs)));
        settled = persist(() -> recalled(withRuns)).orElse(null);
      } catch (InputException e) {
        keep(image.handle().key(), facts(image, runs), out);
        failed(image, e, out);
        return null;
      }
      if (settled == null) {
        return withRuns;
      }
      keep(image.handle().key(), settled.judged().facts().toArray(), out);
      output(settled, shares, out);
      reused.inc();
      return null;
    }

    private Optional<Settled> recalled(RunImage image) throws InputException, IOException {
      EarlierResults earlier = resources().earlier();
      LayerStack stack = image.image().open(resources().store());
      JudgedImage judged = earlier.image(image.under()).orElse(null);
      return judged == null || !earlier.bring(stack, AggregateFleet.paths(settings()))
          ? Optional.empty()
          : Optional.of(settled(image, stack, judged));
    }

    private void judgeAlone(List<RunSpec> runs, Shares shares, MultiOutputReceiver out)
        throws IOException {
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
          shares.add(attempt(() -> FleetShare.alone(run, ofRun, resources().judgement())));
        } catch (InputException e) {
          Subject subject = Subject.of(run.unit());
          out.get(FAILURES)
              .output(new FleetFailure(subject.key(), "", Failure.of(subject.name(), e)));
        }
      }
      FindingParts.of(findings, "").forEach(out.get(PARTS)::output);
    }
  }

  /** Merges and judges images. */
  private static final class EvaluateImagesFn
      extends JudgedImagesFn<KV<String, Iterable<Packed<Some<RunImage>>>>> {
    private final Counter judgedAnew = ScanCounter.IMAGES_JUDGED.counter();

    EvaluateImagesFn(ScanSettings settings, boolean paired) {
      super(settings, paired);
    }

    @ProcessElement
    public void process(
        @Element KV<String, Iterable<Packed<Some<RunImage>>>> bucket, MultiOutputReceiver out)
        throws IOException {
      Shares shares = new Shares();
      for (Packed<Some<RunImage>> some : bucket.getValue()) {
        for (RunImage image : some.get().all()) {
          byte[] facts = facts(image.image(), image.runs());
          keep(image.key(), facts, out);
          Settled settled;
          try {
            settled = persist(() -> judged(image, Bytes.wrap(facts)));
          } catch (InputException e) {
            failed(image.image(), e, out);
            continue;
          }
          output(settled, shares, out);
        }
      }
      shares.output(out);
    }

    private Settled judged(RunImage image, Bytes facts) throws InputException, IOException {
      EarlierResults earlier = resources().earlier();
      LayerStack stack = image.image().open(resources().store());
      JudgedImage judged = judgedAnew(image.key(), stack, image.runs(), facts);
      earlier.keepPaths(stack, AggregateFleet.paths(settings()));
      earlier.keep(image.under(), judged);
      judgedAnew.inc();
      return settled(image, stack, judged);
    }

    private JudgedImage judgedAnew(String key, LayerStack stack, List<RunSpec> runs, Bytes facts)
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
      return new JudgedImage(Bytes.wrap(line), facts, borders, lasting.kept());
    }
  }
}
