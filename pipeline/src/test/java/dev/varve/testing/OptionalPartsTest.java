package dev.varve.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

class OptionalPartsTest {

  @TempDir private Path outside;
  private Path module;

  @BeforeEach
  void makeProject() throws IOException {
    module = Files.createDirectories(outside.resolve("project/pipeline"));
    Files.createFile(outside.resolve("project/pom.xml"));
    Files.createFile(module.resolve("pom.xml"));
  }

  @Test
  void rootIsTheOutermostPomAboveTheModule() {
    assertThat(parts(Map.of()).findProjectRoot()).isEqualTo(outside.resolve("project"));
  }

  @Test
  void environmentNamesTheDirectory() throws IOException {
    Path corpus = Files.createDirectories(outside.resolve("elsewhere/corpus"));
    Files.createFile(corpus.resolve("README.md"));
    Map<String, String> environment =
        Map.of(OptionalParts.DIRECTORY_SETTING, outside.resolve("elsewhere").toString());

    assertThat(parts(environment).findDirectory("corpus", "README.md")).isEqualTo(corpus);
  }

  @Test
  void absentDirectorySkipsTheTest() {
    assertThatThrownBy(() -> parts(Map.of()).findDirectory("corpus", "README.md"))
        .isInstanceOf(TestAbortedException.class)
        .hasMessageContaining("VARVE_ORACLE_DIR names no folder")
        .hasMessageContaining("set it to the folder that holds oracle/ and corpus/");
  }

  @Test
  void absentPartsFailWhereAllAreRequired() {
    OptionalParts strict = parts(Map.of(OptionalParts.STRICT_SETTING, "1"));

    assertThatThrownBy(() -> strict.findDirectory("corpus", "README.md"))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("VARVE_REQUIRE_ALL=1 forbids skipping");
    assertThatThrownBy(() -> strict.findProgram("varve-has-no-such-program"))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("no program varve-has-no-such-program");
    assertThatThrownBy(() -> strict.requireLibrary("libvarve-absent.so.9", "install it"))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("libvarve-absent.so.9 cannot be loaded; install it");
  }

  @Test
  void projectToolComesBeforeThePath() throws IOException {
    Path directory = outside.resolve("bin");
    Path onPath = executable(directory, "opa");
    Map<String, String> environment = Map.of("PATH", directory.toString());
    assertThat(parts(environment).findProgram("opa")).isEqualTo(onPath);

    Path own = executable(outside.resolve("project/.tools/bin"), "opa");
    assertThat(parts(environment).findProgram("opa")).isEqualTo(own);
  }

  private static Path executable(Path directory, String name) throws IOException {
    Path file = Files.createFile(Files.createDirectories(directory).resolve(name));
    assertThat(file.toFile().setExecutable(true)).isTrue();
    return file;
  }

  private OptionalParts parts(Map<String, String> environment) {
    return new OptionalParts(environment, name -> null, module);
  }
}
