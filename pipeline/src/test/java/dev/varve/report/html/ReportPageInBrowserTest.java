package dev.varve.report.html;

import static dev.varve.testing.BrowserRun.assertAccessible;
import static dev.varve.testing.BrowserRun.step;
import static dev.varve.testing.BrowserRun.texts;
import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.failure.Limits;
import dev.varve.json.JsonObject;
import dev.varve.json.JsonValue;
import dev.varve.policy.PolicyPack;
import dev.varve.report.RunResults;
import dev.varve.report.RunSummary;
import dev.varve.report.TerminalText;
import dev.varve.testing.BrowserRun;
import dev.varve.testing.OptionalParts;
import java.io.BufferedOutputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Pages in a real Chromium, read and used as people do ({@code src/test/browser/page-check.mjs}):
 * no console error, no request leaves them, and axe-core finds no fault of accessibility. {@code
 * -Dvarve.screenshots=FOLDER} keeps pictures to look at.
 */
class ReportPageInBrowserTest {
  private static final String SCRIPT = "page-check.mjs";

  @TempDir private Path folder;

  @Test
  void pageOfAThousandImagesOpensInTwoSecondsAndFiltersAsOneTypes() throws Exception {
    Path file = folder.resolve("report.html");
    new BigRun(1_000, 20_000, 300).page(file);
    List<JsonValue> steps =
        List.of(
            step("opens"),
            step("types", "start-19990"),
            step("turns"),
            step("chooses", "Severity", "4"),
            step("follows", "#f-0000000001234567"),
            step("accessible", "light", 1280, "big-light-1280"),
            step("accessible", "dark", 400, "big-dark-400"));

    JsonObject results = BrowserRun.of(SCRIPT, folder, file, steps);

    assertThat(number(results, "opens", "millis")).isLessThan(2_000 * BrowserRun.PATIENCE);
    JsonObject typed = results.optionalObjectIn("", "types start-19990");
    for (JsonValue key : typed.optionalArrayIn("", "millis")) {
      // Until the table shows it; what typing asks for is a tenth of a second.
      assertThat(Double.parseDouble(key.scalarTextOrNull())).isLessThan(100 * BrowserRun.PATIENCE);
    }
    assertThat(typed.textIn("", "status")).isEqualTo("1 of 20,000 findings");
    assertThat(typed.numberOr("rows", 0)).isEqualTo(1);
    assertThat(texts(results, "turns"))
        .first()
        .asString()
        .startsWith("1–100 of 18,010 of 20,000 findings f-");
    assertThat(texts(results, "turns")).hasSize(3);
    assertThat(results.optionalObjectIn("", "chooses Severity 4").textIn("", "status"))
        .isEqualTo("100 of 20,000 findings");
    JsonObject followed = results.optionalObjectIn("", "follows #f-0000000001234567");
    assertThat(followed.textIn("", "id")).isEqualTo("f-0000000001234567");
    assertThat(followed.textIn("", "details")).contains("opt/app-0/bin/start-0");
    assertAccessible(results);
  }

  /** The golden files of FleetScanTest are what a scan of the fixture fleet leaves. */
  @Test
  void pageOfTheFixtureFleetCanBeUsedInEveryWay() throws Exception {
    Path results =
        OptionalParts.projectRoot()
            .resolve("pipeline/src/test/resources/dev/varve/fleet/fixture-fleet");
    JsonObject summary = RunSummary.file(results, Limits.DEFAULT);
    Path file = folder.resolve("report.html");
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      HtmlReport.write(
          RunResults.of(results, summary), BigRun.GATE, PolicyPack.builtin().rules(), null, out);
    }
    assertThat(Files.size(file)).isLessThan(1_000_000);

    JsonObject told =
        BrowserRun.of(
            SCRIPT,
            folder,
            file,
            List.of(
                step("types", "setuid"),
                step("sorts", "Rule"),
                step("chooses", "Rule", "ENT-03"),
                step("folds"),
                step("unfolds", "images-table", "image"),
                step("unfolds", "findings-table"),
                step("unfolds", "containers-table", "container"),
                step("themes"),
                step("tabs", 80),
                step("prints"),
                step("accessible", "light", 1280, "light-1280"),
                step("accessible", "light", 400, "light-400"),
                step("accessible", "dark", 1280, "dark-1280"),
                step("accessible", "dark", 400, "dark-400")));

    JsonObject typed = told.optionalObjectIn("", "types setuid");
    assertThat(typed.textIn("", "status")).matches("[1-9][0-9]* of \\d+ findings");
    JsonObject sorted = told.optionalObjectIn("", "sorts Rule");
    assertThat(texts(sorted, "ascending")).isSorted().hasSize(100);
    assertThat(texts(sorted, "descending")).isSortedAccordingTo(Comparator.reverseOrder());
    assertThat(told.optionalObjectIn("", "chooses Rule ENT-03").textIn("", "status"))
        .isEqualTo("3 of 412 findings");
    JsonObject folded = told.optionalObjectIn("", "folds");
    assertThat(folded.keys())
        .containsExactlyInAnyOrder(
            "layers",
            "images",
            "rules",
            "findings",
            "containers",
            "exceptions",
            "failures",
            "evidence");
    assertThat(folded.members().values()).allMatch(closed -> closed.boolOrNull());
    JsonObject image = told.optionalObjectIn("", "unfolds images-table image");
    assertThat(image.numberOr("pictures", 0)).isEqualTo(2);
    assertThat(image.textIn("", "text")).contains("RUN touch /ring-a/file");
    assertThat(told.optionalObjectIn("", "unfolds findings-table").textIn("", "text"))
        .contains("findings.jsonl");
    assertThat(told.optionalObjectIn("", "unfolds containers-table container").textIn("", "text"))
        .contains("To reach 1:")
        .contains("capabilities");
    assertThat(texts(told, "themes"))
        .containsExactly(
            "Theme: system rgb(255, 255, 255)",
            "Theme: light rgb(255, 255, 255)",
            "Theme: dark rgb(15, 20, 25)");
    JsonObject tabs = told.optionalObjectIn("", "tabs 80");
    assertThat(texts(tabs, "withoutFocus")).isEmpty();
    assertThat(tabs.numberOr("seen", 0)).isGreaterThan(30);
    JsonObject printed = told.optionalObjectIn("", "prints");
    assertThat(printed.optionalObjectIn("", "during").numberOr("rows", 0)).isGreaterThan(300);
    assertThat(printed.optionalObjectIn("", "during").numberOr("folded", 9)).isZero();
    assertThat(printed.numberOr("after", 0)).isEqualTo(100);
    assertAccessible(told);
  }

  @Test
  void nothingOfAHostileImageIsExecutedAndAllOfItIsShown() throws Exception {
    Path file = folder.resolve("report.html");
    HostileRun run = new HostileRun();
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      HtmlReport.write(run.results(), BigRun.GATE, List.of(), null, out);
    }

    JsonObject results =
        BrowserRun.of(
            SCRIPT,
            folder,
            file,
            List.of(
                step("reads"), step("reads", "findings-table"), step("accessible", "light", 1280)));

    for (String key : List.of("reads", "reads findings-table")) {
      JsonObject read = results.optionalObjectIn("", key);
      assertThat(read.get("hacked").boolOrNull()).isFalse();
      assertThat(read.numberOr("scripts", 0)).isEqualTo(2);
      assertThat(read.numberOr("frames", -1)).isZero();
      assertThat(read.numberOr("handlers", -1)).isZero();
    }
    String shown = spaces(results.optionalObjectIn("", "reads findings-table").textIn("", "text"));
    for (String text : run.texts()) {
      if (text.matches("(name|environment|file|title|spec) .*|rule .*")) {
        assertThat(shown).contains(spaces(TerminalText.of(text)));
      }
    }
    assertAccessible(results);
  }

  /** A browser folds spaces of text together. */
  private static String spaces(String text) {
    return text.replaceAll("\\s+", " ");
  }

  private static double number(JsonObject results, String step, String key) throws Exception {
    return Double.parseDouble(results.optionalObjectIn("", step).get(key).scalarTextOrNull());
  }
}
