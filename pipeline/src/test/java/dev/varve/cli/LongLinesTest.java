package dev.varve.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.testing.ImagePackaging;
import dev.varve.testing.TestImage;
import dev.varve.testing.TestLayer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lines of results that are longer than the usual limit allows. */
class LongLinesTest {
  private static final String RAISED = "--max-json-bytes=100M";

  @TempDir Path folder;

  @Test
  void linesAreReadWithTheLimitThatIsAskedFor() throws Exception {
    TestImage image = TestImage.of("shop/app:1", TestLayer.start().file("etc/motd", "hello"));
    Path archive = folder.resolve("app.tar");
    ImagePackaging.plain(ImagePackaging.Shape.DOCKER_ARCHIVE).write(List.of(image), archive);
    String out = folder.resolve("out").toString();
    assertThat(run("scan", archive.toString(), "-o", out, "--fail-on=critical").exitCode())
        .isZero();
    Path lines = folder.resolve("out/images.jsonl");
    String padding = " ".repeat(16 << 20);
    Files.writeString(lines, Files.readString(lines).replaceFirst("\\{", "{" + padding));

    CommandLineRun refused = run("find", "motd", "--in", out);
    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.err())
        .contains("the line is longer than 16777216 bytes; --max-json-bytes allows more");
    assertThat(run("find", "motd", "--in", out, RAISED).exitCode()).isZero();

    assertThat(run("compare", out, out).err()).contains("--max-json-bytes allows more");
    assertThat(run("compare", out, out, RAISED).exitCode()).isZero();

    CommandLineRun again =
        run("scan", archive.toString(), "-o", out, RAISED, "--baseline", out, "--fail-on=critical");
    assertThat(again.exitCode()).isZero();
  }

  private CommandLineRun run(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    if (!all.get(0).equals("compare")) {
      all.addAll(List.of("--store", folder.resolve("store").toString()));
    }
    return CommandLineRun.of(Map.of(), all);
  }
}
