package dev.varve.stack;

import static dev.varve.testing.FakeRegistry.body;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.blob.Digest;
import dev.varve.blob.InflaterChoice;
import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import dev.varve.failure.ReasonCode;
import dev.varve.image.Image;
import dev.varve.image.ImageReference;
import dev.varve.image.ImageSource;
import dev.varve.image.registry.Registries;
import dev.varve.image.registry.RegistryAccess;
import dev.varve.layer.DirectoryFactsStore;
import dev.varve.layer.LayerExpander;
import dev.varve.testing.FakeRegistry;
import dev.varve.testing.LayerCompression;
import dev.varve.testing.TestLayer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Layers that are asked for by their digest: fetched once in their life, and only whole. */
class RegistryLayersTest {
  private static final TestLayer LOWER = TestLayer.start().dir("etc").file("etc/hosts", "a\n");
  private static final TestLayer UPPER = TestLayer.start().file("srv", "b\n");
  private static final byte[] LOWER_BLOB = LayerCompression.GZIP.encode(LOWER.tar());
  private static final String LOWER_PATH = "/v2/.*/blobs/" + Digest.sha256Of(LOWER_BLOB);

  @TempDir Path folder;

  private final FakeRegistry registry = FakeRegistry.start();
  private final Registries registries =
      new Registries(
          RegistryAccess.of(Map.of())
              .with(new RegistryAccess.Patience(1000, 1000, 3000, 2, 1, 1000, 1)),
          Limits.DEFAULT);
  private DirectoryFactsStore store;
  private LayerResolver resolver;

  @BeforeEach
  void start() throws Exception {
    store = DirectoryFactsStore.open(folder);
    resolver = new LayerResolver(store, new LayerExpander(Limits.DEFAULT, InflaterChoice.JDK));
    registry.image("a", "1", LOWER, UPPER);
    registry.image("b", "1", LOWER);
  }

  @AfterEach
  void close() throws Exception {
    registries.close();
    registry.close();
  }

  @Test
  void knownLayersAreNotAskedFor() throws Exception {
    List<ResolvedLayer> cold = resolve("a");
    registry.forget();

    List<ResolvedLayer> warm = resolve("a");
    List<ResolvedLayer> other = resolve("b");

    assertThat(cold).allMatch(ResolvedLayer::expanded);
    assertThat(warm)
        .isEqualTo(
            cold.stream().map(layer -> new ResolvedLayer(layer.identified(), false)).toList());
    assertThat(other).isEqualTo(warm.subList(0, 1));
    // A manifest and a config for each image, and nothing else.
    assertThat(registry.paths()).hasSize(4).noneMatch(path -> path.matches(LOWER_PATH));
  }

  @Test
  void layerThatAnArchiveBroughtInAnotherFormIsFetchedOnceToBeSure() throws Exception {
    resolver.resolve(
        new MemorySource().layer(LOWER.tar(), null, -1, Digest.sha256Of(LOWER.tar())),
        new MemorySource().layer(LOWER.tar(), null, -1, Digest.sha256Of(LOWER.tar())).image(),
        0);

    assertThat(resolve("b")).noneMatch(ResolvedLayer::expanded);
    assertThat(registry.paths()).anyMatch(path -> path.matches(LOWER_PATH));
    registry.forget();
    assertThat(resolve("b")).noneMatch(ResolvedLayer::expanded);
    assertThat(registry.paths()).noneMatch(path -> path.matches(LOWER_PATH));
  }

  @Test
  void bytesThatWentWrongOnTheirWayAreFetchedAgain() throws Exception {
    byte[] wrong = LOWER_BLOB.clone();
    wrong[LOWER_BLOB.length / 2] ^= 1;
    registry.next(LOWER_PATH, body(wrong));

    assertThat(resolve("b")).allMatch(ResolvedLayer::expanded);
    assertThat(registry.paths()).filteredOn(path -> path.matches(LOWER_PATH)).hasSize(2);
  }

  /** Whatever they look like: sound data of another layer, or what no gzip can be. */
  @Test
  void otherBytesThanWereAskedForAreAFailureAndNeverContent() throws Exception {
    byte[] damaged = Arrays.copyOf(LOWER_BLOB, LOWER_BLOB.length - 3);
    for (byte[] wrong : new byte[][] {LayerCompression.GZIP.encode(UPPER.tar()), damaged}) {
      registry.next(LOWER_PATH, body(wrong), body(wrong));

      assertThatThrownBy(() -> resolve("b"))
          .isInstanceOfSatisfying(
              InputException.class,
              e -> {
                assertThat(e.reason()).isEqualTo(ReasonCode.REGISTRY_WRONG_BYTES);
                assertThat(e.source())
                    .isEqualTo(
                        "layer 0 (%s): %s"
                            .formatted(
                                Digest.sha256Of(LOWER_BLOB),
                                registry.url("/v2/b/blobs/" + Digest.sha256Of(LOWER_BLOB))));
                assertThat(e.detail())
                    .isEqualTo(
                        "its %d bytes have the digest %s"
                            .formatted(wrong.length, Digest.sha256Of(wrong)));
              });
      assertThat(store.find(Digest.sha256Of(LOWER.tar()))).isEmpty();
      assertThat(store.find(Digest.sha256Of(UPPER.tar()))).isEmpty();
    }
  }

  /** The registry gives what it is asked for, and that is damaged: the image's own trouble. */
  @Test
  void damageWithTheRightDigestIsTheLayersOwn() throws Exception {
    byte[] damaged = Arrays.copyOf(LOWER_BLOB, LOWER_BLOB.length - 3);
    byte[] config = FakeRegistry.utf8("{'os':'linux','rootfs':{'diff_ids':[]}}");
    registry.manifest(
        "c",
        "1",
        FakeRegistry.utf8(
            "{'schemaVersion':2,'config':"
                + FakeRegistry.descriptor(
                    "application/vnd.oci.image.config.v1+json",
                    registry.blob(config),
                    config.length)
                + ",'layers':["
                + FakeRegistry.descriptor(
                    "application/vnd.oci.image.layer.v1.tar+gzip",
                    registry.blob(damaged),
                    damaged.length)
                + "]}"));

    assertThatThrownBy(() -> resolve("c"))
        .isInstanceOfSatisfying(
            InputException.class, e -> assertThat(e.reason()).isEqualTo(ReasonCode.GZIP_TRUNCATED));
    assertThat(registry.paths()).filteredOn(path -> path.contains("/c/blobs/")).hasSize(2);
  }

  private List<ResolvedLayer> resolve(String repository) throws Exception {
    String name = registry.name() + "/" + repository + ":1";
    try (ImageSource source = registries.open(name, ImageReference.parse(name))) {
      Image image = source.images(null).get(0);
      List<ResolvedLayer> layers = new ArrayList<>();
      for (int layer = 0; layer < image.layers().size(); layer++) {
        layers.add(resolver.resolve(source, image, layer));
      }
      return layers;
    }
  }
}
