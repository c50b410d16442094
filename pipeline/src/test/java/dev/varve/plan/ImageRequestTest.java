package dev.varve.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The tests run in a folder that has a {@code pom.xml}, which is as good as an image here. */
class ImageRequestTest {
  private static final String HERE = Path.of("pom.xml").toAbsolutePath().toString();

  @Test
  void fileIsCalledAsItIsNamedAndFoundFromAnyFolder() {
    assertThat(ImageRequest.named("pom.xml").name()).isEqualTo("pom.xml");
    assertThat(ImageRequest.named("pom.xml").path()).isEqualTo(HERE);
    assertThat(ImageRequest.named("oci-archive:pom.xml").path()).isEqualTo("oci-archive:" + HERE);
    assertThat(ImageRequest.named("pom.xml:app:1.4").path()).isEqualTo(HERE + ":app:1.4");
    assertThat(ImageRequest.named(HERE).path()).isEqualTo(HERE);
  }

  @Test
  void whatIsNoFileIsLeftToWhoeverOpensIt() {
    assertThat(ImageRequest.named("no-such-file.tar").path()).isEqualTo("no-such-file.tar");
    assertThat(ImageRequest.named("docker-daemon:app:1").path()).isEqualTo("docker-daemon:app:1");
    assertThat(ImageRequest.named("debian:12").path())
        .isEqualTo("docker://docker.io/library/debian:12");
  }
}
