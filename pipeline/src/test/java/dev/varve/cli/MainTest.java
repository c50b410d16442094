package dev.varve.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MainTest {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void versionIsOneLine() {
    assertThat(run("--version")).isZero();
    assertThat(out.toString()).matches("varve \\d+\\.\\d+\\.\\d+\\R");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void verboseVersionNamesTheRunningJava() {
    assertThat(run("--version", "--verbose")).isZero();
    assertThat(out.toString().lines())
        .element(1)
        .asString()
        .startsWith("java " + System.getProperty("java.version"));
  }

  @Test
  void unknownOptionExitsWithTwoAndSaysWhatIsWrong() {
    assertThat(run("--no-such-option")).isEqualTo(2);
    assertThat(out.toString()).isEmpty();
    assertThat(err.toString()).startsWith("error: Unknown option: '--no-such-option'");
  }

  @Test
  void noCommandAtAllExitsWithTwo() {
    assertThat(run()).isEqualTo(2);
    assertThat(err.toString()).startsWith("error: name a command");
  }

  private int run(String... arguments) {
    return Main.run(new Console(out, err, Map.of(), false), arguments);
  }
}
