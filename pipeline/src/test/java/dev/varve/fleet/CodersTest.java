package dev.varve.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.failure.Failure;
import dev.varve.failure.Limits;
import dev.varve.failure.ReasonCode;
import dev.varve.image.Platform;
import dev.varve.plan.ImageRequest;
import dev.varve.runtime.RunSpec;
import dev.varve.runtime.source.RunSpecs;
import dev.varve.testing.TestImage;
import dev.varve.testing.TestLayer;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.coders.CoderException;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.util.CoderUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Everything that travels between workers arrives as it left. */
class CodersTest {
  @TempDir Path folder;

  @Test
  void elementsRoundTrip() throws Exception {
    TestFleet fleet = new TestFleet(folder);
    ResolvedImage image =
        fleet.resolved("a.tar", TestImage.of("app:1", TestLayer.start().file("a", "1")));
    Failure failure = new Failure("app:1", ReasonCode.LAYER_MISSING, "layer 1", "gone");

    assertRoundTrip(
        new ImageRequest("a.tar", "/a.tar", "app:1", List.of(new Platform("linux", "arm", "v7"))));
    assertRoundTrip(image.handle());
    StoredLayer stored =
        new StoredLayer(LayerUse.of(image.handle(), 0), LayerUse.records(image.handle()));
    assertRoundTrip(new ClaimedLayer("claim", List.of(stored)));
    assertRoundTrip(new Some<>(List.of(stored)));
    assertRoundTrip(new LayerReach(stored.users(), true));
    assertRoundTrip(new LayerOutcome(stored.users(), image.layers().get(0), null));
    assertRoundTrip(new LayerOutcome(stored.users(), null, failure));
    assertRoundTrip(image);
    assertRoundTrip(
        new PairImages.ImagePair(
            new PairImages.PairedImage(image, null),
            new PairImages.PairedImage(image, null),
            "explicit",
            true));
    assertRoundTrip(new FleetFailure("a.tar#0000", "a.tar", failure));
    assertRoundTrip(fleet.settings());
  }

  @Test
  void runSpecsRoundTrip() throws Exception {
    List<RunSpec> specs = new ArrayList<>();
    for (String file : List.of("compose.yaml", "inspect.json")) {
      specs.addAll(
          RunSpecs.read(FixtureFleet.folder().resolve("runs").resolve(file), Limits.DEFAULT));
    }

    assertThat(specs).hasSizeGreaterThan(10);
    for (RunSpec spec : specs) {
      assertRoundTrip(spec);
    }
  }

  @Test
  void partsRoundTrip() throws Exception {
    Part part = new Part(ResultFile.IMAGES, "key", new byte[] {1, 2, 3});

    Part copy = CoderUtils.clone(SerializableCoder.of(Part.class), part);

    assertThat(copy).usingRecursiveComparison().isEqualTo(part);
  }

  private static <T extends Serializable> void assertRoundTrip(T element) throws CoderException {
    @SuppressWarnings("unchecked") // the class of an element is its own
    Class<T> type = (Class<T>) element.getClass();

    assertThat(CoderUtils.clone(SerializableCoder.of(type), element)).isEqualTo(element);
  }
}
