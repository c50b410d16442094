package dev.varve.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.report.ScanProgress;
import dev.varve.testing.OptionalParts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where and how often progress is told; what it says is {@code ProgressTextTest}'s matter. */
class ProgressDisplayTest {
  private static final ScanProgress SOME = new ScanProgress(4, 1, 2, 2, 10, 10, 0);

  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private long nowMillis;

  @Test
  void lineOnATerminalChangesInPlaceAndMakesRoomForMessages() throws IOException {
    Console console = console(true, Map.of());
    try (ProgressDisplay display = display(console, TalkOptions.LogFormat.TEXT)) {
      tell(display, 100);
      tell(display, 200);
      tell(display, 300);
      console.error("trouble");
      tell(display, 400);
    }

    String line = "\r\033[Kimages 1/4  layers 2/2  10 B  0:01 left";
    assertThat(told()).isEqualTo(line + "\r\033[Kerror: trouble\n" + line + "\r\033[K");
  }

  @Test
  void lineIsNarrowerThanTheTerminal() throws IOException {
    try (ProgressDisplay display =
        display(console(true, Map.of("COLUMNS", "11")), TalkOptions.LogFormat.TEXT)) {
      tell(display, 200);
    }

    assertThat(told()).isEqualTo("\r\033[Kimages 1/4\r\033[K");
  }

  @Test
  void elsewhereAPlainLineComesEveryTenSeconds() throws IOException {
    for (Console console :
        List.of(console(false, Map.of()), console(true, Map.of("TERM", "dumb")))) {
      err.reset();
      nowMillis = 0;
      try (ProgressDisplay display = display(console, TalkOptions.LogFormat.TEXT)) {
        tell(display, 9_900);
        tell(display, 10_000);
        tell(display, 19_900);
        tell(display, 20_000);
      }

      assertThat(told())
          .isEqualTo(
              "progress: images 1/4  layers 2/2  10 B  0:01 left\n"
                  + "progress: images 1/4  layers 2/2  10 B  0:01 left\n");
    }
  }

  @Test
  void jsonLinesAreTheSameOnATerminal() throws IOException {
    try (ProgressDisplay display = display(console(true, Map.of()), TalkOptions.LogFormat.JSON)) {
      tell(display, 10_000);
    }

    assertThat(told())
        .startsWith("{\"bytesPerSecond\":0,\"elapsedSeconds\":10,\"failures\":0,\"images\":4,")
        .endsWith(",\"message\":\"progress\",\"secondsLeft\":1}\n");
  }

  /** The program itself on a pseudo terminal, which {@code script} makes. */
  @Test
  void programShowsTheLineOnARealTerminalOnly(@TempDir Path folder) throws Exception {
    String terminal = onTerminal(folder, "shown");
    String quiet = onTerminal(folder, "quiet", "--quiet");

    assertThat(terminal)
        .containsPattern("\r\033\\[K\\d+ images? found")
        .contains("\r\033[Kimages 0/3  layers ")
        .contains("\r\033[K" + "3 images over ");
    assertThat(quiet).startsWith("3 images over ").doesNotContain("\033[K");
  }

  private static String onTerminal(Path folder, String name, String... options) throws Exception {
    Path script = OptionalParts.program("script");
    Path image = OptionalParts.projectRoot().resolve("fixtures/built/shop.tar");
    String scan =
        String.join(
            " ",
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:-UsePerfData -XX:TieredStopAtLevel=1 -Xmx512m dev.varve.cli.Main scan",
            "'" + image + "'",
            "-o '" + folder.resolve(name) + "' --store '" + folder.resolve(name + "-store") + "'",
            "--as-of 2026-01-02 --color never --fail-on critical",
            String.join(" ", options));
    Path output = folder.resolve(name + ".txt");
    ProcessBuilder builder = new ProcessBuilder(script.toString(), "-qec", scan, "/dev/null");
    builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
    builder.redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    builder.environment().put("TERM", "xterm");
    builder.environment().put("COLUMNS", "120");
    Process process = builder.start();
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    String text = Files.readString(output, StandardCharsets.UTF_8);
    assertThat(process.exitValue()).as(text).isZero();
    return text;
  }

  private Console console(boolean terminal, Map<String, String> environment) {
    return new Console(new ByteArrayOutputStream(), err, environment, terminal, terminal, () -> 0);
  }

  private ProgressDisplay display(Console console, TalkOptions.LogFormat format) {
    return new ProgressDisplay(console, format, () -> TimeUnit.MILLISECONDS.toNanos(nowMillis));
  }

  private void tell(ProgressDisplay display, long atMillis) {
    nowMillis = atMillis;
    display.accept(SOME);
  }

  private String told() {
    return err.toString(StandardCharsets.UTF_8);
  }
}
