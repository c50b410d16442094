package dev.varve.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import dev.varve.json.JsonObject;
import dev.varve.policy.BoundaryFacts;
import dev.varve.policy.JudgementSettings;
import dev.varve.policy.PolicyChoice;
import dev.varve.runtime.Boundary;
import dev.varve.runtime.HostDevices;
import dev.varve.runtime.Neighbourhood;
import dev.varve.runtime.RunSpec;
import dev.varve.runtime.source.RunSettings;
import dev.varve.runtime.source.RunSource;
import dev.varve.runtime.source.RunSpecs;
import dev.varve.testing.OptionalParts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Borders of typical run specs, as people see them. {@code -Dvarve.rewrite=true} writes the golden
 * files anew.
 */
class BoundaryTextTest {
  private static final Path GOLDEN =
      OptionalParts.projectRoot().resolve("pipeline/src/test/resources/dev/varve/report/boundary");

  private List<Boundary> boundaries(String name) throws InputException, IOException {
    Path spec =
        Files.exists(GOLDEN.resolve(name + ".yaml"))
            ? GOLDEN.resolve(name + ".yaml")
            : GOLDEN.resolve(name + ".json");
    RunSource source =
        new RunSource.Documents(List.of(new RunSource.Named(spec.getFileName().toString(), spec)));
    List<RunSpec> runs = new RunSpecs(RunSettings.DEFAULT, Limits.DEFAULT).read(source).runs();
    HostDevices devices =
        BoundaryFacts.devices(JudgementSettings.params(PolicyChoice.BUILTIN, JsonObject.EMPTY));
    return Neighbourhood.introduce(runs).stream()
        .map(run -> BoundaryFacts.alone(run, devices))
        .toList();
  }

  private static String text(List<Boundary> boundaries, Ink ink, int columns) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    BoundaryText.write(boundaries, TextPage.terminal(out, ink, columns));
    return out.toString(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sample",
        "default",
        "privileged",
        "socket",
        "restricted-pod",
        "host-network-pod",
        "bundle"
      })
  void bordersLookAsTheyShould(String name) throws Exception {
    String text = text(boundaries(name), Ink.PLAIN, 100);
    Path golden = GOLDEN.resolve(name + ".txt");
    if (Boolean.getBoolean("varve.rewrite")) {
      Files.writeString(golden, text);
    }
    assertThat(text).isEqualTo(Files.readString(golden));
  }

  @Test
  void coloursOnlyRepeatWhatIsWritten() throws Exception {
    List<Boundary> boundaries = boundaries("sample");
    assertThat(text(boundaries, Ink.ANSI, 100).replaceAll("\u001b\\[[0-9;]*m", ""))
        .isEqualTo(text(boundaries, Ink.PLAIN, 100));
  }

  @Test
  void noLineIsWiderThanThePage() throws Exception {
    for (String line : text(boundaries("sample"), Ink.PLAIN, 72).split("\n")) {
      assertThat(TerminalText.columns(line)).isLessThanOrEqualTo(72);
    }
  }

  @Test
  void theRecordHoldsEveryLineOfTheTable() throws Exception {
    Boundary boundary = boundaries("sample").get(0);
    assertThat(boundary.lines())
        .extracting(Boundary.Line::id)
        .containsExactly(
            "kernel",
            "rootfs",
            "process",
            "user",
            "ways-up",
            "capabilities",
            "pid",
            "net",
            "ipc",
            "uts",
            "userns",
            "mntns",
            "mounts",
            "volumes",
            "runtime-files",
            "devices",
            "mac",
            "limits",
            "control",
            "secrets",
            "health",
            "recipes");
    String record = new String(RunRecords.boundary(boundary), StandardCharsets.UTF_8);
    assertThat(record)
        .startsWith("{\"container\":\"compose shop/api\"")
        .contains("\"overall\":4")
        .contains("\"id\":\"net\"")
        .endsWith("}\n");
  }
}
