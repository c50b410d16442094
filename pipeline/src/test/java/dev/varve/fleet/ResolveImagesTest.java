package dev.varve.fleet;

import dev.varve.failure.Failure;
import dev.varve.failure.ReasonCode;
import dev.varve.image.Platform;
import dev.varve.plan.ImageFilter;
import dev.varve.plan.ImageRequest;
import dev.varve.testing.ImagePackaging;
import dev.varve.testing.ImagePackaging.Corruption;
import dev.varve.testing.ImagePackaging.Shape;
import dev.varve.testing.LayerCompression;
import dev.varve.testing.TestImage;
import dev.varve.testing.TestLayer;
import java.nio.file.Path;
import java.util.List;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResolveImagesTest {
  private static final TestLayer LAYER = TestLayer.start().file("a", "1");

  @TempDir Path folder;

  @Test
  void everyImageOfEverySourceIsFoundOnceAndTroubleIsAResult() throws Exception {
    TestFleet fleet = new TestFleet(folder);
    ImageRequest two =
        fleet.archive("two.tar", TestImage.of("app:1", LAYER), TestImage.of("app:2", LAYER));
    ImageRequest tagged = new ImageRequest(two.name(), two.path(), "app:2", List.of());
    ImageRequest elsewhere =
        new ImageRequest(two.name(), two.path(), null, List.of(new Platform("linux", "s390x", "")));
    ImageRequest miscounted =
        fleet.archive(
            "miscounted.tar",
            new ImagePackaging(
                Shape.DOCKER_ARCHIVE,
                LayerCompression.NONE,
                "",
                false,
                false,
                false,
                false,
                false,
                Corruption.FEWER_DIFF_IDS),
            TestImage.of("odd:1", LAYER, LAYER));
    ImageRequest garbage = fleet.garbage("garbage.tar");
    ImageRequest missing =
        new ImageRequest("none.tar", folder.resolve("none.tar").toString(), null, List.of());

    TestFleet.run(
        pipeline -> {
          PCollectionTuple resolved =
              pipeline
                  .apply(
                      Create.of(
                              SourceRequest.bySource(
                                  List.of(two, tagged, elsewhere, miscounted, garbage, missing),
                                  null))
                          .withCoder(SerializableCoder.of(SourceRequest.class)))
                  .apply(new ResolveImages(fleet.settings(), ImageFilter.ALL));
          PAssert.that(
                  TestFleet.texts(
                      resolved.get(ResolveImages.IMAGES),
                      "Images",
                      image -> image.key().replaceAll(" .*", " ") + image.image().name()))
              .containsInAnyOrder("two.tar#0000 app:1", "two.tar#0001 app:2");
          PAssert.that(
                  TestFleet.texts(
                      resolved.get(ResolveImages.FAILURES),
                      "Failures",
                      failed ->
                          failed.failure().subject() + " " + failed.failure().reason().code()))
              .containsInAnyOrder(
                  "two.tar no-such-image",
                  "odd:1 layer-count-mismatch",
                  "garbage.tar tar-truncated",
                  "none.tar unreadable");
          String machine = folder.toString();
          PAssert.that(resolved.get(ResolveImages.FAILURES))
              .satisfies(failures -> holdNothingOf(machine, failures));
        });
  }

  @SuppressWarnings("NullAway") // Beam wants a Void, and null is the only one
  private static Void holdNothingOf(String machine, Iterable<FleetFailure> failures) {
    for (FleetFailure failed : failures) {
      Failure failure = failed.failure();
      if (failure.message().contains(machine) || failure.reason() == ReasonCode.INTERNAL_ERROR) {
        throw new AssertionError(failure.message());
      }
    }
    return null;
  }
}
