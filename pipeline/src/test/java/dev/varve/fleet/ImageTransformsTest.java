package dev.varve.fleet;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.varve.failure.Limits;
import dev.varve.plan.ImageFilter;
import dev.varve.plan.PairRule;
import dev.varve.policy.ImageProfile;
import dev.varve.policy.LayerShare;
import dev.varve.report.KeptFacts;
import dev.varve.report.RunRecords;
import dev.varve.runtime.ImageMatch;
import dev.varve.runtime.RunSpec;
import dev.varve.runtime.source.RunSpecs;
import dev.varve.stack.ResolvedLayer;
import dev.varve.testing.TestImage;
import dev.varve.testing.TestLayer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The transforms over images whose layers are all in the store, each alone. */
class ImageTransformsTest {
  private static final LayerShare.Blame NO_BLAME = LayerShare.blame(List.of());

  private static final TestLayer BASE =
      TestLayer.start().dir("bin").file("bin/app", "#!/bin/app\n", 0755);
  private static final TestLayer TOP = TestLayer.start().file("top", "b");

  @TempDir Path folder;

  private TestFleet fleet = new TestFleet(Path.of(""));

  @BeforeEach
  void makeFleet() {
    fleet = new TestFleet(folder);
  }

  @Test
  void pairsAreChosenInKeyOrder() throws Exception {
    ResolvedImage first = fleet.resolved("a.tar", TestImage.of("app:1", BASE));
    ResolvedImage second = fleet.resolved("b.tar", TestImage.of("app:2", BASE, TOP));
    List<PairRule> rules =
        List.of(new PairRule.Explicit("app:2", "app:1"), new PairRule.Consecutive("app"));

    TestFleet.run(
        pipeline ->
            PAssert.that(
                    images(pipeline, second, first)
                        .apply(
                            new PairImages(
                                rules,
                                ImageFilter.ALL,
                                handles(pipeline, second, first),
                                noProfiles(pipeline)))
                        .get(PairImages.PAIRS))
                .containsInAnyOrder(pair(second, first, "explicit"), pair(first, second, "tag")));
  }

  @Test
  void pairOfAnImageThatIsNotThereIsAFailure() throws Exception {
    ResolvedImage first = fleet.resolved("a.tar", TestImage.of("app:1", BASE));
    List<PairRule> rules =
        List.of(new PairRule.Explicit("app:0", "app:1"), new PairRule.Baseline("app:0"));

    TestFleet.run(
        pipeline ->
            PAssert.that(
                    TestFleet.texts(
                        images(pipeline, first)
                            .apply(
                                new PairImages(
                                    rules,
                                    ImageFilter.ALL,
                                    handles(pipeline, first),
                                    noProfiles(pipeline)))
                            .get(PairImages.FAILURES),
                        "Failures",
                        ImageTransformsTest::failure))
                .containsInAnyOrder("app:0  app:0 no-such-image pairs of the fleet file"));
  }

  @Test
  void pairOfAnImageThatTheFilterLeavesOutIsNoFailure() throws Exception {
    ResolvedImage first = fleet.resolved("a.tar", TestImage.of("app:1", BASE));
    List<PairRule> rules =
        List.of(new PairRule.Explicit("app:0", "app:1"), new PairRule.Explicit("gone:1", "app:1"));
    ImageFilter filter = new ImageFilter(List.of(), List.of("app:0"), null);

    TestFleet.run(
        pipeline ->
            PAssert.that(
                    TestFleet.texts(
                        images(pipeline, first)
                            .apply(
                                new PairImages(
                                    rules, filter, handles(pipeline, first), noProfiles(pipeline)))
                            .get(PairImages.FAILURES),
                        "Failures",
                        ImageTransformsTest::failure))
                .containsInAnyOrder("gone:1  gone:1 no-such-image pairs of the fleet file"));
  }

  @Test
  void pairBecomesTheLineThatItsComparisonGives() throws Exception {
    ResolvedImage first = fleet.resolved("a.tar", TestImage.of("app:1", BASE));
    ResolvedImage second = fleet.resolved("b.tar", TestImage.of("app:2", BASE, TOP));
    PairImages.ImagePair pair = pair(first, second, "explicit");
    byte[] line =
        RunRecords.diff(
            first.open(fleet.store()),
            second.open(fleet.store()),
            "explicit",
            null,
            difference -> {});
    byte[] kept =
        KeptFacts.line(
            new KeptFacts.OfPair(first.handle().key(), second.handle().key(), "explicit"));

    TestFleet.run(
        pipeline ->
            PAssert.that(
                    TestFleet.texts(
                        pipeline
                            .apply(
                                Create.of(pair)
                                    .withCoder(SerializableCoder.of(PairImages.ImagePair.class)))
                            .apply(new DiffImages(fleet.settings()))
                            .get(DiffImages.PARTS),
                        "Lines",
                        TestFleet::text))
                .containsInAnyOrder(
                    "DIFFS "
                        + first.handle().key()
                        + "\n"
                        + second.handle().key()
                        + " "
                        + new String(line, UTF_8),
                    "FACTS "
                        + first.handle().key()
                        + "\n"
                        + second.handle().key()
                        + " "
                        + new String(kept, UTF_8)));
  }

  @Test
  void containerGoesToTheFirstImageThatItsSpecMeans() throws Exception {
    ResolvedImage first = fleet.resolved("a.tar", TestImage.of("app:1", BASE));
    ResolvedImage copy = fleet.resolved("b.tar", TestImage.of("app:1", BASE, TOP));
    List<RunSpec> runs = runs("  near: {image: 'app:1'}", "  far: {image: 'app:9'}");

    TestFleet.run(
        pipeline ->
            PAssert.that(
                    TestFleet.texts(
                        specs(pipeline, runs)
                            .apply(
                                new MatchRuns(handles(pipeline, copy, first), ImageMatch.BY_NAME)),
                        "Matches",
                        match -> match.getKey() + " " + match.getValue().unit().name()))
                .containsInAnyOrder(first.handle().key() + " near", MatchRuns.NO_IMAGE + " far"));
  }

  @Test
  void imageIsDescribedAndJudgedWithItsContainersAndOthersAlone() throws Exception {
    ResolvedImage root = fleet.resolved("a.tar", image("app:1", Map.of("User", "root")));
    List<RunSpec> runs =
        runs(
            "  near: {image: 'app:1', privileged: true, mem_limit: 1g, pids_limit: 9}",
            "  far: {image: 'app:9', privileged: true, mem_limit: 1g, pids_limit: 9}");
    List<KV<String, RunSpec>> matched =
        runs.stream()
            .map(
                run ->
                    KV.of(
                        run.unit().name().equals("near") ? root.handle().key() : MatchRuns.NO_IMAGE,
                        run))
            .toList();

    TestFleet.run(
        pipeline -> {
          PCollection<KV<String, RunSpec>> specs =
              pipeline.apply(
                  "Matched",
                  Create.of(matched)
                      .withCoder(
                          KvCoder.of(StringUtf8Coder.of(), SerializableCoder.of(RunSpec.class))));
          PCollectionTuple judged =
              images(pipeline, root)
                  .apply(new EvaluatePolicies(fleet.settings(), Buckets.MANY, specs, true));
          PAssert.that(
                  TestFleet.texts(
                      judged.get(EvaluatePolicies.PARTS), "Parts", ImageTransformsTest::subject))
              .containsInAnyOrder(
                  "IMAGES " + root.handle().key() + " 1 lines",
                  "FACTS " + root.handle().key() + " 2 lines",
                  "FACTS  1 lines",
                  "BOUNDARIES compose x/far",
                  "BOUNDARIES compose x/near",
                  "FINDINGS container compose x/far  ENT-01 HYG-05 LIM-03 PRV-01 PRV-02 PRV-03"
                      + " PRV-04 PRV-05 PRV-06 PRV-07 PRV-08",
                  "FINDINGS container compose x/near "
                      + root.handle().key()
                      + " CMB-13 CMB-13 CMB-13 ENT-01 HYG-05 LIM-03 PRV-01 PRV-02 PRV-03 PRV-04"
                      + " PRV-05 PRV-06 PRV-07 PRV-08",
                  "FINDINGS image docker.io/library/app linux/amd64 "
                      + root.handle().key()
                      + " CMB-09 ENT-01 HYG-06");
          PCollection<FleetFailure> failures = judged.get(EvaluatePolicies.FAILURES);
          PAssert.that(failures).empty();
        });
  }

  @Test
  void imageThatCannotBeHandledIsAFailureAndTheOthersGoOn() throws Exception {
    ResolvedImage good = fleet.resolved("a.tar", TestImage.of("app:1", BASE));
    ResolvedLayer layer = good.layers().get(0);
    ResolvedImage odd =
        new ResolvedImage(
            fleet.handles(fleet.archive("b.tar", TestImage.of("app:2", BASE))).get(0),
            List.of(layer, layer));
    PairImages.ImagePair pair = pair(good, odd, "explicit");

    TestFleet.run(
        pipeline -> {
          PCollection<KV<String, RunSpec>> noRuns =
              pipeline.apply(
                  "NoRuns",
                  Create.empty(
                      KvCoder.of(StringUtf8Coder.of(), SerializableCoder.of(RunSpec.class))));
          PCollectionTuple judged =
              images(pipeline, odd, good)
                  .apply(new EvaluatePolicies(fleet.settings(), Buckets.MANY, noRuns, true));
          PCollectionTuple compared =
              pipeline
                  .apply(
                      "Pairs",
                      Create.of(pair).withCoder(SerializableCoder.of(PairImages.ImagePair.class)))
                  .apply(new DiffImages(fleet.settings()));
          PAssert.that(
                  TestFleet.texts(
                      judged.get(EvaluatePolicies.FAILURES),
                      "Judging",
                      ImageTransformsTest::failure))
              .containsInAnyOrder(odd.handle().key() + " b.tar app:2 internal-error ");
          PAssert.that(
                  TestFleet.texts(
                      compared.get(DiffImages.FAILURES), "Comparing", ImageTransformsTest::failure))
              .containsInAnyOrder(
                  odd.handle().key() + " b.tar app:2 internal-error compared with app:1");
          PAssert.that(
                  TestFleet.texts(
                      judged.get(EvaluatePolicies.PARTS), "Parts", ImageTransformsTest::subject))
              .containsInAnyOrder(
                  "IMAGES " + good.handle().key() + " 1 lines",
                  "FACTS " + good.handle().key() + " 1 lines",
                  "FACTS " + odd.handle().key() + " 1 lines",
                  "FINDINGS image docker.io/library/app linux/amd64 "
                      + good.handle().key()
                      + " ENT-01 HYG-06");
        });
  }

  @Test
  void sharedLayerNamesEveryImageItReaches() throws Exception {
    ResolvedImage first = fleet.resolved("a.tar", TestImage.of("app:1", BASE));
    ResolvedImage second = fleet.resolved("b.tar", TestImage.of("app:2", TOP, BASE));
    byte[] base =
        RunRecords.layer(
            first.open(fleet.store()).listings().get(0).summary(),
            List.of(
                new RunRecords.LayerUse(first.handle().key(), "app:1", 0, "step 0"),
                new RunRecords.LayerUse(second.handle().key(), "app:2", 1, "step 1")),
            NO_BLAME);
    byte[] top =
        RunRecords.layer(
            second.open(fleet.store()).listings().get(0).summary(),
            List.of(new RunRecords.LayerUse(second.handle().key(), "app:2", 0, "step 0")),
            NO_BLAME);

    TestFleet.run(
        pipeline ->
            PAssert.that(
                    TestFleet.texts(
                        reach(pipeline, first, second)
                            .apply(
                                new AggregateFleet(
                                    fleet.settings(),
                                    none(pipeline, "Blame", PackSomeFn.<LayerBlame>coder()),
                                    none(pipeline, "Shares", Packed.<Gathered>coder()),
                                    none(
                                        pipeline,
                                        "Failures",
                                        SerializableCoder.of(FleetFailure.class))))
                            .get(AggregateFleet.PARTS),
                        "Lines",
                        TestFleet::text))
                .containsInAnyOrder(
                    "LAYERS 2147483645 "
                        + first.layers().get(0).blob().diffId().hex()
                        + " "
                        + new String(base, UTF_8),
                    "LAYERS 2147483646 "
                        + second.layers().get(0).blob().diffId().hex()
                        + " "
                        + new String(top, UTF_8)));
  }

  private static TestImage image(String ref, Map<String, Object> config) {
    return new TestImage(
        List.of(ref), "linux/amd64", TestImage.of(ref, BASE).layers(), config, List.of());
  }

  private List<RunSpec> runs(String... services) throws Exception {
    Path file = folder.resolve("compose.yaml");
    Files.writeString(file, "name: x\nservices:\n" + String.join("\n", services) + "\n");
    return RunSpecs.read(file, Limits.DEFAULT);
  }

  private static PCollection<ResolvedImage> images(Pipeline pipeline, ResolvedImage... images) {
    return pipeline.apply(
        "Images", Create.of(List.of(images)).withCoder(SerializableCoder.of(ResolvedImage.class)));
  }

  private static PCollection<ImageHandle> handles(Pipeline pipeline, ResolvedImage... images) {
    List<ImageHandle> handles = Stream.of(images).map(ResolvedImage::handle).toList();
    return pipeline.apply(
        "Handles", Create.of(handles).withCoder(SerializableCoder.of(ImageHandle.class)));
  }

  /** Each layer of each image by itself, as if every one had been read apart. */
  private static PCollection<KV<String, Packed<LayerReach>>> reach(
      Pipeline pipeline, ResolvedImage... images) {
    List<KV<String, Packed<LayerReach>>> reach = new ArrayList<>();
    for (ResolvedImage image : images) {
      for (int i = 0; i < image.layers().size(); i++) {
        RunRecords.LayerUse use = LayerUse.records(image.handle()).get(i);
        reach.add(
            KV.of(
                image.layers().get(i).blob().diffId().hex(),
                Packed.of(new LayerReach(List.of(use), true))));
      }
    }
    return pipeline.apply(
        "Reach",
        Create.of(reach).withCoder(KvCoder.of(StringUtf8Coder.of(), Packed.<LayerReach>coder())));
  }

  private static PCollection<RunSpec> specs(Pipeline pipeline, List<RunSpec> runs) {
    return pipeline.apply("Runs", Create.of(runs).withCoder(SerializableCoder.of(RunSpec.class)));
  }

  private static String failure(FleetFailure failed) {
    return String.join(
        " ",
        failed.key(),
        failed.source(),
        failed.failure().subject(),
        failed.failure().reason().code(),
        failed.failure().where());
  }

  /** File and key of a part, and the rules that its findings name. */
  private static String subject(Part part) {
    String lines = new String(part.lines(), UTF_8);
    StringBuilder text = new StringBuilder();
    text.append(part.file()).append(' ').append(part.key().replace('\n', ' '));
    if (part.file() == ResultFile.BOUNDARIES) {
      // The rest of the key tells apart containers of one name.
      return part.file() + " " + part.key().lines().findFirst().orElse("");
    }
    if (part.file() != ResultFile.FINDINGS) {
      return text + " " + lines.lines().count() + " lines";
    }
    java.util.regex.Matcher rules =
        java.util.regex.Pattern.compile("\"rule\":\"([^\"]+)\"").matcher(lines);
    while (rules.find()) {
      text.append(' ').append(rules.group(1));
    }
    return text.toString();
  }

  /** Two images that were not judged. */
  private static PairImages.ImagePair pair(ResolvedImage from, ResolvedImage to, String pairedBy) {
    return new PairImages.ImagePair(
        new PairImages.PairedImage(from, null),
        new PairImages.PairedImage(to, null),
        pairedBy,
        false);
  }

  private static PCollection<KV<String, Packed<ImageProfile>>> noProfiles(Pipeline pipeline) {
    return pipeline.apply(
        "NoProfiles", Create.empty(KvCoder.of(StringUtf8Coder.of(), Packed.<ImageProfile>coder())));
  }

  private static <T> PCollection<T> none(Pipeline pipeline, String name, Coder<T> coder) {
    return pipeline.apply(name, Create.empty(coder));
  }
}
