package dev.varve.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HighlightsTest {
  @TempDir Path folder;

  @BeforeEach
  void emptyResults() throws IOException {
    write("layers.jsonl", "");
    write("diffs.jsonl", "");
  }

  @Test
  void nothingToSeeSaysNothing() throws IOException {
    write("layers.jsonl", layer(1, 5) + layer(2, 1, finding("high", 1, "alone")));

    assertThat(text()).isEmpty();
  }

  @Test
  void layersAreInOrderOfSeverityTimesReach() throws IOException {
    write(
        "layers.jsonl",
        layer(1, 214, finding("medium", 214, "a"), finding("low", 3, "b"))
            + layer(2, 30, finding("high", 30, "\u001b[2Jc"))
            + layer(3, 2, finding("critical", 2, "d")));

    assertThat(text())
        .isEqualTo(
            """
            shared layers to blame, of 3:
              sha256:000000000002  30 images  RUN step 2
                high     R-1      \\x1b[2Jc
              sha256:000000000001  214 images  RUN step 1
                medium   R-1      a
                low      R-1      b  (3 images)
              sha256:000000000003  2 images  RUN step 3
                critical R-1      d
            """);
  }

  @Test
  void fewOfManyAreShown() throws IOException {
    write(
        "layers.jsonl",
        IntStream.rangeClosed(1, 9)
            .mapToObj(
                i ->
                    layer(
                        i,
                        i + 1,
                        IntStream.rangeClosed(1, 7)
                            .mapToObj(f -> finding("low", i + 1, "m" + f))
                            .toArray(String[]::new)))
            .collect(Collectors.joining()));

    assertThat(text().lines().filter(line -> line.startsWith("  sha256:")))
        .extracting(line -> line.substring(9, 33))
        .containsExactly(
            "000000000009  10 images ",
            "000000000008  9 images  ",
            "000000000007  8 images  ",
            "000000000006  7 images  ",
            "000000000005  6 images  ");
    assertThat(text()).startsWith("shared layers to blame, of 9:\n").contains("    and 4 more\n");
  }

  @Test
  void pairsThatGiveRightsComeFirst() throws IOException {
    write(
        "diffs.jsonl",
        """
        {"from":"a:1","to":"a:2","files":{"added":1200,"removed":0,"modified":3,"retyped":1},\
        "bytes":{"added":5000000,"removed":0,"changedFrom":10,"changedTo":5},\
        "packages":{"added":1,"removed":2,"upgraded":3,"downgraded":0},\
        "newPrivileged":{"count":0,"files":[]},"config":[]}
        {"from":"b:1","to":"b:2","files":{"added":0,"removed":0,"modified":1,"retyped":0},\
        "bytes":{"added":0,"removed":0,"changedFrom":7,"changedTo":7},\
        "newPrivileged":{"count":5,"files":[{"path":"usr/bin/a"},{"path":"b"},{"path":"c"},\
        {"path":"d"},{"path":"e"}]},"config":[{"field":"user"}]}
        """);

    assertThat(text())
        .isEqualTo(
            """
            pairs, of 2:
              b:1 -> b:2
                paths +0 -0 ~1; bytes +0 B -0 B; config: user
                new rights: usr/bin/a, b, c and 2 more
              a:1 -> a:2
                paths +1,200 -0 ~4; bytes +5.0 MB -0 B, changed files -5 B; packages +1 -2, 3 up, 0 down
            """);
  }

  @Test
  void resultsThatSomebodyHasChangedAreToldByTheirPlace() throws IOException {
    write("layers.jsonl", layer(1, 2) + "{\"blame\":7}\n");

    assertThatThrownBy(this::text)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("layers.jsonl: line 2");
  }

  private static String layer(int number, int reach, String... findings) {
    return "{\"diffId\":\"sha256:%012d%052d\",\"reach\":%d,\"createdBy\":[\"RUN step %d\"],"
            .formatted(number, 0, reach, number)
        + "\"blame\":{\"findings\":%d,\"worst\":[%s]}}\n"
            .formatted(findings.length, String.join(",", findings));
  }

  private static String finding(String severity, int images, String message) {
    return "{\"rule\":\"R-1\",\"severity\":\"%s\",\"images\":%d,\"message\":\"%s\"}"
        .formatted(severity, images, message.replace("\u001b", "\\u001b"));
  }

  private void write(String file, String lines) throws IOException {
    Files.writeString(folder.resolve(file), lines);
  }

  private String text() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    TextPage page = TextPage.terminal(out, Ink.PLAIN, 100);
    HighlightsText.write(Highlights.of(folder), page);
    page.flush();
    return out.toString(StandardCharsets.UTF_8);
  }
}
