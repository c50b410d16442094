package dev.varve.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.failure.InputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageReferenceTest {
  private static final String DIGEST = "sha256:" + "a".repeat(64);

  @ParameterizedTest
  @CsvSource({
    "app, docker.io/library/app:latest",
    "app:1, docker.io/library/app:1",
    "team/app, docker.io/team/app:latest",
    "docker.io/app, docker.io/library/app:latest",
    "index.docker.io/app:2, docker.io/library/app:2",
    "index.docker.io/index.docker.io/t/app, docker.io/t/app:latest",
    "localhost/app, localhost/app:latest",
    "localhost:5000/app, localhost:5000/app:latest",
    "r.example/a/b/c:v1.2, r.example/a/b/c:v1.2",
    "app@sha256:x, docker.io/library/app:sha256:x",
    ":, docker.io/library/:"
  })
  void completesNamesAsTheReferenceDoes(String written, String completed) {
    assertThat(ImageReference.completed(written)).isEqualTo(completed);
  }

  @Test
  void takesAReferenceApart() throws Exception {
    assertThat(ImageReference.parse("localhost:5000/team/app:1.2@" + DIGEST))
        .isEqualTo(new ImageReference("localhost:5000", "team/app", "1.2", DIGEST))
        .hasToString("localhost:5000/team/app:1.2@" + DIGEST);
    assertThat(ImageReference.parse("app"))
        .isEqualTo(new ImageReference("docker.io", "library/app", "latest", null));
    assertThat(ImageReference.parse("app@" + DIGEST))
        .isEqualTo(new ImageReference("docker.io", "library/app", null, DIGEST));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ":", "App", "a//b", "app:", "app:-1", "app@x", "-/app", "a b", "/a"})
  void refusesWhatIsNoReference(String text) {
    assertThatThrownBy(() -> ImageReference.parse(text)).isInstanceOf(InputException.class);
  }
}
