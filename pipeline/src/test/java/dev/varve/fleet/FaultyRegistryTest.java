package dev.varve.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.blob.Digest;
import dev.varve.blob.InflaterChoice;
import dev.varve.failure.Limits;
import dev.varve.failure.ReasonCode;
import dev.varve.image.ImageReference;
import dev.varve.image.registry.RegistryAccess;
import dev.varve.layer.FactsStoreMaintenance;
import dev.varve.layer.StoreAddress;
import dev.varve.plan.FleetFile;
import dev.varve.plan.ImageFilter;
import dev.varve.plan.ImageRequest;
import dev.varve.runtime.ImageMatch;
import dev.varve.testing.FakeRegistry;
import dev.varve.testing.FaultProxy;
import dev.varve.testing.FaultProxy.Fault;
import dev.varve.testing.TestLayer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Scans of a registry behind a network that fails: what cannot be read is named, everything else
 * has its results, and the next scan of an undisturbed network gives the same bytes as if nothing
 * had happened.
 */
class FaultyRegistryTest {
  private static final int IMAGES = 8;
  private static final int ATTEMPTS = 3;
  private static final RegistryAccess.Patience PATIENCE =
      new RegistryAccess.Patience(10_000, 2000, 10_000, ATTEMPTS, 10, 50, 1024);

  /** What a failing network may be called. */
  private static final Set<String> NAMED =
      Set.of(
          ReasonCode.REGISTRY_UNREACHABLE.code(),
          ReasonCode.REGISTRY_TIMEOUT.code(),
          ReasonCode.REGISTRY_ERROR.code(),
          ReasonCode.REGISTRY_TRUNCATED.code(),
          ReasonCode.REGISTRY_WRONG_BYTES.code(),
          ReasonCode.REGISTRY_MALFORMED.code(),
          ReasonCode.JSON_MALFORMED.code());

  private static final FakeRegistry REGISTRY = FakeRegistry.start();
  private static final FaultProxy NETWORK = FaultProxy.before(REGISTRY.port(), 10_000);

  @TempDir static Path shared;

  private static Map<String, String> undisturbed = Map.of();
  private static String wantedLayer = "";

  @TempDir Path folder;

  @BeforeAll
  static void scanUndisturbed() throws Exception {
    TestLayer base = layer("base");
    TestLayer wanted = layer("wanted");
    for (int i = 0; i < IMAGES; i++) {
      TestLayer own = i % 2 == 0 ? layer("own" + i) : wanted;
      REGISTRY.image("team/app", "v" + i, base, own);
    }
    wantedLayer =
        Digest.sha256Of(dev.varve.testing.LayerCompression.GZIP.encode(wanted.tar())).toString();
    ScanOutcome outcome = scan(shared.resolve("out"), shared.resolve("store"), null);
    assertThat(FixtureFleet.results(shared.resolve("out")).get("failures.jsonl")).isEmpty();
    assertThat(outcome.images()).isEqualTo(IMAGES);
    undisturbed = FixtureFleet.results(shared.resolve("out"));
  }

  @AfterAll
  static void close() throws IOException {
    NETWORK.close();
    REGISTRY.close();
  }

  /** One layer that half of the images share never arrives whole. */
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void layerThatNeverArrivesFailsItsImagesOnly(Fault fault) throws Exception {
    Path store = folder.resolve("store");
    Path out = folder.resolve("out");
    NETWORK.takeRequests();
    NETWORK.faults(path -> path.endsWith(wantedLayer) ? fault : Fault.NONE);
    ScanOutcome outcome;
    try {
      outcome = scan(out, store, null);
    } finally {
      NETWORK.faults(path -> Fault.NONE);
    }

    assertThat(outcome.images()).as(failures(out)).isEqualTo(IMAGES / 2);
    assertThat(outcome.failures()).isEqualTo(IMAGES / 2);
    Set<String> expected =
        switch (fault) {
          case STALL -> Set.of(ReasonCode.REGISTRY_TIMEOUT.code());
          case CUT -> Set.of(ReasonCode.REGISTRY_TRUNCATED.code());
          case RESET ->
              Set.of(ReasonCode.REGISTRY_UNREACHABLE.code(), ReasonCode.REGISTRY_TRUNCATED.code());
          case CORRUPT -> Set.of(ReasonCode.REGISTRY_WRONG_BYTES.code());
          default -> Set.of(ReasonCode.REGISTRY_ERROR.code());
        };
    assertThat(codes(out)).as(failures(out)).hasSize(IMAGES / 2).isSubsetOf(expected);
    // Of each image, what is sound: once. The layer: with other bytes once more; an answer that
    // breaks off goes on from there, and each part may take as often.
    int sound = 1 + 4 * IMAGES;
    int broken = IMAGES / 2 * (fault == Fault.CORRUPT ? 2 : 3 * ATTEMPTS * ATTEMPTS);
    assertThat(NETWORK.takeRequests()).isLessThanOrEqualTo(sound + broken);
    assertMended(out, store);
  }

  /** Everything goes wrong now and then; the seed is in the name of what fails. */
  @Test
  void scansOfABadNetworkGetAsFarAsTheyCan() throws Exception {
    long seed = Long.getLong("varve.seed", 20_260_103L);
    Random random = new Random(seed);
    Path store = folder.resolve("store");
    Path out = folder.resolve("out");
    Fault[] kinds = Fault.values();
    NETWORK.faults(
        path -> {
          synchronized (random) {
            return random.nextInt(100) < 35 ? kinds[1 + random.nextInt(5)] : Fault.NONE;
          }
        });
    ScanOutcome first;
    ScanOutcome second;
    try {
      first = scan(out, store, null);
      assertThat(codes(out)).as("seed %d", seed).isSubsetOf(NAMED);
      second = scan(out, store, out);
    } finally {
      NETWORK.faults(path -> Fault.NONE);
    }

    assertThat(first.images() + first.failures()).as("seed %d", seed).isEqualTo(IMAGES);
    assertThat(second.images()).as("seed %d", seed).isGreaterThanOrEqualTo(first.images());
    assertThat(codes(out)).as("seed %d", seed).isSubsetOf(NAMED);
    assertMended(out, store);
  }

  /** Both ways to go on give the same, and no layer is fetched that was read. */
  private void assertMended(Path broken, Path store) throws Exception {
    assertThat(new FactsStoreMaintenance(store).verify()).allMatch(verdict -> verdict.sound());
    Path retried = folder.resolve("retried");
    scan(retried, store, broken);
    assertThat(FixtureFleet.results(retried)).isEqualTo(undisturbed);
    Path again = folder.resolve("again");
    ScanOutcome warm = scan(again, store, null);
    assertThat(FixtureFleet.results(again)).isEqualTo(undisturbed);
    assertThat(warm.layersExpanded()).isZero();
  }

  private static ScanOutcome scan(Path out, Path store, @Nullable Path onlyFailed)
      throws Exception {
    List<ImageRequest> images = new ArrayList<>();
    for (int i = 0; i < IMAGES; i++) {
      images.add(
          ImageRequest.of(ImageReference.parse(NETWORK.name() + "/team/app:v" + i), List.of()));
    }
    return FleetScan.run(
        new ScanRequest(
            new FleetFile(
                images, List.of(), List.of(), List.of(), List.of(), null, null, null, null),
            ImageFilter.ALL,
            List.of(),
            List.of(),
            List.of(),
            ImageMatch.BY_NAME,
            Digest.sha256Of("the fleet".getBytes(StandardCharsets.UTF_8)),
            out,
            StoreAddress.of(store),
            Limits.DEFAULT,
            InflaterChoice.AUTO,
            FixtureFleet.JUDGEMENT,
            RegistryAccess.of(Map.of()).with(PATIENCE),
            false,
            false,
            null,
            null,
            onlyFailed,
            false,
            true,
            List.of()));
  }

  private static String failures(Path out) throws IOException {
    return Objects.requireNonNull(FixtureFleet.results(out).get("failures.jsonl"));
  }

  private static List<String> codes(Path out) throws IOException {
    return failures(out)
        .lines()
        .map(line -> line.replaceFirst(".*\"code\":\"([a-z-]+)\".*", "$1"))
        .toList();
  }

  private static TestLayer layer(String name) {
    TestLayer layer = TestLayer.start().dir("srv").dir("srv/" + name);
    Random noise = new Random(name.hashCode());
    for (int i = 0; i < 40; i++) {
      layer.file("srv/" + name + "/file" + i, Long.toHexString(noise.nextLong()).repeat(1 + i % 7));
    }
    return layer;
  }
}
