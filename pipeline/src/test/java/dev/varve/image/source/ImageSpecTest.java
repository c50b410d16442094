package dev.varve.image.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.failure.InputException;
import dev.varve.failure.ReasonCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is taken for a file's name, and never asked of a registry. */
class ImageSpecTest {
  @TempDir Path folder;

  @BeforeEach
  void files() throws Exception {
    for (String name : List.of("shop.tar", "backup.tar.gz", "notes.txt", "fleet.yaml")) {
      Files.writeString(folder.resolve(name), "");
    }
    Files.createDirectories(folder.resolve("images"));
    Files.writeString(folder.resolve("images/base.tar"), "");
    Files.createDirectories(folder.resolve("layout"));
    Files.writeString(folder.resolve("layout/oci-layout"), "");
  }

  @ParameterizedTest
  @CsvSource({
    "shpo.tar, shop.tar",
    "shop.tgz, shop.tar",
    "shpo.tar:1.2, shop.tar",
    "backup.tar, backup.tar.gz",
    "flet.yaml, fleet.yaml",
    "images/bas.tar, images/base.tar",
    "./shpo, shop.tar",
    "oci:laoyut, layout",
  })
  void mistypedPathIsAskedAbout(String written, String meant) {
    assertMissing(
        written,
        "there is no such file; did you mean '" + folder.resolve(meant).normalize() + "'?");
  }

  /** Both may be meant, and only one of them costs a question to somebody else's registry. */
  @ParameterizedTest
  @CsvSource({
    "shop, shop.tar",
    "shpo, shop.tar",
    "shop.tra, shop.tar",
    "backpu, backup.tar.gz",
    "layuot, layout"
  })
  void nameThatIsNearlyAnImagesFileIsAskedAbout(String written, String meant) {
    assertMissing(
        written,
        "there is no such file; did you mean '"
            + folder.resolve(meant)
            + "'? The image in a registry is docker://"
            + written);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"none.tar", "none.tar.xz", "fleeet-of-ours.yml", "/none/at/all", "a.json:1"})
  void whatLooksLikeAFileIsNoReference(String written) {
    assertMissing(written, "there is no such file");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"debian", "shop:1", "shop@sha256:%s", "team/shop", "note", "docker://shop"})
  void allElseIsAReference(String written) throws Exception {
    String text = written.formatted("0".repeat(64));

    assertThat(ImageSpec.parse(text, folder)).isInstanceOf(ImageSpec.Remote.class);
  }

  @Test
  void whatIsThereIsTaken() throws Exception {
    assertThat(ImageSpec.parse("shop.tar:1.2", folder))
        .isEqualTo(new ImageSpec.Stored("shop.tar:1.2", folder.resolve("shop.tar"), "1.2"));
  }

  private void assertMissing(String written, String detail) {
    assertThatThrownBy(() -> ImageSpec.parse(written, folder))
        .isInstanceOfSatisfying(
            InputException.class,
            e -> {
              assertThat(e.reason()).isEqualTo(ReasonCode.UNREADABLE);
              assertThat(e.source()).isEqualTo(written);
              assertThat(e.detail().replace("/./", "/")).isEqualTo(detail);
            });
  }
}
