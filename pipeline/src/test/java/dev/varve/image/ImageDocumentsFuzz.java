package dev.varve.image;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whatever stands in manifests, indexes, configs and references: the only way to fail is {@link
 * InputException}. Runs over the committed inputs; with {@code JAZZER_FUZZ=1} it searches for more.
 */
class ImageDocumentsFuzz {
  /** The first byte says which document is at stake; all others are sound. */
  @FuzzTest
  void readsAnyDocument(byte[] data) throws IOException {
    if (data.length == 0) {
      return;
    }
    try (StoredImages images = new StoredImages("fuzz", new OneStrangeFile(data), Limits.DEFAULT)) {
      for (Image image : images.images(data[0] == 'p' ? Platform.UNKNOWN : null)) {
        image.requireLayerCount();
        for (int layer = 0; layer < image.layers().size(); layer++) {
          images.openLayer(image, layer).close();
        }
      }
      new ImageSelection("app", null).one(images);
    } catch (InputException e) {
      assertThat(e.detail()).isNotNull();
    }
  }

  @FuzzTest
  void completesAnyReference(byte[] data) {
    String text = new String(data, StandardCharsets.UTF_8);
    assertThat(ImageReference.completed(text)).contains("/").contains(":");
    try {
      ImageReference reference = ImageReference.parse(text);
      assertThat(ImageReference.parse(reference.toString())).isEqualTo(reference);
    } catch (InputException e) {
      assertThat(e.detail()).contains(text);
    }
  }

  private record OneStrangeFile(byte[] data) implements StoredFiles {
    private static final List<String> NAMES =
        List.of("manifest.json", "index.json", "repositories", "c", "id/json");

    @Override
    public @Nullable StoredFile find(String name) {
      String strange =
          switch (data[0]) {
            case 'i', 'p' -> "index.json";
            case 'r' -> "repositories";
            case 'c' -> "c";
            case 'j' -> "id/json";
            default -> "manifest.json";
          };
      if (name.equals(strange)) {
        return new Content(java.util.Arrays.copyOfRange(data, 1, data.length));
      }
      boolean asked = NAMES.contains(name) && (name.equals("c") || strange.equals("c"));
      boolean legacy = strange.equals("id/json") && name.equals("repositories");
      String sound =
          switch (name) {
            case "manifest.json" -> "[{\"Config\":\"c\",\"Layers\":[\"c\"]}]";
            case "repositories" -> "{\"app\":{\"1\":\"id\"}}";
            case "c", "id/json" -> "{\"os\":\"linux\",\"rootfs\":{\"diff_ids\":[]}}";
            default -> "";
          };
      boolean there = legacy || (asked && !sound.isEmpty() && !name.equals("repositories"));
      return there ? new Content(sound.getBytes(StandardCharsets.UTF_8)) : null;
    }

    @Override
    public void close() {}
  }

  private record Content(byte[] content) implements StoredFiles.StoredFile {
    @Override
    public long bytes() {
      return content.length;
    }

    @Override
    public InputStream open() {
      return new ByteArrayInputStream(content);
    }
  }
}
