package dev.varve.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.json.JsonObject;
import dev.varve.report.FindingComparison.Cause;
import dev.varve.report.FindingComparison.State;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What holds of any two runs. Seeds are printed with a failure. */
class RunsComparedProperties {
  private static final int RUNS = 80;
  private static final List<String> RULES = List.of("R-1", "R-2", "R-3", "FLT-01");
  private static final List<String> SEVERITIES =
      List.of("info", "low", "medium", "high", "critical");
  private static final List<String> STATUSES =
      List.of("fail", "undetermined", "folded", "waived", "outside-profile");

  @TempDir Path folder;

  @Test
  void runComparedWithItselfIsUnchanged() throws Exception {
    for (int seed = 0; seed < RUNS; seed++) {
      WrittenRun run = random(new Random(seed));
      Path path = run.write(folder.resolve("same"));

      WrittenRun.Told told = WrittenRun.Told.of(path, path, folder);

      assertThat(told.findings).as("seed " + seed).hasSize(run.findingCount());
      assertThat(told.findings).as("seed " + seed).allMatch(f -> f.state() == State.UNCHANGED);
      assertThat(told.images)
          .as("seed " + seed)
          .allMatch(
              image ->
                  image.state() == ImageComparison.State.UNCHANGED
                      || image.state() == ImageComparison.State.FAILED_BOTH);
      assertThat(told.totals.fails()).as("seed " + seed).isFalse();
    }
  }

  @Test
  void everyFindingIsToldOnceAndTheCountsAddUp() throws Exception {
    for (int seed = 0; seed < RUNS; seed++) {
      Random random = new Random(seed);
      WrittenRun before = random(random);
      WrittenRun now = random(random);

      WrittenRun.Told told = compare(before, now);

      assertThat(lines(told, FindingComparison::before))
          .as("seed " + seed)
          .containsExactlyElementsOf(numbers(before.findingCount()));
      assertThat(lines(told, FindingComparison::now))
          .as("seed " + seed)
          .containsExactlyElementsOf(numbers(now.findingCount()));
      long both = told.totals.count(State.CHANGED) + told.totals.count(State.UNCHANGED);
      assertThat(both + told.totals.count(State.NEW) + told.totals.count(State.KNOWN))
          .as("seed " + seed)
          .isEqualTo(now.findingCount());
      assertThat(both + told.totals.count(State.FIXED) + told.totals.count(State.NOT_JUDGED))
          .as("seed " + seed)
          .isEqualTo(before.findingCount());
    }
  }

  @Test
  void comparisonTheOtherWayRoundIsTheMirrorImage() throws Exception {
    int unequal = 0;
    for (int seed = 0; seed < RUNS; seed++) {
      Random random = new Random(seed);
      WrittenRun before = random(random);
      WrittenRun now = random(random);

      WrittenRun.Told there = compare(before, now);
      WrittenRun.Told back = compare(now, before);

      assertThat(back.findings.stream().map(this::told).sorted().toList())
          .as("seed " + seed)
          .isEqualTo(there.findings.stream().map(this::mirrored).sorted().toList());
      assertThat(back.images.stream().map(i -> i.name() + " " + i.state()).sorted().toList())
          .as("seed " + seed)
          .isEqualTo(
              there.images.stream()
                  .map(i -> i.name() + " " + i.state().mirrored())
                  .sorted()
                  .toList());
      unequal += there.totals.count(State.NEW) > 0 ? 1 : 0;
    }
    assertThat(unequal).isGreaterThan(RUNS / 2);
  }

  @Test
  void orderOfTheLinesDoesNotMatter() throws Exception {
    for (int seed = 0; seed < RUNS; seed++) {
      Random random = new Random(seed);
      Path before = random(random).write(folder.resolve("before"));
      Path now = random(random).write(folder.resolve("now"));
      List<String> first = WrittenRun.Told.of(before, now, folder).findings();
      Path file = now.resolve("findings.jsonl");
      List<String> lines = new ArrayList<>(java.nio.file.Files.readAllLines(file));
      Collections.shuffle(lines, random);
      java.nio.file.Files.write(file, lines);

      assertThat(WrittenRun.Told.of(before, now, folder).findings().stream().sorted().toList())
          .as("seed " + seed)
          .isEqualTo(first.stream().sorted().toList());
    }
  }

  private String told(FindingComparison finding) {
    return string(
        finding.state(), finding.cause(), finding.before(), finding.now(), finding.differences());
  }

  /** What the comparison the other way round has to say. */
  private String mirrored(FindingComparison finding) {
    State state =
        switch (finding.state()) {
          case CHANGED, UNCHANGED -> finding.state();
          case FIXED, NOT_JUDGED -> State.NEW;
          case NEW, KNOWN ->
              finding.cause() == null || finding.cause() == Cause.DATE
                  ? State.FIXED
                  : State.NOT_JUDGED;
        };
    return string(state, finding.cause(), finding.now(), finding.before(), finding.differences());
  }

  /** What a run has that the other has not may be new or known. */
  private static String string(
      State state,
      @Nullable Cause cause,
      @Nullable FindingRecord before,
      @Nullable FindingRecord now,
      List<String> differences) {
    return (state == State.KNOWN ? State.NEW : state)
        + " "
        + cause
        + " "
        + (before == null ? 0 : before.line())
        + " "
        + (now == null ? 0 : now.line())
        + " "
        + differences;
  }

  private static List<Integer> lines(
      WrittenRun.Told told, Function<FindingComparison, @Nullable FindingRecord> side) {
    List<Integer> lines = new ArrayList<>();
    for (FindingComparison finding : told.findings) {
      FindingRecord record = side.apply(finding);
      if (record != null) {
        lines.add(record.line());
      }
    }
    Collections.sort(lines);
    return lines;
  }

  private static List<Integer> numbers(int count) {
    List<Integer> numbers = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      numbers.add(i);
    }
    return numbers;
  }

  private WrittenRun.Told compare(WrittenRun before, WrittenRun now) throws Exception {
    return WrittenRun.Told.of(
        before.write(folder.resolve("before")), now.write(folder.resolve("now")), folder);
  }

  /** Few names, so that two runs have much in common. */
  private static WrittenRun random(Random random) {
    WrittenRun run = new WrittenRun();
    run.rules(RULES.stream().filter(rule -> random.nextInt(8) > 0).toArray(String[]::new));
    run.asOf(random.nextInt(3) == 0 ? "2026-01-03" : "2026-01-02");
    run.params(random.nextInt(4) == 0 ? '8' : '9');
    List<String> images = new ArrayList<>();
    for (String name : List.of("a:1", "a:2", "a:3", "b:1", "c/d:1")) {
      int fate = random.nextInt(6);
      if (fate == 0) {
        boolean whole = random.nextBoolean();
        String source = name.replaceAll(":.*", "") + ".tar";
        run.failed(whole ? source : name, source);
      } else if (fate > 1) {
        run.image(name, random.nextBoolean() ? "xy" : "xz");
        images.add(name);
        if (random.nextInt(10) == 0) {
          run.unverified();
        }
      }
    }
    for (String image : images) {
      for (int i = random.nextInt(6); i > 0; i--) {
        decorate(run.finding(image, rule(random), severity(random), status(random)), random);
      }
    }
    for (String name : List.of("web", "db")) {
      if (random.nextInt(4) > 0) {
        String image =
            images.isEmpty() || random.nextInt(3) == 0
                ? ""
                : images.get(random.nextInt(images.size()));
        run.container(name, image);
        for (int i = random.nextInt(3); i > 0; i--) {
          decorate(
              run.finding(
                  "container",
                  "compose " + name,
                  name,
                  rule(random),
                  severity(random),
                  status(random)),
              random);
        }
      }
    }
    if (images.size() > 1) {
      run.pair(images.get(0), images.get(1));
      String name = images.get(0) + " -> " + images.get(1);
      run.finding("pair", "p", name, rule(random), severity(random), status(random));
    }
    if (random.nextBoolean()) {
      run.finding("fleet", "fleet", "the fleet", "FLT-01", severity(random), "fail");
    }
    return run;
  }

  private static void decorate(WrittenRun run, Random random) {
    if (random.nextInt(3) == 0) {
      run.with("path", "p/" + random.nextInt(2));
    }
    if (random.nextInt(3) == 0) {
      run.with("message", "m" + random.nextInt(2));
    }
    if (random.nextInt(4) == 0) {
      run.with("evidence", JsonObject.builder().put("e", random.nextInt(2)).build());
    }
    if (random.nextInt(4) == 0) {
      run.with("folded_under", random.nextBoolean() ? "FLT-01" : "R-1");
    }
  }

  private static String rule(Random random) {
    return RULES.get(random.nextInt(3));
  }

  private static String severity(Random random) {
    return SEVERITIES.get(random.nextInt(SEVERITIES.size()));
  }

  private static String status(Random random) {
    return STATUSES.get(random.nextInt(STATUSES.size()));
  }
}
