package dev.varve.fleet;

import dev.varve.blob.Digest;
import dev.varve.failure.Failure;
import dev.varve.failure.InputException;
import dev.varve.json.JsonObject;
import dev.varve.layer.LayerListing;
import dev.varve.layer.ListingLostException;
import dev.varve.policy.FleetJudgement;
import dev.varve.policy.FleetPaths;
import dev.varve.policy.LayerShare;
import dev.varve.report.RunRecords;
import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.transforms.DoFn;
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
 * What only the whole fleet shows: each distinct layer with the images it reaches, and what rules
 * say of all images and containers together.
 */
final class AggregateFleet
    extends PTransform<PCollection<KV<String, Packed<LayerReach>>>, PCollectionTuple> {
  static final TupleTag<Part> PARTS = new TupleTag<>() {};
  static final TupleTag<FleetFailure> FAILURES = new TupleTag<>() {};

  /** What brings together what is said of a layer. */
  static final Buckets LAYER_BUCKETS = new Buckets(16);

  /** The images that hold a layer. */
  private record Reached(String layer, Packed<LayerReach> reach) implements Serializable {}

  private static final TupleTag<Packed<Some<Reached>>> REACH = new TupleTag<>() {};
  private static final TupleTag<Packed<Some<LayerBlame>>> BLAME = new TupleTag<>() {};
  private static final TupleTag<Part> LAYER_PARTS = new TupleTag<>() {};
  private static final TupleTag<Packed<Gathered>> LAYER_ROWS = new TupleTag<>() {};

  /**
   * Everything comes together under one key in two steps, since the direct runner copies what a key
   * has gathered with every bundle that adds to it.
   */
  private static final int BUCKETS = 8;

  private final ScanSettings settings;
  private final PCollection<KV<String, Packed<Some<LayerBlame>>>> blame;
  private final PCollection<Packed<Gathered>> shares;
  private final PCollection<FleetFailure> failures;

  /**
   * @param blame what judged images say of their layers, by {@link #LAYER_BUCKETS}
   * @param shares of judged images and of containers without one
   * @param failures of images that could not be analysed
   */
  AggregateFleet(
      ScanSettings settings,
      PCollection<KV<String, Packed<Some<LayerBlame>>>> blame,
      PCollection<Packed<Gathered>> shares,
      PCollection<FleetFailure> failures) {
    this.settings = settings;
    this.blame = blame;
    this.shares = shares;
    this.failures = failures;
  }

  @Override
  public PCollectionTuple expand(PCollection<KV<String, Packed<LayerReach>>> reach) {
    PCollection<KV<String, Packed<Some<Reached>>>> byBucket =
        reach
            .apply(
                "SpreadReach",
                ParDo.of(
                    new PackSomeFn<KV<String, Packed<LayerReach>>, Reached>(
                        layer ->
                            KV.of(
                                LAYER_BUCKETS.of(layer.getKey()),
                                new Reached(layer.getKey(), layer.getValue())))))
            .setCoder(PackSomeFn.coder());
    PCollectionTuple layers =
        KeyedPCollectionTuple.of(REACH, byBucket)
            .and(BLAME, blame)
            .apply("GroupByLayer", CoGroupByKey.create())
            .apply(
                "DescribeLayers",
                ParDo.of(new DescribeLayersFn(settings))
                    .withOutputTags(LAYER_PARTS, TupleTagList.of(LAYER_ROWS).and(FAILURES)));
    PCollection<Part> described =
        layers.get(LAYER_PARTS).setCoder(SerializableCoder.of(Part.class));
    PCollection<Packed<Gathered>> failed =
        failures.apply("CountFailures", ParDo.of(new CountFailureFn())).setCoder(Packed.coder());
    PCollectionTuple judged =
        PCollectionList.of(shares)
            .and(layers.get(LAYER_ROWS).setCoder(Packed.coder()))
            .and(failed)
            .apply("AllShares", Flatten.pCollections())
            .apply("Spread", ParDo.of(new SpreadFn()))
            .setCoder(KvCoder.of(VarIntCoder.of(), Packed.coder()))
            .apply("GatherSome", GroupByKey.create())
            .apply("PackSome", ParDo.of(new PackFn()))
            .setCoder(KvCoder.of(StringUtf8Coder.of(), Packed.coder()))
            .apply("GatherAll", GroupByKey.create())
            .apply(
                "JudgeFleet",
                ParDo.of(new JudgeFleetFn(settings))
                    .withOutputTags(PARTS, TupleTagList.of(FAILURES)));
    PCollection<Part> parts =
        PCollectionList.of(described)
            .and(judged.get(PARTS).setCoder(SerializableCoder.of(Part.class)))
            .apply("AllAggregates", Flatten.pCollections());
    PCollection<FleetFailure> unjudged =
        PCollectionList.of(judged.get(FAILURES).setCoder(SerializableCoder.of(FleetFailure.class)))
            .and(layers.get(FAILURES).setCoder(SerializableCoder.of(FleetFailure.class)))
            .apply("AllUnjudged", Flatten.pCollections());
    return PCollectionTuple.of(PARTS, parts).and(FAILURES, unjudged);
  }

  private static final class DescribeLayersFn extends ResourceFn<KV<String, CoGbkResult>, Part> {
    private final Counter expanded = ScanCounter.LAYERS_EXPANDED.counter();
    private final Counter expandedBytes = ScanCounter.LAYER_BYTES_EXPANDED.counter();

    DescribeLayersFn(ScanSettings settings) {
      super(settings);
    }

    /** What all images say of a layer. */
    private static final class Told {
      private final List<RunRecords.LayerUse> uses = new ArrayList<>();
      private final List<LayerShare> shares = new ArrayList<>();
      private boolean isNew;
    }

    @ProcessElement
    public void process(@Element KV<String, CoGbkResult> bucket, MultiOutputReceiver out)
        throws IOException {
      Map<String, Told> layers = new TreeMap<>();
      for (Packed<Some<Reached>> some : bucket.getValue().getAll(REACH)) {
        for (Reached reached : some.get().all()) {
          Told told = layers.computeIfAbsent(reached.layer(), layer -> new Told());
          told.uses.addAll(reached.reach().get().uses());
          told.isNew |= reached.reach().get().expanded();
        }
      }
      for (Packed<Some<LayerBlame>> some : bucket.getValue().getAll(BLAME)) {
        for (LayerBlame blamed : some.get().all()) {
          layers.computeIfAbsent(blamed.layer(), layer -> new Told()).shares.add(blamed.share());
        }
      }
      List<JsonObject> rows = new ArrayList<>();
      for (Map.Entry<String, Told> layer : layers.entrySet()) {
        JsonObject row = describe(layer.getKey(), layer.getValue(), out);
        if (row != null) {
          rows.add(row);
        }
      }
      if (!rows.isEmpty()) {
        out.get(LAYER_ROWS).output(Packed.of(Gathered.ofLayers(rows)));
      }
    }

    /** Gives the layer's row of the fleet's facts, or null if it has none. */
    private @Nullable JsonObject describe(String layer, Told told, MultiOutputReceiver out)
        throws IOException {
      Digest diffId = new Digest("sha256", layer);
      Described described;
      try {
        described = persist(() -> describe(diffId, told.uses, told.shares));
      } catch (InputException e) {
        String name = "layer " + diffId;
        out.get(FAILURES).output(new FleetFailure(name, "", Failure.of(name, e)));
        return null;
      }
      if (told.isNew) {
        expanded.inc();
        expandedBytes.inc(described.tarBytes());
      }
      String key = byReach(RunRecords.reach(told.uses), layer);
      out.get(LAYER_PARTS).output(new Part(ResultFile.LAYERS, key, described.line()));
      return described.row();
    }

    /** Layers that reach the most images come first. */
    private static String byReach(int images, String layer) {
      return String.format(Locale.ROOT, "%010d %s", Integer.MAX_VALUE - images, layer);
    }

    private record Described(long tarBytes, byte[] line, @Nullable JsonObject row) {}

    private Described describe(
        Digest diffId, List<RunRecords.LayerUse> uses, List<LayerShare> shares) throws IOException {
      LayerListing listing =
          resources().store().find(diffId).orElseThrow(() -> ListingLostException.gone(diffId));
      return new Described(
          listing.summary().tarBytes(),
          RunRecords.layer(listing.summary(), uses, LayerShare.blame(shares)),
          LayerShare.row(diffId, shares));
    }
  }

  /** Sources and containers that failed are not among the images. */
  private static final class CountFailureFn extends DoFn<FleetFailure, Packed<Gathered>> {
    @ProcessElement
    public void process(@Element FleetFailure failure, OutputReceiver<Packed<Gathered>> out) {
      if (!failure.source().isEmpty()) {
        out.output(Packed.of(Gathered.ofFailure()));
      }
    }
  }

  private static final class SpreadFn
      extends DoFn<Packed<Gathered>, KV<Integer, Packed<Gathered>>> {
    @ProcessElement
    public void process(
        @Element Packed<Gathered> one, OutputReceiver<KV<Integer, Packed<Gathered>>> out) {
      out.output(KV.of(Math.floorMod(one.packedHash(), BUCKETS), one));
    }
  }

  private static final class PackFn
      extends DoFn<KV<Integer, Iterable<Packed<Gathered>>>, KV<String, Packed<Gathered>>> {
    @ProcessElement
    public void process(
        @Element KV<Integer, Iterable<Packed<Gathered>>> some,
        OutputReceiver<KV<String, Packed<Gathered>>> out) {
      out.output(KV.of("", Packed.of(Gathered.all(some.getValue()))));
    }
  }

  private static final class JudgeFleetFn
      extends ResourceFn<KV<String, Iterable<Packed<Gathered>>>, Part> {
    JudgeFleetFn(ScanSettings settings) {
      super(settings);
    }

    @ProcessElement
    public void process(
        @Element KV<String, Iterable<Packed<Gathered>>> fleet, MultiOutputReceiver out)
        throws IOException {
      Gathered all = Gathered.all(fleet.getValue());
      FleetJudgement.Outcome outcome;
      try {
        outcome =
            attempt(
                () ->
                    FleetJudgement.judge(
                        resources().judgement(),
                        settings().judgement().asOf(),
                        all.shares(),
                        all.failed(),
                        all.layers(),
                        paths(settings())));
      } catch (InputException e) {
        out.get(FAILURES).output(new FleetFailure("fleet", "", Failure.of("the fleet", e)));
        return;
      }
      FindingParts.of(outcome.findings(), "").forEach(out.get(PARTS)::output);
      StringBuilder folds = new StringBuilder();
      for (Map.Entry<String, FleetJudgement.Fold> fold : outcome.folds().entrySet()) {
        FleetJudgement.Fold under = fold.getValue();
        folds.append(fold.getKey()).append(' ').append(under.severity().label()).append(' ');
        folds.append(under.rule()).append('\n');
      }
      byte[] lines = folds.toString().getBytes(StandardCharsets.UTF_8);
      out.get(PARTS).output(new Part(ResultFile.FOLDS, "", lines));
    }
  }

  /** Where the judgement of images leaves the files that rules over the fleet ask for. */
  static FleetPaths paths(ScanSettings settings) {
    return new FleetPaths(Path.of(settings.parts()).resolve("paths"));
  }
}
