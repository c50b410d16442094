package dev.varve.layer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.blob.Bytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LineSorterTest {
  @TempDir Path folder;

  private record Line(String key, int number, String text) {}

  @Test
  void linesComeInOrderOfKeysWhetherOrNotTheyFitInMemory() throws IOException {
    Random random = new Random(20261128);
    List<Line> lines = new ArrayList<>();
    for (int i = 0; i < 3000; i++) {
      String key = "k" + random.nextInt(400) + (random.nextBoolean() ? "\u0000/x" : "/\u0000");
      lines.add(new Line(key, random.nextInt(), "line " + i + " é" + "x".repeat(i % 90)));
    }
    List<Line> expected = new ArrayList<>(lines);
    expected.sort(
        Comparator.comparing((Line line) -> Bytes.utf8(line.key()), PathOrder.TREE)
            .thenComparingInt(Line::number));

    assertThat(sorted(lines, 1 << 20)).isEqualTo(expected);
    assertThat(sorted(lines, 1 << 12)).isEqualTo(expected);
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void sortsNothing() throws IOException {
    assertThat(sorted(List.of(), 1000)).isEmpty();
  }

  private List<Line> sorted(List<Line> lines, int memoryBytes) throws IOException {
    List<Line> sorted = new ArrayList<>();
    try (LineSorter sorter = new LineSorter(folder.resolve("spill"), memoryBytes)) {
      for (Line line : lines) {
        sorter.add(
            Bytes.utf8(line.key()), line.number(), line.text().getBytes(StandardCharsets.UTF_8));
      }
      assertThat(Files.exists(folder.resolve("spill"))).isEqualTo(memoryBytes == 1 << 12);
      LineSorter.Sorted all = sorter.sorted();
      while (all.next()) {
        sorted.add(new Line(all.key().text(), all.number(), all.line().text()));
      }
    }
    return sorted;
  }
}
