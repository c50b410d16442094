package dev.varve.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.blob.Bytes;
import dev.varve.blob.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FleetPathsTest {
  @TempDir Path folder;

  @Test
  void filesOfAllStacksComePathByPathInTreeOrder() throws Exception {
    FleetPaths paths = new FleetPaths(folder.resolve("paths"));
    write(paths, "s2", "bin/a", "bin/b", "bin-x/a");
    write(paths, "s1", "bin/b", "bin-x/a");

    assertThat(merged(paths)).containsExactly("bin/a s2", "bin/b s1 s2", "bin-x/a s1 s2");
  }

  @Test
  void aListThatWasNotFinishedIsNotThere() throws Exception {
    FleetPaths paths = new FleetPaths(folder);
    write(paths, "s1", "bin/a");
    try (FleetPaths.Writer broken = paths.write("s2")) {
      broken.file(Bytes.utf8("bin/b"), digest("x"), null, 0);
    }
    try (FleetPaths.Writer again = paths.write("s1")) {
      again.file(Bytes.utf8("bin/c"), digest("x"), null, 0);
    }

    assertThat(merged(paths)).containsExactly("bin/a s1");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString())).containsExactly("s1.list");
    }
  }

  @Test
  void moreListsThanMayBeOpenAreMergedInRounds() throws Exception {
    FleetPaths paths = new FleetPaths(folder);
    for (int i = 0; i < 600; i++) {
      write(paths, String.format("s%03d", i), "bin/a", "bin/only" + i);
    }

    List<String> merged = merged(paths);

    assertThat(merged).hasSize(601);
    assertThat(merged.get(0).split(" ")).hasSize(601).startsWith("bin/a", "s000").endsWith("s599");
  }

  @Test
  void packagesMayHaveLongNames() throws Exception {
    String owner = "é".repeat(100_000) + " 1.0";
    FleetPaths paths = new FleetPaths(folder);
    try (FleetPaths.Writer writer = paths.write("s1")) {
      writer.file(Bytes.utf8("bin/a"), digest("x"), owner, 2);
      writer.finish();
    }
    List<FleetPaths.Row> rows = new ArrayList<>();

    paths.merge((path, ofPath) -> rows.addAll(ofPath));

    assertThat(rows)
        .containsExactly(new FleetPaths.Row(Bytes.utf8("bin/a"), "s1", digest("x"), owner, 2));
  }

  @Test
  void nothingWrittenIsNothingMerged() throws Exception {
    assertThat(merged(new FleetPaths(folder.resolve("never")))).isEmpty();
  }

  private static void write(FleetPaths paths, String stack, String... files) throws IOException {
    try (FleetPaths.Writer writer = paths.write(stack)) {
      for (String file : files) {
        writer.file(Bytes.utf8(file), digest(file), "pkg 1", 3);
      }
      writer.finish();
    }
  }

  private static Bytes digest(String text) {
    return Bytes.fromHex(Digest.sha256Of(Bytes.utf8(text).unsafeArray()).hex());
  }

  private static List<String> merged(FleetPaths paths) throws Exception {
    List<String> merged = new ArrayList<>();
    paths.merge(
        (path, rows) -> {
          StringBuilder line = new StringBuilder(path.text());
          for (FleetPaths.Row row : rows) {
            assertThat(row.sha256()).isEqualTo(digest(path.text()));
            assertThat(row.owner()).isEqualTo("pkg 1");
            assertThat(row.layer()).isEqualTo(3);
            line.append(' ').append(row.stack());
          }
          merged.add(line.toString());
        });
    return merged;
  }
}
