package dev.varve.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class MainTest {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

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
    assertThat(err.toString()).startsWith("Unknown option: '--no-such-option'");
  }

  @Test
  void noCommandAtAllExitsWithTwo() {
    assertThat(run()).isEqualTo(2);
    assertThat(err.toString()).startsWith("name a command");
  }

  private int run(String... arguments) {
    CommandLine commandLine =
        Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    return commandLine.execute(arguments);
  }
}
