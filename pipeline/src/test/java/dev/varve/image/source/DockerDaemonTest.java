package dev.varve.image.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import dev.varve.failure.ReasonCode;
import dev.varve.image.Image;
import dev.varve.image.registry.RegistryAccess;
import dev.varve.testing.OuterFiles;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images of a Docker daemon, whose {@code docker} is a script here. */
class DockerDaemonTest {
  @TempDir Path folder;

  private Path temporary = Path.of("");

  @BeforeEach
  void archive() throws Exception {
    temporary = Files.createDirectory(folder.resolve("tmp"));
    new OuterFiles()
        .json(
            "one.json",
            "{'os':'linux','architecture':'amd64','rootfs':{'diff_ids':['"
                + "sha256:"
                + "d".repeat(64)
                + "']}}")
        .file("x/layer.tar", "layer x")
        .json(
            "manifest.json",
            "[{'Config':'one.json','RepoTags':['one:1'],'Layers':['x/layer.tar']}]")
        .writeTar(folder.resolve("saved.tar"));
  }

  @Test
  void readsWhatDockerSavesAndLeavesNothingBehind() throws Exception {
    docker("printf '%s\\n' \"$@\" > \"$0.args\"; cat \"${0%/*}/saved.tar\"");

    try (ImageSources.Opened opened = open("docker-daemon:--output=/tmp/x")) {
      Image image = opened.selection(null, null).one(opened.source());

      assertThat(opened.source().name()).isEqualTo("docker-daemon:--output=/tmp/x");
      assertThat(image.refs()).containsExactly("one:1");
      try (InputStream in = opened.source().openLayer(image, 0)) {
        assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("layer x");
      }
    }
    assertThat(Files.readAllLines(folder.resolve("docker.args")))
        .containsExactly("save", "--", "--output=/tmp/x");
    try (Stream<Path> left = Files.list(temporary)) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void saysWhatDockerSays() throws Exception {
    docker("echo >&2; echo 'Cannot connect to the Docker daemon. Is it running?' >&2; exit 1");

    assertTrouble(
        "docker save exited with status 1: Cannot connect to the Docker daemon. Is it running?");
  }

  @Test
  void halfAnArchiveIsNotTakenForAWhole() throws Exception {
    docker("head -c 2000 \"${0%/*}/saved.tar\"; exit 3");

    assertTrouble("docker save exited with status 3");
  }

  @Test
  void silenceEnds() throws Exception {
    docker("exec sleep 60");

    assertTrouble("docker save wrote nothing within 1.0 s");
  }

  /** Every byte breaks the silence, and yet there is no end to it. */
  @Test
  void dripEnds() throws Exception {
    docker("while printf x; do sleep 0.2; done");

    assertThatThrownBy(() -> open("docker-daemon:one:1").close())
        .isInstanceOf(InputException.class)
        .hasMessageMatching(".*docker save wrote only \\d+ bytes within 1\\.0 s");
  }

  @Test
  void programThatClosesItsOutputAndStaysEnds() throws Exception {
    docker("cat \"${0%/*}/saved.tar\"; exec >&- 2>&-; exec sleep 60");

    assertThatThrownBy(() -> open("docker-daemon:one:1").close())
        .isInstanceOf(InputException.class)
        .hasMessageContaining(" within 1.0 s");
  }

  @Test
  void withoutTheProgramThereAreNoImages() {
    assertTrouble("there is no program docker on the PATH");
  }

  private void docker(String script) throws Exception {
    Path file = Files.writeString(folder.resolve("docker"), "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
  }

  private ImageSources.Opened open(String spec) throws Exception {
    RegistryAccess.Patience usual = RegistryAccess.Patience.DEFAULT;
    RegistryAccess access =
        RegistryAccess.of(Map.of("PATH", folder.toString()))
            .with(
                new RegistryAccess.Patience(
                    usual.connectMillis(),
                    usual.silenceMillis(),
                    1000,
                    usual.attempts(),
                    usual.firstPauseMillis(),
                    usual.longestPauseMillis(),
                    usual.leastBytesPerSecond()));
    return new ImageSources(Limits.DEFAULT, temporary, access).open(spec);
  }

  private void assertTrouble(String detail) {
    assertThatThrownBy(() -> open("docker-daemon:one:1").close())
        .isInstanceOfSatisfying(
            InputException.class,
            e -> {
              assertThat(e.reason()).isEqualTo(ReasonCode.DOCKER_UNAVAILABLE);
              assertThat(e.source()).isEqualTo("docker-daemon:one:1");
              assertThat(e.detail()).isEqualTo(detail);
            });
  }
}
