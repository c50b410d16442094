package dev.varve.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.blob.Bytes;
import dev.varve.blob.Digest;
import dev.varve.failure.InputException;
import dev.varve.failure.ReasonCode;
import dev.varve.testing.OuterFiles;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/**
 * What every {@link ImageSource} does alike, over one index with an image for each of two platforms
 * whose upper layers are the same.
 */
public abstract class ImageSourceContract {
  private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
  private static final String CONFIG = "application/vnd.oci.image.config.v1+json";
  private static final String LAYER = "application/vnd.oci.image.layer.v1.tar";

  private final OuterFiles files = new OuterFiles();

  /** Opens a source with these files: {@code index.json} and blobs by digest. */
  protected abstract ImageSource open(OuterFiles files) throws Exception;

  @Test
  void listsItsImagesInStoredOrder() throws Exception {
    twoPlatforms();

    try (ImageSource source = open(files)) {
      List<Image> images = source.images(null);

      assertThat(images).extracting(Image::position).containsExactly(0, 1);
      assertThat(images).extracting(Image::source).containsOnly(source.name());
      assertThat(images).extracting(image -> image.refs()).containsOnly(List.of("app:1"));
      assertThat(images)
          .extracting(Image::platform)
          .containsExactly(Platform.parse("linux/amd64"), Platform.parse("linux/arm64"));
      assertThat(images).extracting(Image::format).containsOnly(ImageFormat.OCI);
      assertThat(images).allMatch(image -> image.findings().isEmpty());
      for (Image image : images) {
        assertThat(Digest.sha256Of(image.manifestJson().toArray()))
            .isEqualTo(image.manifestDigest());
        assertThat(image.layers())
            .extracting(LayerDescriptor::claimedDiffId)
            .containsExactly(
                digest("lower " + image.platform().architecture()), digest("upper layer"));
      }
      assertThat(source.images(Platform.parse("linux/arm64"))).isEqualTo(images);
    }
  }

  @Test
  void opensLayersAsStoredAndAsOftenAsWanted() throws Exception {
    twoPlatforms();

    try (ImageSource source = open(files)) {
      Image image = source.images(null).get(1);

      for (int time = 0; time < 2; time++) {
        assertThat(layer(source, image, 0)).isEqualTo("lower arm64");
        assertThat(layer(source, image, 1)).isEqualTo("upper layer");
      }
      assertThat(source.layerBytes(image, 0)).isEqualTo("lower arm64".length());
    }
  }

  @Test
  void opensLayersOfAnImageThatAnotherInstanceHasListed() throws Exception {
    twoPlatforms();
    Image image;
    try (ImageSource source = open(files)) {
      image = source.images(null).get(0);
    }

    try (ImageSource again = open(files)) {
      assertThat(layer(again, image, 0)).isEqualTo("lower amd64");
    }
  }

  @Test
  void aStreamMayBeClosedBeforeItsEnd() throws Exception {
    twoPlatforms();

    try (ImageSource source = open(files)) {
      Image image = source.images(null).get(0);
      try (InputStream in = source.openLayer(image, 0)) {
        assertThat(in.read()).isEqualTo('l');
      }
      assertThat(layer(source, image, 0)).isEqualTo("lower amd64");
    }
  }

  @Test
  void servesSeveralThreads() throws Exception {
    twoPlatforms();

    try (ImageSource source = open(files)) {
      ExecutorService threads = Executors.newFixedThreadPool(4);
      try {
        List<Future<String>> read = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
          int which = i % 2;
          read.add(threads.submit(() -> layer(source, source.images(null).get(which), 0)));
        }
        for (int i = 0; i < read.size(); i++) {
          assertThat(read.get(i).get()).isEqualTo(i % 2 == 0 ? "lower amd64" : "lower arm64");
        }
      } finally {
        threads.shutdownNow();
      }
    }
  }

  @Test
  void layerThatIsNotThereIsTheImagesTrouble() throws Exception {
    String absent = "{'mediaType':'" + LAYER + "','digest':'" + digest("nowhere") + "','size':7}";
    files.json("index.json", "{'manifests':[" + manifest("amd64", absent) + "]}");

    try (ImageSource source = open(files)) {
      Image image = source.images(null).get(0);
      assertThatThrownBy(() -> layer(source, image, 0))
          .isInstanceOfSatisfying(
              InputException.class,
              e -> assertThat(e.reason()).isEqualTo(ReasonCode.LAYER_MISSING));
    }
  }

  @Test
  void childThatIsNotThereIsPassedOver() throws Exception {
    String absent = "{'mediaType':'" + MANIFEST + "','digest':'" + digest("none") + "','size':7}";
    files.json("index.json", "{'manifests':[" + absent + "," + manifest("amd64", "") + "]}");

    try (ImageSource source = open(files)) {
      assertThat(source.images(null)).extracting(Image::position).containsExactly(0);
    }
  }

  @Test
  void whatHoldsNoImageIsRefused() throws Exception {
    files.json("index.json", "{'manifests':[]}");

    try (ImageSource source = open(files)) {
      assertThatThrownBy(() -> source.images(null))
          .isInstanceOfSatisfying(
              InputException.class,
              e -> {
                assertThat(e.reason()).isEqualTo(ReasonCode.NOT_AN_IMAGE);
                assertThat(e.source()).isEqualTo(source.name());
              });
    }
  }

  private void twoPlatforms() {
    String upper = blob("upper layer");
    String both =
        manifest("amd64", blob("lower amd64") + "," + upper)
            + ","
            + manifest("arm64", blob("lower arm64") + "," + upper);
    files.json("index.json", "{'manifests':[" + both + "]}");
  }

  /** Adds an image and returns its descriptor. */
  private String manifest(String architecture, String layers) {
    StringBuilder diffIds = new StringBuilder();
    for (String text : new String[] {"lower " + architecture, "upper layer"}) {
      diffIds.append(diffIds.isEmpty() ? "'" : ",'").append(digest(text)).append("'");
    }
    String config =
        files.blob(
            CONFIG,
            "{'os':'linux','architecture':'%s','rootfs':{'diff_ids':[%s]}}"
                .formatted(architecture, diffIds));
    return files
        .blob(MANIFEST, "{'schemaVersion':2,'config':" + config + ",'layers':[" + layers + "]}")
        .replaceFirst("\\{", "{'annotations':{'org.opencontainers.image.ref.name':'app:1'},");
  }

  /** Adds a layer and returns its descriptor. */
  private String blob(String text) {
    return files.blob(LAYER, text);
  }

  private static Digest digest(String text) {
    return Digest.sha256Of(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String layer(ImageSource source, Image image, int layer) throws Exception {
    try (InputStream in = source.openLayer(image, layer)) {
      return Bytes.wrap(in.readAllBytes()).text();
    }
  }
}
