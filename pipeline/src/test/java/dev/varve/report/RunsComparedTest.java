package dev.varve.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.varve.failure.InputException;
import dev.varve.json.JsonArray;
import dev.varve.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What two runs differ in, and what can be told from that and what cannot. */
class RunsComparedTest {
  @TempDir Path folder;

  @Test
  void findingsAreNewFixedAndUnchanged() throws Exception {
    WrittenRun before = run().finding("a:1", "R-1").finding("a:1", "R-2");
    WrittenRun now = run().finding("a:1", "R-2").finding("a:1", "R-3");

    assertThat(compare(before, now).findings())
        .containsExactly("R-1 a:1 fixed", "R-2 a:1 unchanged", "R-3 a:1 new stops");
  }

  @Test
  void whatDiffersInAChangedFindingIsTold() throws Exception {
    WrittenRun before =
        run()
            .finding("a:1", "R-1", "low", "fail")
            .finding("a:1", "R-2", "high", "undetermined")
            .with("evidence", evidence("mode", "0644"))
            .finding("a:1", "R-3");
    WrittenRun now =
        run()
            .finding("a:1", "R-1", "high", "fail")
            .with("message", "another")
            .finding("a:1", "R-2", "high", "fail")
            .with("evidence", evidence("mode", "4755"))
            .finding("a:1", "R-3", "high", "waived")
            .with("exceptions", exceptions("exceptions.yaml:3", "applied"));

    assertThat(compare(before, now).findings())
        .containsExactly(
            "R-1 a:1 changed severity+message stops",
            "R-2 a:1 changed status+evidence stops",
            "R-3 a:1 changed status+exceptions");
  }

  @Test
  void numbersOfLayersAndLinesOfExceptionsFilesAreNoChange() throws Exception {
    JsonObject nested = JsonObject.builder().put("b", evidence("layer", "3")).build();
    JsonObject other = JsonObject.builder().put("b", evidence("layer", "4")).build();
    WrittenRun before =
        run()
            .finding("a:1", "R-1", "high", "waived")
            .with("exceptions", exceptions("exceptions.yaml:3", "applied"))
            .with("evidence", nested)
            .with("diff_id", "sha256:1");
    WrittenRun now =
        run()
            .finding("a:1", "R-1", "high", "waived")
            .with("exceptions", exceptions("exceptions.yaml:9", "applied"))
            .with("evidence", other)
            .with("diff_id", "sha256:2");

    assertThat(compare(before, now).findings()).containsExactly("R-1 a:1 unchanged");
  }

  /** Two platforms, or two builds, of one name in one run. */
  @Test
  void findingsOfOneFingerprintAboutImagesOfOneNameHaveStatesOfTheirOwn() throws Exception {
    WrittenRun before = run().finding("a:1", "R-1");
    WrittenRun now =
        run()
            .finding("a:1", "R-1")
            .finding("a:1", "R-1", "high", "fail")
            .with("message", "another build");
    try (ComparedRun a = WrittenRun.read(before.write(folder.resolve("before")), folder);
        ComparedRun b = WrittenRun.read(now.write(folder.resolve("now")), folder)) {
      SinceBaseline since = new SinceBaseline(a);
      RunsCompared.compare(a, b, WrittenRun.gate(), since);

      assertThat(List.of(since.of(1), since.of(2)))
          .containsExactly(FindingComparison.State.UNCHANGED, FindingComparison.State.NEW);
      assertThat(List.of(since.stopsAt(1), since.stopsAt(2))).containsExactly(false, true);
    }
  }

  /** policy-catalogue.md section 2: the finding of an expired entry is back. */
  @Test
  void findingWhoseExceptionHasExpiredStopsAGateThatLooksAtWhatIsNew() throws Exception {
    WrittenRun before =
        run()
            .finding("a:1", "R-1", "high", "waived")
            .with("exceptions", exceptions("exceptions.yaml:3", "applied"));
    WrittenRun now =
        run()
            .finding("a:1", "R-1", "high", "fail")
            .with("exceptions", exceptions("exceptions.yaml:3", "expired"));

    WrittenRun.Told told = compare(before, now);

    assertThat(told.findings()).containsExactly("R-1 a:1 changed status+exceptions stops");
    assertThat(told.totals.fails()).isTrue();
    assertThat(compare(now, before).totals.fails()).isFalse();
  }

  @Test
  void waivedAndFoldedFindingsStopNothing() throws Exception {
    WrittenRun now =
        run()
            .finding("a:1", "R-1", "critical", "waived")
            .finding("a:1", "R-2", "critical", "folded")
            .finding("a:1", "R-3", "medium", "fail");

    WrittenRun.Told told = compare(run(), now);

    assertThat(told.findings()).containsExactly("R-1 a:1 new", "R-2 a:1 new", "R-3 a:1 new");
    assertThat(told.totals.fails()).isFalse();
  }

  @Test
  void findingsOfAnImageThatFailedAreNotJudgedAndNeverFixed() throws Exception {
    WrittenRun before = run().image("b:1", "xy").finding("b:1", "R-1").finding("a:1", "R-1");
    WrittenRun byName = run().failed("b:1", "b.tar").finding("a:1", "R-1");
    WrittenRun bySource = run().failed("b.tar", "b.tar").finding("a:1", "R-1");

    assertThat(compare(before, byName).findings())
        .containsExactly("R-1 a:1 unchanged", "R-1 b:1 not-judged failed-now");
    assertThat(compare(before, bySource).findings())
        .containsExactly("R-1 a:1 unchanged", "R-1 b:1 not-judged failed-now");
    assertThat(compare(byName, before).findings())
        .containsExactly("R-1 a:1 unchanged", "R-1 b:1 new failed-before stops");
  }

  @Test
  void findingsOfAnImageThatIsGoneAreNotFixedEither() throws Exception {
    WrittenRun before = run().image("b:1", "xy").finding("b:1", "R-1");

    assertThat(compare(before, run()).findings())
        .containsExactly("R-1 b:1 not-judged subject-gone");
    assertThat(compare(run(), before).findings()).containsExactly("R-1 b:1 new subject-new stops");
  }

  @Test
  void rulesThatComeAndGoAreToldFromImagesThatChange() throws Exception {
    WrittenRun before = run().rules("R-1", "R-2").finding("a:1", "R-1").finding("a:1", "R-2");
    WrittenRun now = run().rules("R-2", "R-3").finding("a:1", "R-2").finding("a:1", "R-3");

    assertThat(compare(before, now).findings())
        .containsExactly(
            "R-1 a:1 not-judged rule-gone", "R-2 a:1 unchanged", "R-3 a:1 new rule-new stops");
  }

  @Test
  void otherParametersOverTheSameImageFixNothing() throws Exception {
    WrittenRun before = run().finding("a:1", "R-1");
    WrittenRun now = run().params('9').finding("a:1", "R-2");
    WrittenRun rebuilt = new WrittenRun().params('9').image("a:1", "xz");

    assertThat(compare(before, now).findings())
        .containsExactly(
            "R-1 a:1 not-judged judged-otherwise", "R-2 a:1 new judged-otherwise stops");
    assertThat(compare(before, rebuilt).findings()).containsExactly("R-1 a:1 fixed");
  }

  @Test
  void whatOnlyTheDateBringsIsTold() throws Exception {
    WrittenRun now = run().asOf("2026-01-03").finding("a:1", "R-1");

    assertThat(compare(run(), now).findings()).containsExactly("R-1 a:1 new other-date stops");
  }

  @Test
  void findingFollowsItsRepositoryToAnotherTag() throws Exception {
    WrittenRun before = new WrittenRun().image("a:1", "x").finding("a:1", "R-1");
    WrittenRun moved = new WrittenRun().image("a:2", "xy").finding("a:2", "R-1");
    WrittenRun both =
        new WrittenRun()
            .image("a:1", "x")
            .image("a:2", "xy")
            .finding("a:1", "R-1")
            .finding("a:2", "R-1")
            .finding("a:2", "R-2");

    assertThat(compare(before, moved).findings()).containsExactly("R-1 a:2 unchanged");
    assertThat(compare(before, both).findings())
        .containsExactly(
            "R-1 a:1 unchanged", "R-1 a:2 known subject-new", "R-2 a:2 new subject-new stops");
    assertThat(compare(both, before).findings())
        .containsExactly(
            "R-1 a:1 unchanged",
            "R-1 a:2 not-judged subject-gone",
            "R-2 a:2 not-judged subject-gone");
  }

  @Test
  void tagThatBothRunsHaveIsNotExcusedByAnother() throws Exception {
    WrittenRun before = new WrittenRun().image("a:1", "x").image("a:2", "y").finding("a:1", "R-1");
    WrittenRun now =
        new WrittenRun()
            .image("a:1", "x")
            .image("a:2", "z")
            .finding("a:1", "R-1")
            .finding("a:2", "R-1");

    assertThat(compare(before, now).findings())
        .containsExactly("R-1 a:1 unchanged", "R-1 a:2 new stops");
    assertThat(compare(now, before).findings())
        .containsExactly("R-1 a:1 unchanged", "R-1 a:2 fixed");
  }

  @Test
  void severityThatAnotherTagDoesNotHaveIsNew() throws Exception {
    WrittenRun before = new WrittenRun().image("a:1", "x").finding("a:1", "R-1", "low", "fail");
    WrittenRun now =
        new WrittenRun()
            .image("a:1", "x")
            .image("a:2", "y")
            .finding("a:1", "R-1", "low", "fail")
            .finding("a:2", "R-1", "high", "fail");

    assertThat(compare(before, now).findings())
        .containsExactly("R-1 a:1 unchanged", "R-1 a:2 new subject-new stops");
  }

  @Test
  void memberOfAFleetsFindingIsTheSameAlone() throws Exception {
    WrittenRun folded =
        run()
            .finding("a:1", "R-1", "high", "folded")
            .with("folded_under", "FLT-01")
            .finding("fleet", "fleet", "the fleet", "FLT-01", "high", "fail");
    WrittenRun alone = run().finding("a:1", "R-1", "high", "fail");

    assertThat(compare(folded, alone).findings())
        .containsExactly("FLT-01 the fleet fixed", "R-1 a:1 unchanged");
  }

  @Test
  void fleetThatIsNotWholeFixesNothing() throws Exception {
    WrittenRun before =
        run().image("b:1", "x").finding("fleet", "fleet", "the fleet", "FLT-01", "high", "fail");
    WrittenRun now = run().failed("b:1", "b.tar");

    assertThat(compare(before, now).findings())
        .containsExactly("FLT-01 the fleet not-judged failed-now");
  }

  @Test
  void containerWhoseImageFailedIsNotJudged() throws Exception {
    WrittenRun before =
        run()
            .image("b:1", "x")
            .container("web", "b:1")
            .container("db", "a:1")
            .finding("container", "compose web", "web", "R-1", "high", "fail")
            .finding("container", "compose db", "db", "R-1", "high", "fail");
    WrittenRun now = run().failed("b:1", "b.tar").container("web", "").container("db", "a:1");

    assertThat(compare(before, now).findings())
        .containsExactly("R-1 db fixed", "R-1 web not-judged failed-now");
  }

  @Test
  void pairThatIsNotComparedAnyMoreIsNotJudged() throws Exception {
    WrittenRun before =
        run()
            .pair("a:1", "b:1")
            .image("b:1", "x")
            .finding("pair", "a -> b", "a:1 -> b:1", "R-1", "high", "fail")
            .finding("pair", "compose web", "web (a:1 -> b:1)", "R-2", "high", "fail");
    WrittenRun same = run().pair("a:1", "b:1").image("b:1", "x");

    assertThat(compare(before, same).findings())
        .containsExactly("R-1 a:1 -> b:1 fixed", "R-2 web (a:1 -> b:1) fixed");
    assertThat(compare(before, run().image("b:1", "x")).findings())
        .containsExactly(
            "R-1 a:1 -> b:1 not-judged subject-gone",
            "R-2 web (a:1 -> b:1) not-judged subject-gone");
    assertThat(compare(before, run().failed("b:1", "b.tar")).findings())
        .containsExactly(
            "R-1 a:1 -> b:1 not-judged failed-now", "R-2 web (a:1 -> b:1) not-judged failed-now");
  }

  @Test
  void imagesAreNewGoneRebuiltUnchangedOrFailed() throws Exception {
    WrittenRun before =
        new WrittenRun()
            .image("same:1", "x")
            .image("rebuilt:1", "xyz")
            .image("gone:1", "x")
            .image("fails:1", "x")
            .failed("back:1", "back.tar")
            .failed("never:1", "never.tar");
    WrittenRun now =
        new WrittenRun()
            .image("same:1", "x")
            .image("rebuilt:1", "xwz")
            .image("new:1", "x")
            .image("back:1", "x")
            .failed("fails:1", "fails.tar")
            .failed("never:1", "never.tar");

    WrittenRun.Told told = compare(before, now);

    assertThat(told.images())
        .containsExactly(
            "back:1 failed-before",
            "fails:1 failed-now",
            "gone:1 gone",
            "never:1 failed-both",
            "new:1 new",
            "rebuilt:1 rebuilt",
            "same:1 unchanged");
    ImageComparison rebuilt = told.images.get(5);
    assertThat(rebuilt.layers().kept())
        .extracting(layer -> layer.createdBy())
        .containsExactly("RUN x", "RUN z");
    assertThat(rebuilt.layers().dropped())
        .extracting(layer -> layer.createdBy())
        .containsExactly("RUN y");
    assertThat(rebuilt.layers().added())
        .extracting(layer -> layer.createdBy())
        .containsExactly("RUN w");
  }

  @Test
  void imageThatIsNotWhatItClaimsStopsOnlyWhenThatIsNew() throws Exception {
    WrittenRun good = run();
    WrittenRun bad = run().unverified();

    assertThat(compare(good, bad).totals.fails()).isTrue();
    assertThat(compare(bad, bad).totals.fails()).isFalse();
    assertThat(compare(new WrittenRun(), bad).totals.fails()).isTrue();
  }

  @Test
  void foldersThatNoScanHasLeftWholeAreRefused() throws Exception {
    Path whole = run().finding("a:1", "R-1").write(folder.resolve("whole"));
    record Damage(String file, String find, String replace, String says) {}
    for (Damage damage :
        List.of(
            new Damage("run.json", "\"record\":\"run\"", "\"record\":\"x\"", "is not what varve"),
            new Damage("run.json", "\"schemaVersion\":1", "\"schemaVersion\":2", "a newer varve"),
            new Damage("run.json", "\"schemaVersion\":1", "\"schemaVersion\":\"1\"", "no schema"),
            new Damage("run.json", "\"ruleIds\"", "\"x\"", "does not say which rules judged"),
            new Damage("run.json", "\"failOn\":\"high\"", "\"failOn\":\"hi\"", "no severity"),
            new Damage("run.json", "2026-01-02", "tomorrow", "no date"),
            new Damage(
                "run.json",
                "\"findings\":1",
                "\"findings\":2",
                "it has 1 findings where run.json says 2"),
            new Damage("run.json", "(?s).*", "[]", "is not what varve"),
            new Damage("run.json", "(?s).*", "{", "run.json"),
            new Damage("findings.jsonl", "(?s)\\}\n$", "", "line 1"),
            new Damage("findings.jsonl", "(?s).*", "", "it has 0 findings"),
            new Damage(
                "findings.jsonl", "\"schemaVersion\":1", "\"schemaVersion\":9", "newer varve"),
            new Damage("findings.jsonl", "\"severity\":\"high\"", "\"severity\":\"odd\"", "line 1"),
            new Damage("findings.jsonl", "\"fp\":\"[^\"]*\"", "\"fp\":\"\"", "no fingerprint"),
            new Damage(
                "findings.jsonl", "\"record\":\"finding\"", "\"record\":\"image\"", "no finding"),
            new Damage("findings.jsonl", "\"kind\":\"image\"", "\"kind\":7", "line 1"),
            new Damage("images.jsonl", "sha256:7878", "sha256:zz", "line 1"),
            new Damage("images.jsonl", "\"refs\":\\[", "\"refs\":[7,", "line 1"),
            new Damage("boundaries.jsonl", "(?s)^.*$", "null\n", "line 1"))) {
      Path damaged = Files.createDirectories(folder.resolve("damaged"));
      for (String file :
          List.of(
              "run.json",
              "images.jsonl",
              "boundaries.jsonl",
              "diffs.jsonl",
              "failures.jsonl",
              "findings.jsonl")) {
        Files.writeString(damaged.resolve(file), Files.readString(whole.resolve(file)));
      }
      String text = Files.readString(damaged.resolve(damage.file()));
      String changed = text.replaceFirst(damage.find(), damage.replace());
      assertThat(changed).as(damage.toString()).isNotEqualTo(text);
      Files.writeString(damaged.resolve(damage.file()), changed);

      assertThatThrownBy(() -> WrittenRun.read(damaged, folder).close())
          .as(damage.toString())
          .isInstanceOf(InputException.class)
          .hasMessageContaining("run-unusable")
          .hasMessageContaining(damage.says());
    }
    for (String file : List.of("run.json", "images.jsonl", "findings.jsonl", "failures.jsonl")) {
      Path partial = run().write(folder.resolve("partial"));
      Files.delete(partial.resolve(file));
      assertThatThrownBy(() -> WrittenRun.read(partial, folder).close())
          .isInstanceOf(InputException.class)
          .hasMessageContaining("there is no " + file);
    }
  }

  @Test
  void textAndLinesAreThoseOfTheGoldenFiles() throws Exception {
    // The names of the folders are part of the text.
    Path before = example().write(Path.of("target", "runs-compared", "monday"));
    Path now = later().write(Path.of("target", "runs-compared", "tuesday"));
    golden("compare.txt", text(before, now, false));
    golden("compare-verbose.txt", text(before, now, true));
    golden("compare.jsonl", lines(before, now));
  }

  private String text(Path before, Path now, boolean everySingle) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ComparedRun a = WrittenRun.read(before, folder);
        ComparedRun b = WrittenRun.read(now, folder)) {
      TextPage page = TextPage.terminal(out, Ink.PLAIN, 80);
      ComparisonText text = new ComparisonText(page, everySingle);
      text.begin(a, b);
      text.end(a.name(), RunsCompared.compare(a, b, WrittenRun.gate(), text), WrittenRun.gate());
      page.flush();
    }
    String text = out.toString(StandardCharsets.UTF_8);
    assertThat(text.lines()).allMatch(line -> everySingle || TerminalText.columns(line) <= 80);
    return text;
  }

  private String lines(Path before, Path now) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ComparedRun a = WrittenRun.read(before, folder);
        ComparedRun b = WrittenRun.read(now, folder)) {
      ComparisonRecords records = ComparisonRecords.begin(a, b, out);
      records.end(RunsCompared.compare(a, b, WrittenRun.gate(), records));
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  private static void golden(String name, String text) throws IOException {
    Path file =
        dev.varve.testing.OptionalParts.projectRoot()
            .resolve("pipeline/src/test/resources/dev/varve/report/compare")
            .resolve(name);
    if (Boolean.getBoolean("varve.rewrite")) {
      Files.createDirectories(file.resolveSibling("."));
      Files.writeString(file, text);
    }
    assertThat(text).isEqualTo(Files.readString(file));
  }

  private static WrittenRun example() {
    WrittenRun run =
        new WrittenRun()
            .image("shop/web:1", "xyz")
            .image("shop/api:1", "xa")
            .image("old/app:1", "x")
            .image("broken/app:1", "x")
            .finding("shop/web:1", "R-1", "medium", "fail")
            .with("path", "usr/bin/su")
            .with("evidence", evidence("mode", "0644"))
            .finding("shop/web:1", "R-2")
            .finding("old/app:1", "R-1")
            .finding("broken/app:1", "R-1");
    for (int i = 0; i < 5; i++) {
      run.image("lib/" + i + ":1", "xl").finding("lib/" + i + ":1", "R-3", "low", "fail");
    }
    return run;
  }

  private static WrittenRun later() {
    WrittenRun run =
        new WrittenRun()
            .asOf("2026-01-03")
            .rules("R-1", "R-3", "R-4", "FLT-01")
            .image("shop/web:1", "xwz")
            .image("shop/api:1", "xa")
            .failed("broken/app:1", "broken/app.tar")
            .finding("shop/web:1", "R-1", "critical", "fail")
            .with("path", "usr/bin/su")
            .with("evidence", evidence("mode", "4755"))
            .finding("shop/api:1", "R-4")
            .with(
                "message",
                "the first process runs as root\u001b[31m and may write \u202e everywhere it wants"
                    + " to in the image");
    for (int i = 0; i < 5; i++) {
      run.image("lib/" + i + ":1", "xm");
      run.image("new/" + i + ":1", "xn").finding("new/" + i + ":1", "R-1");
    }
    return run;
  }

  private static JsonObject evidence(String key, String value) {
    return JsonObject.builder().put(key, value).build();
  }

  private static JsonArray exceptions(String entry, String use) {
    return JsonArray.of(
        List.of(
            JsonObject.builder()
                .put("entry", entry)
                .put("use", use)
                .put("owner", "me")
                .put("expires", "2026-01-02")
                .build()));
  }

  /** One image, {@code a:1}. */
  private static WrittenRun run() {
    return new WrittenRun().image("a:1", "xy");
  }

  private WrittenRun.Told compare(WrittenRun before, WrittenRun now) throws Exception {
    return WrittenRun.Told.of(
        before.write(folder.resolve("before")), now.write(folder.resolve("now")), folder);
  }
}
