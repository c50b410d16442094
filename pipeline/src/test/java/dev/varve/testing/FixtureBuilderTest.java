package dev.varve.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The images under {@code fixtures/built} are what the declarations say. {@code mvn test
 * -Dtest=FixtureBuilderTest -Dvarve.rewrite=true} writes them anew after a declaration changed.
 */
class FixtureBuilderTest {
  private static final long MOST_BYTES = 4L << 20;

  @TempDir Path target;

  @Test
  void builtImagesAreThoseTheDeclarationsGive() throws IOException {
    Path fixtures = OptionalParts.projectRoot().resolve("fixtures");
    Path built = fixtures.resolve("built");
    if (Boolean.getBoolean("varve.rewrite")) {
      deleteTree(built);
      FixtureBuilder.buildAll(fixtures, Files.createDirectories(built));
    }

    FixtureBuilder.buildAll(fixtures, target);

    assertThat(digests(built)).isEqualTo(digests(target));
  }

  @Test
  void everythingCommittedStaysSmall() throws IOException {
    try (Stream<Path> files = Files.walk(OptionalParts.projectRoot().resolve("fixtures"))) {
      long bytes =
          files.filter(Files::isRegularFile).mapToLong(path -> path.toFile().length()).sum();

      assertThat(bytes).isLessThan(MOST_BYTES);
    }
  }

  private static void deleteTree(Path root) throws IOException {
    if (Files.exists(root)) {
      try (Stream<Path> paths = Files.walk(root)) {
        for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
  }

  private static Map<String, String> digests(Path root) throws IOException {
    Map<String, String> digests = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(root)) {
      for (Path path : paths.filter(Files::isRegularFile).toList()) {
        digests.put(root.relativize(path).toString(), ArchiveFiles.hex(Files.readAllBytes(path)));
      }
    }
    return digests;
  }
}
