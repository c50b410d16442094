package dev.varve.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NearbyFileTest {
  @TempDir Path folder;

  @BeforeEach
  void files() throws IOException {
    Files.createFile(folder.resolve("fleet.yaml"));
    Files.createFile(folder.resolve("ab"));
    Files.createDirectory(folder.resolve("our-rules"));
  }

  @Test
  void asksAboutWhatIsATypingErrorAway() {
    assertThat(NearbyFile.missing(folder.resolve("flete.yaml")))
        .isEqualTo("there is no such file; did you mean '" + folder.resolve("fleet.yaml") + "'?");
    assertThat(NearbyFile.missing("no rules here", folder.resolve("our-rulse")))
        .isEqualTo("no rules here; did you mean '" + folder.resolve("our-rules") + "'?");
  }

  @Test
  void saysNothingOfWhatIsOtherwiseCalled() {
    assertThat(NearbyFile.missing(folder.resolve("compose.yaml")))
        .isEqualTo("there is no such file");
    assertThat(NearbyFile.missing(folder.resolve("xy"))).isEqualTo("there is no such file");
    assertThat(NearbyFile.missing(folder.resolve("none/fleet.yaml")))
        .isEqualTo("there is no such file");
    assertThat(NearbyFile.missing(Path.of("/"))).isEqualTo("there is no such file");
  }
}
