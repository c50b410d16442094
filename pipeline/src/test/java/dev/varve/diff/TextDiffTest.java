package dev.varve.diff;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.varve.blob.Bytes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
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

  private static List<String> rows(String a, String b) {
    return TextDiff.sideBySide(Bytes.utf8(a), Bytes.utf8(b)).stream()
        .map(row -> row.lineA() + ":" + row.a() + "|" + row.lineB() + ":" + row.b())
        .toList();
  }

  @Test
  void changedLinesStandBesideEachOther() {
    assertThat(rows("one\ntwo\nthree\n", "one\n2\nthree\nfour\n"))
        .containsExactly("1:one|1:one", "2:two|2:2", "3:three|3:three", "0:null|4:four");
  }

  @Test
  void ofManyEqualLinesThreeAreLeftOnEitherSide() {
    String before = IntStream.range(0, 20).mapToObj(i -> i + "\n").collect(joining());
    String after = before.replace("10\n", "");

    assertThat(rows(before, after))
        .containsExactly(
            "8:null|8:null",
            "8:7|8:7",
            "9:8|9:8",
            "10:9|10:9",
            "11:10|0:null",
            "12:11|11:11",
            "13:12|12:12",
            "14:13|13:13",
            "15:null|14:null");
  }

  @Test
  void aLineThatDoesNotEndIsAnother() {
    assertThat(rows("one", "one\n")).containsExactly("1:one  (no newline at end of file)|1:one");
  }

  @Test
  void whatIsNoTextHasNoLines() {
    assertThat(rows("a\0", "b")).isEmpty();
    assertThat(rows("a", "a")).isEmpty();
  }

  /** Both sides of the rows, with the gaps filled in again, are the texts. */
  @Test
  void nothingIsLostBetweenTheRows() {
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      List<String> left = words(random);
      List<String> right = words(random);
      List<TextRow> rows =
          TextDiff.sideBySide(
              Bytes.utf8(String.join("", left)), Bytes.utf8(String.join("", right)));
      List<String> filled = new ArrayList<>();
      for (TextRow row : rows) {
        if (row.b() != null) {
          while (filled.size() < row.lineB() - 1) {
            filled.add(right.get(filled.size()).strip());
          }
          filled.add(row.b());
        }
        if (row.kind() == TextRow.Kind.SAME) {
          assertThat(row.a()).isEqualTo(left.get(row.lineA() - 1).strip());
        }
      }
      while (filled.size() < right.size()) {
        filled.add(right.get(filled.size()).strip());
      }
      assertThat(filled).as("seed %d", seed).isEqualTo(right.stream().map(String::strip).toList());
    }
  }

  private static List<String> words(Random random) {
    return IntStream.range(0, 5 + random.nextInt(40))
        .mapToObj(i -> "abc".charAt(random.nextInt(3)) + "\n")
        .toList();
  }
}
