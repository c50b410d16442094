package dev.varve.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VectorFileTest {
  @TempDir Path folder;

  @Test
  void ownVectorsHaveDistinctIdsAndCoverEverySection() throws IOException {
    List<VectorFile.Vector> vectors =
        VectorFile.read(OptionalParts.projectRoot().resolve("fixtures/vectors.json"));

    assertThat(vectors.stream().map(VectorFile.Vector::id)).doesNotHaveDuplicates();
    assertThat(vectors).hasSizeGreaterThanOrEqualTo(90);
    assertThat(vectors.stream().map(VectorFile.Vector::section).distinct().sorted())
        .containsExactly(
            "1", "2", "3", "4", "5.1", "5.2", "5.3", "5.4", "5.5", "5.6", "6", "7", "8", "9");
  }

  /** Compressed forms may differ in bytes between deflaters; their content is what counts. */
  @Test
  void externalVectorsAreWrittenAsTheirOwnProgramWritesThem() throws Exception {
    Path oracle = OptionalParts.oracleDir();
    Path python = OptionalParts.program("python3");
    Path theirs = Files.createDirectories(folder.resolve("theirs"));
    Path ours = Files.createDirectories(folder.resolve("ours"));
    List<VectorFile.Vector> vectors = VectorFile.read(oracle.resolve("vectors.json"));
    List<String> command = new ArrayList<>();
    command.addAll(
        List.of(
            python.toString(),
            oracle.resolve("vectors.py").toString(),
            "write",
            theirs.toString()));

    for (VectorFile.Vector vector : vectors) {
      if (vector.usesNoCompression()) {
        command.add(vector.id());
        if (vector.isComparison()) {
          vector.writePair(ours);
        } else {
          vector.write(ours);
        }
      }
    }
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    assertThat(process.waitFor()).isZero();

    Map<String, String> expected = digests(theirs);
    assertThat(expected).hasSizeGreaterThan(500);
    assertThat(digests(ours)).isEqualTo(expected);
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
