package dev.varve.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.report.TerminalText;
import dev.varve.testing.ImagePackaging;
import dev.varve.testing.OptionalParts;
import dev.varve.testing.TestImage;
import dev.varve.testing.TestLayer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Text for people fits the terminal it is shown on, and is whole where it goes to a file. */
class TextWidthTest {
  private static final Path FIXTURES = OptionalParts.projectRoot().resolve("fixtures");
  private static final String DEEP = "opt/" + "a-rather-long-name/".repeat(7);
  private static final String WIDE = "srv/" + "目录/".repeat(30) + "配置文件";

  @TempDir static Path shared;

  private static Path before = Path.of("");
  private static Path now = Path.of("");
  private static Path run = Path.of("");
  private static Path other = Path.of("");

  @BeforeAll
  static void scan() throws IOException {
    TestLayer base = TestLayer.start().file(DEEP + "moved", "moved as it is").file(WIDE, "one");
    before = image("before.tar", base.file(DEEP + "su", "#!/bin/sh\n", 04755));
    now =
        image(
            "now.tar",
            base.file(DEEP + "su", "#!/bin/sh\n", 04755),
            TestLayer.start()
                .whiteout(DEEP + "moved")
                .file(DEEP + "elsewhere/moved", "moved as it is")
                .symlink("usr/link", DEEP + "elsewhere/moved")
                .file(WIDE, "two, and longer", 0777));
    Path fleet = shared.resolve("fleet.yaml");
    Files.writeString(
        fleet,
        """
        version: 1
        images:
          - archive: before.tar
          - archive: now.tar
        pairs:
          - {from: "team/before:1", to: "team/now:1"}
        """);
    run = shared.resolve("run");
    other = shared.resolve("other");
    Map<String, String> environment = environment(80);
    for (Path out : List.of(run, other)) {
      List<String> words =
          new ArrayList<>(List.of("scan", "-q", fleet.toString(), "-o", out.toString()));
      if (out.equals(other)) {
        words.addAll(List.of("--profile", "audit", "--exclude", "team/before"));
      }
      assertThat(CommandLineRun.of(environment, words).err()).isEmpty();
    }
  }

  private static Path image(String name, TestLayer... layers) throws IOException {
    Path target = shared.resolve(name);
    TestImage plain = TestImage.of("team/" + name.replace(".tar", ":1"), layers);
    TestImage image =
        new TestImage(
            plain.refs(),
            plain.platform(),
            plain.layers(),
            Map.of(
                "Entrypoint", List.of("/" + DEEP + "su", "--with", "arguments".repeat(9)),
                "Env", List.of("PATH=/usr/bin", "VALUE=" + name.repeat(20))),
            plain.history());
    ImagePackaging.plain(ImagePackaging.Shape.DOCKER_ARCHIVE).write(List.of(image), target);
    return target;
  }

  private static Map<String, String> environment(int columns) {
    Map<String, String> environment = new HashMap<>();
    environment.put("VARVE_STORE", shared.resolve("store").toString());
    environment.put("TMPDIR", shared.resolve("tmp").toString());
    environment.put("COLUMNS", String.valueOf(columns));
    environment.put("NO_COLOR", "1");
    return environment;
  }

  private static List<List<String>> commands() {
    String spec = FIXTURES.resolve("runs/compose.yaml").toString();
    String start = FIXTURES.resolve("runs/setuid-start.yaml").toString();
    return List.of(
        List.of("inspect", now.toString()),
        List.of("layers", now.toString()),
        List.of("tree", now.toString()),
        List.of("diff", before.toString(), now.toString()),
        List.of("check", now.toString(), "--run", spec),
        List.of("check", now.toString(), "--baseline", other.toString()),
        List.of("check", "--from", run.toString(), "--profile", "audit"),
        List.of("compare", run.toString(), other.toString()),
        List.of("boundary", "--run", start),
        List.of("boundary", "--run", spec),
        List.of("find", "--duplicates", "--in", run.toString()),
        List.of("policy", "list"),
        List.of("policy", "show", "MNT-01"),
        List.of("cache", "list"),
        List.of("cache", "verify"));
  }

  @ParameterizedTest
  @ValueSource(ints = {60, 80, 132})
  void everyLineFitsTheTerminal(int columns) {
    for (List<String> command : commands()) {
      CommandLineRun shown = CommandLineRun.onTerminal(environment(columns), command);

      assertThat(shown.exitCode()).as("%s: %s", command, shown.err()).isIn(0, 1, 3);
      assertThat(shown.out()).as("%s", command).isNotBlank();
      assertThat(shown.out().lines().filter(line -> TerminalText.columns(line) > columns))
          .as("%s on %d columns", command, columns)
          .isEmpty();
    }
  }

  @Test
  void nothingIsCutWhereItGoesToAFile() {
    for (List<String> command : commands()) {
      CommandLineRun written = CommandLineRun.of(environment(80), command);

      // Names that are counted besides are no cut: --verbose has them.
      assertThat(written.out().replaceAll("… and [0-9,]+ more", ""))
          .as("%s", command)
          .doesNotContain("…");
    }
    List<String> layers = List.of("layers", now.toString());
    assertThat(CommandLineRun.of(environment(80), layers).out())
        .contains(WIDE + "  (content, mode)\n", "usr/link -> " + DEEP + "elsewhere/moved\n");
    assertThat(CommandLineRun.onTerminal(environment(80), layers).out())
        .contains("…")
        .doesNotContain(WIDE);
  }
}
