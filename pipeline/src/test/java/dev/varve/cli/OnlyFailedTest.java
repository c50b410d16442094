package dev.varve.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.testing.FolderCopy;
import dev.varve.testing.OptionalParts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code scan --only-failed}: what could not be read is tried again, all else is kept. */
class OnlyFailedTest {
  @TempDir Path folder;

  /**
   * The whole fixture fleet, with its secrets, pairs and containers. One archive and one layer of
   * another are broken at first; when they are mended, images that were read lie nowhere any more.
   */
  @Test
  void mendedImagesJoinThoseOfTheEarlierRunAsIfAllHadBeenScanned() throws IOException {
    Path fixtures = folder.resolve("fixtures");
    FolderCopy.copy(OptionalParts.projectRoot().resolve("fixtures"), fixtures);
    Path fleet = fixtures.resolve("fleet.yaml");
    scan(fleet, "full", "store-of-full");
    Path shop = fixtures.resolve("built/shop.tar");
    byte[] whole = Files.readAllBytes(shop);
    Files.writeString(shop, "no image any more");
    Path layer = largestBlob(fixtures.resolve("built/team"));
    byte[] sound = Files.readAllBytes(layer);
    Files.write(layer, java.util.Arrays.copyOf(sound, sound.length / 2));
    CommandLineRun broken = scan(fleet, "out", "store");
    assertThat(broken.exitCode()).isEqualTo(3);
    assertThat(results("out").get("failures.jsonl"))
        .contains("\"source\":\"built/shop.tar\"", "\"source\":\"built/team\"");

    CommandLineRun still = scan(fleet, "again", "store", "--only-failed", out("out"));
    assertThat(results("again")).isEqualTo(results("out"));
    assertThat(still.out()).contains("; 0 layers expanded");

    Files.write(shop, whole);
    Files.write(layer, sound);
    // Their images were read: nobody opens them again.
    for (String read : List.of("debian.tar", "users.tar", "multi.tar")) {
      Files.writeString(fixtures.resolve("built").resolve(read), "gone");
    }
    CommandLineRun mended = scan(fleet, "out", "store", "--only-failed", out("out"));

    assertThat(mended.exitCode()).isEqualTo(3);
    assertThat(results("out")).isEqualTo(results("full"));
  }

  @Test
  void imageWhoseListingsAreLostIsNamed() throws IOException {
    Path image = OptionalParts.projectRoot().resolve("fixtures/built/shop.tar");
    scan(image, "out", "store");

    CommandLineRun run = scan(image, "again", "other-store", "--only-failed", out("out"));

    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(results("again").get("failures.jsonl"))
        .contains("\"listing-lost\"", "the store has no facts about it any more")
        .hasLineCount(3);
  }

  @Test
  void runOfAnotherFleetIsRefused() throws IOException {
    Path built = OptionalParts.projectRoot().resolve("fixtures/built");
    scan(built.resolve("shop.tar"), "out", "store");

    CommandLineRun run =
        scan(built.resolve("users.tar"), "again", "store", "--only-failed", out("out"));
    CommandLineRun none =
        scan(built.resolve("users.tar"), "again", "store", "--only-failed", out("never"));

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("run-unusable: it is a scan of another fleet; name the same");
    assertThat(none.exitCode()).isEqualTo(2);
    assertThat(none.err()).contains("run-unusable: there is no such folder");
    assertThat(folder.resolve("again")).doesNotExist();
  }

  @Test
  void runOfOtherImagesOfTheFleetIsRefused() throws IOException {
    Path shop = OptionalParts.projectRoot().resolve("fixtures/built/shop.tar");
    scan(shop, "out", "store", "--include", "**:1*", "--exclude", "x/*", "--exclude", "a/*");

    assertThat(
            scan(shop, "again", "store", "--only-failed", out("out"), "--include", "**:1*").err())
        .contains(
            "run-unusable: it is a scan of other images of the fleet, made with"
                + " --include '**:1*' --exclude 'a/*' --exclude 'x/*'; say so");
    CommandLineRun same =
        scan(
            shop,
            "again",
            "store",
            "--only-failed=" + out("out"),
            "--exclude=a/*",
            "--exclude=x/*",
            "--include=**:1*");
    assertThat(same.exitCode()).isLessThan(2);
    assertThat(results("again")).isEqualTo(results("out"));

    scan(shop, "all", "store");
    assertThat(scan(shop, "again", "store", "--only-failed", out("all"), "--include=x").err())
        .contains("made with no --include and --exclude; say so");

    scan(shop, "few", "store", "--max-images=1");
    assertThat(scan(shop, "again", "store", "--only-failed", out("few")).err())
        .contains("run-unusable: it was made with --max-images");
  }

  private static Path largestBlob(Path layout) throws IOException {
    try (Stream<Path> blobs = Files.list(layout.resolve("blobs/sha256"))) {
      return blobs
          .max(
              java.util.Comparator.<Path>comparingLong(blob -> blob.toFile().length())
                  .thenComparing(java.util.Comparator.naturalOrder()))
          .orElseThrow();
    }
  }

  private String out(String name) {
    return folder.resolve(name).toString();
  }

  private CommandLineRun scan(Path fleet, String out, String store, String... options) {
    List<String> arguments = new ArrayList<>(List.of("scan", fleet.toString(), "-o", out(out)));
    arguments.addAll(List.of("--store", folder.resolve(store).toString()));
    arguments.addAll(List.of("--as-of", "2026-01-02"));
    arguments.addAll(List.of(options));
    return CommandLineRun.of(Map.of(), arguments);
  }

  /** All files of a run but the one that may differ, by name. */
  private Map<String, String> results(String out) throws IOException {
    Map<String, String> results = new TreeMap<>();
    try (Stream<Path> files = Files.list(folder.resolve(out))) {
      for (Path file : files.toList()) {
        if (!file.endsWith("timings.json")) {
          results.put(
              file.getFileName().toString(), Files.readString(file, StandardCharsets.UTF_8));
        }
      }
    }
    return results;
  }
}
