package dev.varve.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.testing.OptionalParts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The canonical output of real images is, byte for byte, that of the independent reference. */
class OracleTest {
  @TempDir static Path folder;

  static Stream<List<String>> images() throws IOException {
    Path corpus = OptionalParts.corpusDir();
    List<List<String>> images = new ArrayList<>();
    try (Stream<Path> files = Files.list(corpus)) {
      for (Path file : files.filter(f -> f.toString().contains(".tar")).sorted().toList()) {
        if (file.endsWith("ggcr-test_bundle.tar")) {
          images.add(List.of(file.toString(), "--tag", "#0"));
          images.add(List.of(file.toString(), "--tag", "test_image_1"));
        } else {
          images.add(List.of(file.toString()));
        }
      }
    }
    return images.stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("images")
  void layersAreThoseOfTheOracle(List<String> image) throws Exception {
    for (String links : List.of("follow", "overlay")) {
      assertSame(with(List.of("layers"), image, List.of("--parent-links", links)));
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("images")
  void treeIsThatOfTheOracle(List<String> image) throws Exception {
    for (String links : List.of("follow", "overlay")) {
      assertSame(with(List.of("tree"), image, List.of("--parent-links", links)));
    }
  }

  @Test
  void diffsAreThoseOfTheOracle() throws Exception {
    Path corpus = OptionalParts.corpusDir();
    assertSame(diff(corpus, "alpine-310.tar.gz", "alpine-311.tar.gz"));
    assertSame(diff(corpus, "dive-docker-image.tar", "dive-kaniko-image.tar"));
    assertSame(diff(corpus, "dive-kaniko-image.tar", "dockle-symbolic.tar"));
    assertSame(
        with(
            diff(corpus, "ggcr-test_bundle.tar", "ggcr-test_bundle.tar"),
            List.of("--tag-a", "test_image_1", "--tag-b", "test_image_2")));
  }

  private static List<String> diff(Path corpus, String a, String b) {
    return List.of("diff", corpus.resolve(a).toString(), corpus.resolve(b).toString());
  }

  private static void assertSame(List<String> arguments) throws Exception {
    CommandLineRun ours =
        CommandLineRun.of(
            Map.of("VARVE_STORE", folder.resolve("store").toString()),
            with(arguments, List.of("--format", "jsonl")));

    assertThat(ours.err()).isEmpty();
    assertThat(ours.out()).as(String.join(" ", arguments)).isEqualTo(oracle(arguments));
  }

  private static String oracle(List<String> arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(OptionalParts.program("python3").toString());
    command.add(OptionalParts.oracleDir().resolve("overlay_oracle.py").toString());
    command.addAll(arguments);
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    return out;
  }

  @SafeVarargs
  private static List<String> with(List<String>... parts) {
    List<String> all = new ArrayList<>();
    for (List<String> part : parts) {
      all.addAll(part);
    }
    return all;
  }
}
