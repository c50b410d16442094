package dev.varve.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.blob.Bytes;
import dev.varve.blob.Digest;
import dev.varve.image.Image;
import dev.varve.image.ImageConfig;
import dev.varve.image.ImageFormat;
import dev.varve.image.Platform;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageMatchTest {
  private static final Digest CONFIG = Digest.sha256Of(new byte[] {1});
  private static final Digest MANIFEST = Digest.sha256Of(new byte[] {2});
  private static final Image IMAGE =
      new Image(
          "app.tar",
          0,
          List.of("docker.io/library/app:1", "reg.example.com:5000/team/app:2"),
          ImageFormat.OCI,
          new Platform("linux", "amd64", ""),
          CONFIG,
          MANIFEST,
          ImageConfig.EMPTY,
          Bytes.EMPTY,
          List.of(),
          List.of());

  private static RunSpec run(@Nullable String image) {
    return new RunSpec(
        Unit.single("compose", "shop", "api"),
        image,
        ProcessSpec.OF_IMAGE,
        Privileges.DEFAULT,
        Namespaces.DOCKER_DEFAULT,
        List.of(),
        List.of(),
        false,
        ResourceLimits.NONE,
        List.of(),
        null,
        "",
        false,
        new TreeMap<>(),
        new TreeMap<>(),
        new TreeMap<>(),
        List.of());
  }

  @ParameterizedTest
  @CsvSource({
    "app:1, true",
    "library/app:1, true",
    "index.docker.io/app:1, true",
    "app, false",
    "app:2, false",
    "reg.example.com:5000/team/app:2, true",
    "reg.example.com/team/app:2, false",
    "app@MANIFEST, true",
    "other:9@MANIFEST, true",
    "app:1@sha256:0000000000000000000000000000000000000000000000000000000000000000, false",
    "CONFIG, true",
    "HEX, true",
    "SHORT, true",
    "TOO-SHORT, false"
  })
  void aReferenceMeansTheImageByNameOrDigest(String reference, boolean matches) {
    String text =
        reference
            .replace("MANIFEST", MANIFEST.toString())
            .replace("CONFIG", CONFIG.toString())
            .replace("HEX", CONFIG.hex())
            .replace("TOO-SHORT", CONFIG.hex().substring(0, 11))
            .replace("SHORT", CONFIG.hex().substring(0, 12));

    assertThat(ImageMatch.BY_NAME.matches(run(text), IMAGE)).isEqualTo(matches);
    assertThat(ImageMatch.BY_NAME.find(run(text), index("k"))).isEqualTo(matches ? "k" : null);
  }

  /** Of several images that match, the first key is taken, whatever order they come in. */
  @Test
  void indexFindsTheFirstOfSeveralImages() {
    for (List<String> keys : List.of(List.of("a", "b"), List.of("b", "a"))) {
      ImageIndex index = index(keys.toArray(String[]::new));

      for (String text : List.of("app:1", "x@" + MANIFEST, CONFIG.hex().substring(0, 12))) {
        assertThat(ImageMatch.BY_NAME.find(run(text), index)).isEqualTo("a");
      }
      assertThat(new ImageMatch(Map.of("api", "app.tar")).find(run("else:1"), index))
          .isEqualTo("a");
    }
  }

  private static ImageIndex index(String... keys) {
    ImageIndex index = new ImageIndex();
    for (String key : keys) {
      index.add(ImageIndex.Names.of(key, IMAGE));
    }
    return index;
  }

  @Test
  void whatTheUserMapsCountsMoreThanWhatTheSpecNames() {
    for (String key : List.of("api", "compose shop/api")) {
      for (String image : List.of("app.tar", "app:1", CONFIG.toString())) {
        assertThat(new ImageMatch(Map.of(key, image)).matches(run("else:1"), IMAGE)).isTrue();
        assertThat(new ImageMatch(Map.of(key, image)).find(run("else:1"), index("k")))
            .isEqualTo("k");
      }
      assertThat(new ImageMatch(Map.of(key, "else:1")).matches(run("app:1"), IMAGE)).isFalse();
      assertThat(new ImageMatch(Map.of(key, "else:1")).find(run("app:1"), index("k"))).isNull();
    }
    assertThat(ImageMatch.BY_NAME.isOpen(run(null))).isTrue();
    assertThat(new ImageMatch(Map.of("api", "x")).isOpen(run(null))).isFalse();
  }
}
