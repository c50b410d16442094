package dev.varve.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.testing.ImagePackaging;
import dev.varve.testing.ImagePackaging.Shape;
import dev.varve.testing.OptionalParts;
import dev.varve.testing.TestImage;
import dev.varve.testing.TestLayer;
import dev.varve.testing.VarveProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Storage that takes no more. The limit on the size of a file stands for a disk that is full for a
 * large layer and not for a small one: both show as a write that fails.
 */
class FullDiskTest {
  /** The native part of zstd, which is unpacked into a temporary file, is a little smaller. */
  private static final int MOST_KILOBYTES = 1100;

  @TempDir Path folder;

  @Test
  void layerThatCannotBeKeptFailsItsImageOnlyAndIsMadeUpForLater() throws Exception {
    TestLayer small = TestLayer.start().dir("etc").file("etc/hosts", "a");
    TestLayer large = TestLayer.start().dir("srv");
    for (int i = 0; i < 50_000; i++) {
      large.file("srv/" + i, "content " + i); // a digest of each in the listing
    }
    ImagePackaging.plain(Shape.DOCKER_ARCHIVE)
        .write(List.of(TestImage.of("small:1", small)), folder.resolve("small.tar"));
    ImagePackaging.plain(Shape.DOCKER_ARCHIVE)
        .write(List.of(TestImage.of("large:1", small, large)), folder.resolve("large.tar"));

    VarveProcess limited = VarveProcess.startWithin(MOST_KILOBYTES, folder, scan("out", "store"));

    assertThat(limited.exitCode()).as(limited.said()).isEqualTo(3);
    assertThat(limited.said()).contains("1 image over 1 distinct layer");
    assertThat(Files.readString(folder.resolve("out/failures.jsonl")))
        .hasLineCount(1)
        .contains("\"code\":\"storage-failed\"", "\"image\":\"large:1\"")
        .contains("make room or mend the disk, then scan again with --only-failed")
        .doesNotContain(folder.resolve("store").toString());
    VarveProcess verify =
        VarveProcess.start(
            folder, List.of("cache", "verify", "--store", folder.resolve("store").toString()));
    assertThat(verify.exitCode()).as(verify.said()).isZero();

    VarveProcess again = VarveProcess.start(folder, scan("out", "store", "--only-failed", "out"));
    VarveProcess undisturbed = VarveProcess.start(folder, scan("other", "other-store"));
    assertThat(again.exitCode()).as(again.said()).isZero();
    assertThat(undisturbed.exitCode()).as(undisturbed.said()).isZero();
    assertThat(FixtureFleet.results(folder.resolve("out")))
        .isEqualTo(FixtureFleet.results(folder.resolve("other")));
  }

  private List<String> scan(String out, String store, String... options) {
    OptionalParts.program("bash");
    java.util.ArrayList<String> arguments = new java.util.ArrayList<>();
    arguments.addAll(List.of("scan", path("small.tar"), path("large.tar")));
    arguments.addAll(List.of("-o", path(out), "--store", path(store)));
    arguments.addAll(List.of("--as-of", "2026-01-02", "--fail-on", "critical"));
    if (options.length > 0) {
      arguments.addAll(List.of(options[0], path(options[1])));
    }
    return arguments;
  }

  private String path(String name) {
    return folder.resolve(name).toString();
  }
}
