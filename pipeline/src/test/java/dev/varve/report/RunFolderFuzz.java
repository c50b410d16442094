package dev.varve.report;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import dev.varve.testing.OddDocuments;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whatever stands in the files of a run's folder, it is compared or refused with a reason. */
class RunFolderFuzz {
  private static final List<String> FILES =
      List.of(
          "run.json",
          "images.jsonl",
          "findings.jsonl",
          "failures.jsonl",
          "boundaries.jsonl",
          "diffs.jsonl",
          "comparison.jsonl");

  private Path folder = Path.of("");
  private Path good = Path.of("");
  private Path odd = Path.of("");

  @BeforeEach
  void writeARun() throws IOException, InputException {
    folder = Files.createTempDirectory("run-folder-fuzz");
    good = run("R-1").write(folder.resolve("good"));
    odd = run("R-2").write(folder.resolve("odd"));
    try (ComparedRun a = WrittenRun.read(good, folder);
        ComparedRun b = WrittenRun.read(odd, folder);
        OutputStream out = Files.newOutputStream(good.resolve("comparison.jsonl"))) {
      ComparisonRecords records = ComparisonRecords.begin(a, b, out);
      records.end(RunsCompared.compare(a, b, WrittenRun.gate(), records));
    }
  }

  @AfterEach
  void deleteIt() throws IOException {
    dev.varve.layer.PrivateFiles.delete(folder);
  }

  private static WrittenRun run(String rule) {
    return new WrittenRun()
        .image("a:1", "xy")
        .image("b:1", "x")
        .failed("c:1", "c.tar")
        .container("web", "a:1")
        .pair("a:1", "b:1")
        .finding("a:1", rule)
        .with("folded_under", "FLT-01")
        .finding("pair", "p", "a:1 -> b:1", rule, "high", "fail")
        .finding("container", "compose web", "web", rule, "low", "waived");
  }

  /** The first byte says which file it is for. */
  @FuzzTest(maxDuration = "60s")
  void comparesOrRefuses(byte[] data) throws IOException {
    if (data.length > 0) {
      read(
          FILES.get(Math.floorMod(data[0], FILES.size())),
          Arrays.copyOfRange(data, 1, data.length));
    }
  }

  @Test
  void filesWithOddValuesAreComparedOrRefused() throws IOException {
    Random random = new Random(20261128);
    for (int i = 0; i < 25; i++) {
      for (String file : FILES) {
        String text = Files.readString(good.resolve(file));
        StringBuilder mutated = new StringBuilder();
        for (String line : text.lines().toList()) {
          byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
          mutated.append(
              random.nextInt(3) == 0
                  ? new String(OddDocuments.mutated(bytes, random), StandardCharsets.UTF_8)
                  : line);
          mutated.append('\n');
        }
        read(file, mutated.toString().getBytes(StandardCharsets.UTF_8));
      }
    }
  }

  private void read(String name, byte[] content) throws IOException {
    for (String file : FILES) {
      Files.write(odd.resolve(file), Files.readAllBytes(good.resolve(file)));
    }
    Files.write(odd.resolve(name), content);
    try (ComparedRun a = ComparedRun.read(odd, Limits.DEFAULT, subject -> true, true, folder);
        ComparedRun b = WrittenRun.read(good, folder)) {
      compare(a, b);
      compare(b, a);
    } catch (InputException e) {
      if (e.detail().isEmpty()) {
        throw new AssertionError("a refusal without words", e);
      }
    }
  }

  /** Everything is written, and then read again as a baseline's comparison is. */
  private void compare(ComparedRun before, ComparedRun now) throws InputException, IOException {
    ComparisonText text =
        new ComparisonText(TextPage.terminal(OutputStream.nullOutputStream(), Ink.ANSI, 80), false);
    text.begin(before, now);
    text.end("x", RunsCompared.compare(before, now, now.summary().gate(), text), WrittenRun.gate());
    ComparisonRecords records =
        ComparisonRecords.begin(before, now, OutputStream.nullOutputStream());
    records.end(RunsCompared.compare(before, now, WrittenRun.gate(), records));
  }
}
