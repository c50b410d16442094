package dev.varve.fleet;

import dev.varve.blob.Digest;
import dev.varve.failure.Failure;
import dev.varve.failure.ReasonCode;
import dev.varve.plan.ImageRequest;
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
            PAssert.that(
                    TestFleet.texts(
                        pipeline
                            .apply(
                                Create.of(images)
                                    .withCoder(SerializableCoder.of(ImageHandle.class)))
                            .apply(new DistinctLayers()),
                        "Groups",
                        group -> group.getKey() + " " + uses(group.getValue())))
                .containsInAnyOrder(
                    BASE_ID
                        + " ["
                        + images.get(0).key()
                        + " layer 0, "
                        + images.get(1).key()
                        + " layer 0]",
                    TOP_ID + " [" + images.get(0).key() + " layer 1]"));
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
    KV<String, Iterable<LayerUse>> group =
        KV.of(BASE_ID, List.of(LayerUse.of(a).get(1), LayerUse.of(b).get(0)));

    TestFleet.run(
        pipeline ->
            PAssert.that(
                    TestFleet.texts(
                        pipeline
                            .apply(
                                Create.of(List.of(group))
                                    .withCoder(
                                        KvCoder.of(
                                            StringUtf8Coder.of(),
                                            org.apache.beam.sdk.coders.IterableCoder.of(
                                                SerializableCoder.of(LayerUse.class)))))
                            .apply(new ExpandLayers(fleet.settings()))
                            .get(ExpandLayers.OUTCOMES),
                        "Outcomes",
                        LayerTransformsTest::text))
                .containsInAnyOrder(
                    a.key() + " layer 1 " + BASE_ID, b.key() + " layer 0 layer-missing"));
  }

  @Test
  void imageWithAllItsLayersIsJoinedAndTheLowestFailureOfAnotherIsItsResult() throws Exception {
    ResolvedImage whole = fleet.resolved("a.tar", TestImage.of("a:1", BASE, TOP));
    ImageHandle lost =
        fleet.handles(fleet.archive("b.tar", TestImage.of("b:1", BASE, TOP, BASE))).get(0);
    ImageHandle empty = fleet.handles(fleet.archive("c.tar", TestImage.of("c:1"))).get(0);
    Failure lower = new Failure("b:1", ReasonCode.LAYER_MISSING, "layer 1", "gone");
    Failure higher = new Failure("b:1", ReasonCode.TAR_MALFORMED, "layer 2", "odd");
    List<KV<String, LayerOutcome>> outcomes =
        List.of(
            KV.of(lost.key(), new LayerOutcome(2, null, higher)),
            KV.of(whole.handle().key(), new LayerOutcome(1, whole.layers().get(1), null)),
            KV.of(lost.key(), new LayerOutcome(0, whole.layers().get(0), null)),
            KV.of(whole.handle().key(), new LayerOutcome(0, whole.layers().get(0), null)),
            KV.of(lost.key(), new LayerOutcome(1, null, lower)));

    TestFleet.run(
        pipeline -> {
          PCollection<KV<String, LayerOutcome>> layers =
              pipeline.apply(
                  "Outcomes",
                  Create.of(outcomes)
                      .withCoder(
                          KvCoder.of(
                              StringUtf8Coder.of(), SerializableCoder.of(LayerOutcome.class))));
          PCollectionTuple joined =
              pipeline
                  .apply(
                      "Images",
                      Create.of(whole.handle(), lost, empty)
                          .withCoder(SerializableCoder.of(ImageHandle.class)))
                  .apply(new JoinLayersToImages(layers));
          PAssert.that(joined.get(JoinLayersToImages.IMAGES))
              .containsInAnyOrder(whole, new ResolvedImage(empty, List.of()));
          PAssert.that(joined.get(JoinLayersToImages.FAILURES))
              .containsInAnyOrder(new FleetFailure(lost.key(), "b.tar", lower));
        });
  }

  private static String uses(Iterable<LayerUse> uses) {
    TreeSet<String> texts = new TreeSet<>();
    uses.forEach(use -> texts.add(use.imageKey() + " layer " + use.layer()));
    return texts.toString();
  }

  private static String text(KV<String, LayerOutcome> outcome) {
    LayerOutcome layer = outcome.getValue();
    String what =
        layer.resolved() != null
            ? layer.resolved().blob().diffId().toString()
            : Objects.requireNonNull(layer.failure()).reason().code();
    return outcome.getKey() + " layer " + layer.layer() + " " + what;
  }
}
