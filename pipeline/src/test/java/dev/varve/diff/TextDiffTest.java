package dev.varve.diff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.varve.blob.Bytes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TextDiffTest {
  @Test
  void aMissingLastNewlineIsAMarkerAndNoLine() {
    assertThat(diff("one\ntwo", "one\ntwo\n"))
        .containsExactly(
            "--- a",
            "+++ b",
            "@@ -1,2 +1,2 @@",
            " one",
            "-two",
            "\\ No newline at end of file",
            "+two");
    assertThat(diff("one\ntwo", "1\ntwo"))
        .containsExactly(
            "--- a",
            "+++ b",
            "@@ -1,2 +1,2 @@",
            "-one",
            "+1",
            " two",
            "\\ No newline at end of file");
  }

  @Test
  void hugeUnlikeFilesAreReplacedAsAWhole() {
    List<String> expected = new ArrayList<>(List.of("--- a", "+++ b", "@@ -1,60001 +1,70001 @@"));
    expected.add(" same");
    IntStream.range(0, 60_000).forEach(i -> expected.add("-left " + i));
    IntStream.range(0, 70_000).forEach(i -> expected.add("+right " + i));

    List<String> diff =
        assertTimeoutPreemptively(
            Duration.ofSeconds(30),
            () ->
                diff("same\n" + lines("left ", 0, 60_000), "same\n" + lines("right ", 0, 70_000)));

    assertThat(diff).isEqualTo(expected);
  }

  @Test
  void hugeFilesThatDifferInAFewPlacesAreStillCompared() {
    String start = lines("x", 0, 50_000);
    String end = lines("y", 0, 50_000);

    assertThat(diff(start + "old\nkept\n" + end, start + "kept\nnew\n" + end))
        .containsExactly(
            "--- a",
            "+++ b",
            "@@ -49998,8 +49998,8 @@",
            " x49997",
            " x49998",
            " x49999",
            "-old",
            " kept",
            "+new",
            " y0",
            " y1",
            " y2");
    assertThat(diff(start + end, start + "new\n" + end))
        .containsExactly(
            "--- a",
            "+++ b",
            "@@ -49998,6 +49998,7 @@",
            " x49997",
            " x49998",
            " x49999",
            "+new",
            " y0",
            " y1",
            " y2");
  }

  private static List<String> diff(String a, String b) {
    return TextDiff.unified("a", Bytes.utf8(a), "b", Bytes.utf8(b));
  }

  private static String lines(String start, int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> start + i + "\n").collect(Collectors.joining());
  }
}
