package dev.varve.layer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScratchFolderTest {
  @TempDir Path parent;

  @Test
  void isForTheUserAloneAndGoesWithAllItHolds() throws IOException {
    try (ScratchFolder scratch = ScratchFolder.create(parent)) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(scratch.path())))
          .isEqualTo("rwx------");
      Files.createDirectories(scratch.path().resolve("a/b"));
      Files.writeString(scratch.path().resolve("a/b/c"), "x");
    }
    assertThat(children()).isEmpty();
  }

  /** Ctrl-C ends a process with SIGINT, which a child gets here as SIGTERM: both run the hooks. */
  @Test
  void isDeletedWhenTheProcessIsToldToEnd() throws Exception {
    Process process =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "-cp",
                System.getProperty("java.class.path"),
                Waiting.class.getName(),
                parent.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    assertThat(process.inputReader().readLine()).isEqualTo("waiting");
    assertThat(children()).hasSize(1);

    process.destroy();

    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(children()).isEmpty();
  }

  private List<Path> children() throws IOException {
    try (Stream<Path> children = Files.list(parent)) {
      return children.toList();
    }
  }

  /** A process that has a scratch folder and never ends by itself. */
  static final class Waiting {
    private Waiting() {}

    public static void main(String[] arguments) throws Exception {
      ScratchFolder scratch = ScratchFolder.create(Path.of(arguments[0]));
      Files.writeString(scratch.path().resolve("file"), "x");
      System.out.println("waiting");
      Thread.sleep(TimeUnit.MINUTES.toMillis(10));
    }
  }
}
