package dev.varve.runtime.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.failure.Limits;
import dev.varve.runtime.RunSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The projects under fixtures/runs/compose as run specs. With {@code -Dvarve.rewrite=true} the
 * golden files are written instead of compared.
 */
class ComposeFixturesTest {
  private static final Path FIXTURES = Path.of("../fixtures/runs/compose");
  private static final Path GOLDEN = Path.of("src/test/resources/dev/varve/runtime/source/compose");

  static Stream<String> projects() throws IOException {
    try (Stream<Path> all = Files.list(FIXTURES)) {
      return all
          .filter(path -> Files.isDirectory(path) || path.toString().endsWith(".yaml"))
          .map(path -> path.getFileName().toString().replace(".yaml", ""))
          .sorted()
          .toList()
          .stream();
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("projects")
  void isReadAsTheGoldenFileSays(String project) throws Exception {
    Path file = FIXTURES.resolve(project);
    boolean folder = Files.isDirectory(file);
    Path path = folder ? file : FIXTURES.resolve(project + ".yaml");
    RunSettings settings = new RunSettings(Map.of(), List.of(), Set.of("*"), false);
    RunSpecs.Result result =
        new RunSpecs(settings, Limits.DEFAULT)
            .read(RunSource.Documents.of(folder ? project : project + ".yaml", path));
    List<String> texts = new ArrayList<>();
    for (RunSpec run : result.runs()) {
      texts.add(RunSpecText.of(run));
    }
    String text = String.join("\n", texts);
    Path golden = GOLDEN.resolve(project + ".txt");
    if (Boolean.getBoolean("varve.rewrite")) {
      Files.createDirectories(GOLDEN);
      Files.writeString(golden, text);
    }

    assertThat(text).isEqualTo(Files.readString(golden));
  }
}
