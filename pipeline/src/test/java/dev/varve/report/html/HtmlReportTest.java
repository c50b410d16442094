package dev.varve.report.html;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.failure.Limits;
import dev.varve.json.Json;
import dev.varve.json.JsonArray;
import dev.varve.json.JsonObject;
import dev.varve.json.JsonValue;
import dev.varve.report.RunResults;
import dev.varve.report.TerminalText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a page holds, read without a browser; ReportPageInBrowserTest looks at it with one. */
class HtmlReportTest {
  @TempDir private Path folder;

  @Test
  void everyTextOfAnImageIsShownInFullAndActsOnNothing() throws Exception {
    HostileRun run = new HostileRun();

    String page = page(run.results());

    assertThat(page.chars().filter(c -> c < ' ' && c != '\n')).isEmpty();
    assertThat(page)
        .doesNotContain("\u202e")
        .doesNotContain("\u2028")
        .doesNotContain("\ufffe")
        .doesNotContain(HostileRun.MARKUP);
    assertThat(Pattern.compile("<script|<img").matcher(page).results().count()).isEqualTo(2);
    StringBuilder shown = new StringBuilder(readable(page));
    texts(data(page), shown);
    for (String text : run.texts()) {
      assertThat(shown.toString()).contains(TerminalText.of(text));
    }
  }

  @Test
  void sameRunGivesTheSameBytes() throws Exception {
    assertThat(page(new BigRun(40, 400, 20).results()))
        .isEqualTo(page(new BigRun(40, 400, 20).results()))
        .doesNotContain("\r");
  }

  @Test
  void everyFindingOfARunIsInItsPage() throws Exception {
    JsonObject data = data(page(new BigRun(10, 300, 0).results()));

    List<JsonArray> findings = rows(data, "findings");
    assertThat(findings).hasSize(300);
    for (int i = 0; i < findings.size(); i++) {
      assertThat(findings.get(i).get(9).longOrNull()).isEqualTo(i + 1);
      assertThat(text(data, findings.get(i).get(5)))
          .isEqualTo("opt/app-" + i % 977 + "/bin/start-" + i);
      JsonArray rule = rows(data, "rules").get(index(findings.get(i).get(0)));
      assertThat(rule.get(0).textOrNull()).isEqualTo(BigRun.rule(i));
    }
  }

  /** The worst are at the end of the file. */
  @Test
  void ofVeryManyFindingsTheWorstAreKeptAndThePageSaysSo() throws Exception {
    String page = page(new BigRun(100, 70_000, 0).results());

    List<JsonArray> findings = rows(data(page), "findings");
    assertThat(findings).hasSize(50_000);
    assertThat(findings.stream().filter(row -> row.get(1).longOrNull() == 4)).hasSize(100);
    assertThat(page).contains("The page keeps the 50,000 worst of 70,000 findings");
    // Info is the mildest of four severities; set aside are a tenth, which come after all others.
    assertThat(findings.stream().map(row -> row.get(2).longOrNull())).containsOnly(0L);
  }

  @Test
  void pageOfAThousandImagesIsUnderEightMegabytes() throws Exception {
    Path file = folder.resolve("report.html");

    new BigRun(1_000, 20_000, 300).page(file);

    assertThat(Files.size(file)).isBetween(1_000_000L, 8_000_000L);
    assertThat(rows(data(Files.readString(file)), "images")).hasSize(1_000);
  }

  @Test
  void fourHundredThousandFindingsNeedLittleMemory() throws Exception {
    Path file = folder.resolve("report.html");
    ProcessBuilder java =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx96m",
            "-XX:+UseSerialGC",
            BigRun.class.getName(),
            "4000",
            "400000",
            "1000",
            file.toString());
    java.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    Path said = folder.resolve("said.txt");
    Process process = java.redirectErrorStream(true).redirectOutput(said.toFile()).start();

    assertThat(process.waitFor(4, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(said)).isZero();
    assertThat(rows(data(Files.readString(file)), "findings")).hasSize(50_000);
  }

  @Test
  void oneHugeTextDoesNotMakeAHugePage() throws Exception {
    JsonObject finding =
        JsonObject.builder()
            .put("rule", "R-1")
            .put("severity", "high")
            .put("status", "fail")
            .put(
                "subject",
                JsonObject.builder().put("kind", "image").put("key", "a").put("name", "a").build())
            .put("message", "long ".repeat(1_000_000))
            .put("fp", "abc")
            .build();

    String page =
        page(
            RunResults.of(
                JsonObject.EMPTY, java.util.Map.of(RunResults.Part.FINDINGS, List.of(finding))));

    assertThat(page.length()).isLessThan(200_000);
    assertThat(text(data(page), rows(data(page), "findings").get(0).get(4))).endsWith("…");
  }

  static String page(RunResults run) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    HtmlReport.write(run, BigRun.GATE, List.of(), null, out);
    return out.toString(StandardCharsets.UTF_8);
  }

  /** What stands in the page's data. */
  private static JsonObject data(String page) throws Exception {
    String start = "<script type=\"application/json\" id=\"data\">";
    int from = page.indexOf(start) + start.length();
    String json = page.substring(from, page.indexOf("</script>", from));
    Limits limits = Limits.DEFAULT;
    return Json.parse(
            new java.io.ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)),
            "the page",
            limits)
        .objectOrNull();
  }

  /** The page's own text, as a browser reads it. */
  private static String readable(String page) throws IOException {
    return page.substring(0, page.indexOf("<script"))
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&#34;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&");
  }

  private static void texts(JsonValue value, StringBuilder to) {
    if (value.textOrNull() != null) {
      to.append(value.textOrNull()).append('\n');
    } else if (value.arrayOrNull() != null) {
      value.arrayOrNull().forEach(item -> texts(item, to));
    } else if (value.objectOrNull() != null) {
      value.objectOrNull().members().values().forEach(member -> texts(member, to));
    }
  }

  private static List<JsonArray> rows(JsonObject data, String table) throws Exception {
    List<JsonArray> rows = new ArrayList<>();
    for (JsonValue row : data.optionalArrayIn("the page", table)) {
      rows.add(row.arrayOrNull());
    }
    return rows;
  }

  private static int index(JsonValue cell) {
    return Math.toIntExact(cell.longOrNull());
  }

  private static String text(JsonObject data, JsonValue cell) throws Exception {
    String text = cell.textOrNull();
    return text != null
        ? text
        : data.optionalArrayIn("the page", "strings").get(index(cell) - 1).textOrNull();
  }
}
