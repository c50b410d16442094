package dev.varve.image.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.failure.Limits;
import dev.varve.image.Image;
import dev.varve.image.registry.RegistryAccess;
import dev.varve.json.JsonArray;
import dev.varve.json.JsonObject;
import dev.varve.testing.OptionalParts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The list of images of every archive of the corpus is the reference implementation's. */
class CorpusImagesTest {
  @TempDir Path temporary;

  static List<Path> archives() throws IOException {
    Path corpus = OptionalParts.corpusDir();
    try (Stream<Path> files = Files.list(corpus)) {
      return files.filter(file -> file.toString().matches(".*\\.tar(\\.gz)?")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("archives")
  void listsWhatTheReferenceLists(Path archive) throws Exception {
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    try (ImageSources.Opened opened =
        new ImageSources(Limits.DEFAULT, temporary, RegistryAccess.of(Map.of()))
            .open(archive.toString())) {
      for (Image image : opened.source().images(null)) {
        JsonObject line =
            JsonObject.builder()
                .put("record", "image")
                .put("refs", JsonArray.ofTexts(image.refs()))
                .put("format", image.format().label())
                .put("layers", image.layers().size())
                .put("platform", image.platform().label())
                .build();
        lines.writeBytes((line + "\n").getBytes(StandardCharsets.UTF_8));
        for (int layer = 0; layer < image.layers().size(); layer++) {
          try (InputStream in = opened.source().openLayer(image, layer)) {
            assertThat(in.transferTo(OutputStream.nullOutputStream()))
                .isEqualTo(opened.source().layerBytes(image, layer));
          }
        }
      }
    }
    assertThat(lines.toString(StandardCharsets.UTF_8)).isEqualTo(reference(archive));
    try (Stream<Path> left = Files.list(temporary)) {
      assertThat(left).isEmpty();
    }
  }

  private static String reference(Path archive) throws Exception {
    Path oracle = OptionalParts.oracleDir().resolve("overlay_oracle.py");
    Process process =
        new ProcessBuilder("python3", oracle.toString(), "images", archive.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    return out;
  }
}
