package dev.varve.fleet;

import dev.varve.blob.Digest;
import dev.varve.failure.Failure;
import dev.varve.failure.ReasonCode;
import dev.varve.plan.ImageRequest;
import dev.varve.report.RunRecords;
import dev.varve.testing.ImagePackaging;
import dev.varve.testing.ImagePackaging.Corruption;
import dev.varve.testing.ImagePackaging.Shape;
import dev.varve.testing.LayerCompression;
import dev.varve.testing.TestImage;
import dev.varve.testing.TestLayer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@link DistinctLayers}, {@link ExpandLayers} and {@link JoinLayersToImages}, each alone. */
class LayerTransformsTest {
  private static final TestLayer BASE = TestLayer.start().dir("etc").file("etc/hosts", "a");
  private static final TestLayer TOP = TestLayer.start().file("top", "b");
  private static final String BASE_ID = Digest.sha256Of(BASE.tar()).toString();
  private static final String TOP_ID = Digest.sha256Of(TOP.tar()).toString();

  @TempDir Path folder;

  private TestFleet fleet = new TestFleet(Path.of(""));

  @BeforeEach
  void makeFleet() {
    fleet = new TestFleet(folder);
  }

  @Test
  void layersThatClaimTheSameAreGrouped() throws Exception {
    List<ImageHandle> images = new ArrayList<>();
    images.addAll(fleet.handles(fleet.archive("a.tar", TestImage.of("a:1", BASE, TOP))));
    images.addAll(fleet.handles(fleet.archive("b.tar", TestImage.of("b:1", BASE))));

    TestFleet.run(
        pipeline ->
            PAssert.that(distinct(pipeline, images))
                .containsInAnyOrder(
                    BASE_ID
                        + " through "
                        + images.get(0).key()
                        + " layer 0 ["
                        + images.get(0).key()
                        + " layer 0] through "
                        + images.get(1).key()
                        + " layer 0 ["
                        + images.get(1).key()
                        + " layer 0]",
                    TOP_ID
                        + " through "
                        + images.get(0).key()
                        + " layer 1 ["
                        + images.get(0).key()
                        + " layer 1]"));
  }

  @Test
  void layersOfOnePlaceAreReadThroughTheFirstImage() throws Exception {
    List<ImageHandle> images =
        fleet.handles(
            fleet.archive(
                "a.tar",
                ImagePackaging.plain(Shape.OCI_ARCHIVE),
                TestImage.of("a:1", TOP, BASE),
                TestImage.of("a:2", BASE)));

    TestFleet.run(
        pipeline ->
            PAssert.that(distinct(pipeline, List.of(images.get(1), images.get(0))))
                .containsInAnyOrder(
                    BASE_ID
                        + " through "
                        + images.get(0).key()
                        + " layer 1 ["
                        + images.get(0).key()
                        + " layer 1, "
                        + images.get(1).key()
                        + " layer 0]",
                    TOP_ID
                        + " through "
                        + images.get(0).key()
                        + " layer 0 ["
                        + images.get(0).key()
                        + " layer 0]"));
  }

  @Test
  void everyPlaceOfALayerIsReadAndItsOutcomeGoesToEachImage() throws Exception {
    ImageRequest broken =
        fleet.archive(
            "broken.tar",
            new ImagePackaging(
                Shape.DOCKER_ARCHIVE,
                LayerCompression.NONE,
                "",
                false,
                false,
                false,
                false,
                false,
                Corruption.LAYER_MISSING),
            TestImage.of("broken:1", BASE));
    ImageHandle a = fleet.handles(fleet.archive("a.tar", TestImage.of("a:1", TOP, BASE))).get(0);
    ImageHandle b = fleet.handles(broken).get(0);
    ClaimedLayer layer = new ClaimedLayer(BASE_ID, List.of(stored(a, 1), stored(b, 0)));

    TestFleet.run(
        pipeline ->
            PAssert.that(
                    TestFleet.texts(
                        pipeline
                            .apply(
                                Create.of(layer)
                                    .withCoder(SerializableCoder.of(ClaimedLayer.class)))
                            .apply(new ExpandLayers(fleet.settings()))
                            .get(ExpandLayers.OUTCOMES),
                        "Outcomes",
                        LayerTransformsTest::text))
                .containsInAnyOrder(
                    "[" + a.key() + " layer 1] " + BASE_ID,
                    "[" + b.key() + " layer 0] layer-missing"));
  }

  @Test
  void imageWithAllItsLayersIsJoinedAndTheLowestFailureOfAnotherIsItsResult() throws Exception {
    ResolvedImage whole = fleet.resolved("a.tar", TestImage.of("a:1", BASE, TOP));
    ImageHandle lost =
        fleet.handles(fleet.archive("b.tar", TestImage.of("b:1", BASE, TOP, BASE))).get(0);
    ImageHandle empty = fleet.handles(fleet.archive("c.tar", TestImage.of("c:1"))).get(0);
    Failure lower = new Failure("b:1", ReasonCode.LAYER_MISSING, "layer 1", "gone");
    Failure higher = new Failure("b:1", ReasonCode.TAR_MALFORMED, "layer 2", "odd");
    RunRecords.LayerUse lostBase = LayerUse.records(lost).get(0);
    List<LayerOutcome> outcomes =
        List.of(
            new LayerOutcome(List.of(LayerUse.records(lost).get(2)), null, higher),
            new LayerOutcome(
                List.of(LayerUse.records(whole.handle()).get(1)), whole.layers().get(1), null),
            new LayerOutcome(
                List.of(lostBase, LayerUse.records(whole.handle()).get(0)),
                whole.layers().get(0),
                null),
            new LayerOutcome(List.of(LayerUse.records(lost).get(1)), null, lower));

    TestFleet.run(
        pipeline -> {
          PCollection<LayerOutcome> layers =
              pipeline.apply(
                  "Outcomes",
                  Create.of(outcomes).withCoder(SerializableCoder.of(LayerOutcome.class)));
          PCollectionTuple joined =
              pipeline
                  .apply(
                      "Images",
                      Create.of(whole.handle(), lost, empty)
                          .withCoder(SerializableCoder.of(ImageHandle.class)))
                  .apply(new JoinLayersToImages(Buckets.MANY, layers));
          PAssert.that(joined.get(JoinLayersToImages.IMAGES))
              .containsInAnyOrder(whole, new ResolvedImage(empty, List.of()));
          PAssert.that(joined.get(JoinLayersToImages.FAILURES))
              .containsInAnyOrder(new FleetFailure(lost.key(), "b.tar", lower));
        });
  }

  private static StoredLayer stored(ImageHandle image, int layer) {
    return new StoredLayer(LayerUse.of(image, layer), List.of(LayerUse.records(image).get(layer)));
  }

  /** The distinct layers of images as texts. */
  private static PCollection<String> distinct(Pipeline pipeline, List<ImageHandle> images) {
    return TestFleet.texts(
        pipeline
            .apply(Create.of(images).withCoder(SerializableCoder.of(ImageHandle.class)))
            .apply(new DistinctLayers()),
        "Groups",
        LayerTransformsTest::text);
  }

  private static String text(ClaimedLayer layer) {
    StringBuilder text = new StringBuilder(layer.claim());
    for (StoredLayer stored : layer.places()) {
      text.append(" through ").append(stored.reader().imageKey()).append(" layer ");
      text.append(stored.reader().layer()).append(' ').append(users(stored.users()));
    }
    return text.toString();
  }

  private static String users(List<RunRecords.LayerUse> users) {
    TreeSet<String> texts = new TreeSet<>();
    users.forEach(use -> texts.add(use.key() + " layer " + use.layer()));
    return texts.toString();
  }

  private static String text(LayerOutcome outcome) {
    String what =
        outcome.resolved() != null
            ? outcome.resolved().blob().diffId().toString()
            : Objects.requireNonNull(outcome.failure()).reason().code();
    return users(outcome.users()) + " " + what;
  }
}
