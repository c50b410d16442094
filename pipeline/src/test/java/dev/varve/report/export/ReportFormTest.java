package dev.varve.report.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.blob.Bytes;
import dev.varve.failure.Limits;
import dev.varve.json.Json;
import dev.varve.json.JsonArray;
import dev.varve.json.JsonObject;
import dev.varve.json.JsonValue;
import dev.varve.policy.Finding;
import dev.varve.policy.PolicyProfile;
import dev.varve.policy.RuleSeverity;
import dev.varve.report.RunResults;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** Each form read back by a reader of that form, with texts that try to break out of it. */
class ReportFormTest {
  private static final PolicyProfile GATE =
      new PolicyProfile("gate", RuleSeverity.INFO, RuleSeverity.HIGH, List.of(), false);

  /** Markup, a formula, line ends, control characters, a right-to-left override, a half pair. */
  private static final List<String> HOSTILE =
      List.of(
          "<script>alert(1)</script>",
          "=cmd|' /C calc'!A0",
          "@everyone #1 [x](javascript:alert(1)) `|` **b**",
          "a\r\n::error::b",
          "]]>&amp;\"'",
          "\u001b[31mred\u0007",
          "\u202egnp.exe",
          "half \ud800 pair",
          "%0A::x%25,y:z");

  @ParameterizedTest
  @EnumSource(ReportForm.class)
  void isOneLineAFindingAndHidesNothing(ReportForm form) throws Exception {
    String written = write(form, run(hostile()));

    assertThat(written).isEqualTo(write(form, run(hostile()))).endsWith("\n");
    assertThat(written.chars().filter(c -> c < ' ' && c != '\n' && c != '\r')).isEmpty();
    assertThat(written).doesNotContain("\u202e").doesNotContain("\ud800");
  }

  @Test
  void sarifHasALocationAFingerprintAndARuleForEveryResult() throws Exception {
    JsonObject run = object(array(json(ReportForm.SARIF, run(hostile())), "runs").get(0));
    List<JsonValue> rules =
        array(run.optionalObjectIn("", "tool").optionalObjectIn("", "driver"), "rules").items();

    List<JsonValue> results = array(run, "results").items();
    assertThat(results).hasSize(HOSTILE.size());
    for (int i = 0; i < results.size(); i++) {
      JsonObject result = object(results.get(i));
      JsonObject rule = object(rules.get(result.get("ruleIndex").longOrNull().intValue()));
      assertThat(rule.textIn("", "id")).isEqualTo(result.textIn("", "ruleId"));
      JsonObject place =
          object(array(result, "locations").get(0)).optionalObjectIn("", "physicalLocation");
      String uri = place.optionalObjectIn("", "artifactLocation").textIn("", "uri");
      assertThat(new java.net.URI(uri).isAbsolute()).isFalse();
      assertThat(result.optionalObjectIn("", "partialFingerprints").keys())
          .containsExactlyInAnyOrder("varve/v1", "primaryLocationLineHash");
    }
  }

  @Test
  void sarifPointsToTheLineOfARunSpec() throws Exception {
    JsonObject finding =
        finding("MNT-01", "deploy/a b.yaml: the socket", Finding.Status.FAIL)
            .put(
                "origin",
                JsonObject.builder().put("file", "deploy/a b.yaml").put("line", 7).build())
            .build();

    JsonObject place = place(json(ReportForm.SARIF, run(List.of(finding))));

    assertThat(place.optionalObjectIn("", "artifactLocation").textIn("", "uri"))
        .isEqualTo("deploy/a%20b.yaml");
    assertThat(place.optionalObjectIn("", "region").get("startLine").longOrNull()).isEqualTo(7);
  }

  @Test
  void sarifNamesAnImageWithoutItsTagSoThatTheNextBuildIsTheSamePlace() throws Exception {
    JsonObject finding =
        finding("SEC-01", "a key", Finding.Status.FAIL).put("path", "srv/../k:y").build();

    JsonObject place = place(json(ReportForm.SARIF, run(List.of(finding))));

    assertThat(place.optionalObjectIn("", "artifactLocation").textIn("", "uri"))
        .isEqualTo("docker.io/team/app/srv/%2E%2E/k%3Ay");
  }

  @Test
  void sarifSuppressesWhatIsSetAsideAndLeavesOutWhatIsNotAsked() throws Exception {
    List<JsonObject> findings =
        List.of(
            finding("A-1", "folded", Finding.Status.FOLDED).put("folded_under", "B-1").build(),
            finding("A-2", "outside", Finding.Status.OUTSIDE_PROFILE).build(),
            finding("A-3", "unknown", Finding.Status.UNDETERMINED).build());

    JsonObject run = object(array(json(ReportForm.SARIF, run(findings)), "runs").get(0));

    JsonArray results = array(run, "results");
    assertThat(results.items()).hasSize(2);
    JsonObject folded = object(results.get(0));
    assertThat(object(array(folded, "suppressions").get(0)).textIn("", "justification"))
        .isEqualTo("a consequence of B-1");
    JsonObject unknown = object(results.get(1));
    assertThat(unknown.textIn("", "kind")).isEqualTo("open");
    assertThat(unknown.textIn("", "level")).isEqualTo("none");
    assertThat(unknown.has("suppressions")).isFalse();
  }

  @Test
  void sarifTakesTheWorstFirstWhereThereAreMoreThanCodeScanningTakes() throws Exception {
    List<JsonObject> findings = new ArrayList<>();
    for (int i = 0; i < SarifReport.MAX_RESULTS; i++) {
      findings.add(
          finding("LOW-1", "low " + i, Finding.Status.FAIL).put("severity", "low").build());
    }
    findings.add(finding("BAD-1", "bad", Finding.Status.FAIL).put("severity", "high").build());

    JsonObject run = object(array(json(ReportForm.SARIF, run(findings)), "runs").get(0));

    List<JsonValue> results = array(run, "results").items();
    assertThat(results).hasSize(SarifReport.MAX_RESULTS);
    assertThat(object(results.get(results.size() - 1)).textIn("", "ruleId")).isEqualTo("BAD-1");
    JsonObject invocation = object(array(run, "invocations").get(0));
    assertThat(invocation.toString()).contains("1 results of the lowest severities are left out");
  }

  @Test
  void sarifTellsWhatWasNotAnalysed() throws Exception {
    JsonObject run = object(array(json(ReportForm.SARIF, failedRun()), "runs").get(0));

    JsonObject invocation = object(array(run, "invocations").get(0));
    assertThat(invocation.get("executionSuccessful").boolOrNull()).isFalse();
    JsonObject told = object(array(invocation, "toolExecutionNotifications").get(0));
    assertThat(told.optionalObjectIn("", "descriptor").textIn("", "id"))
        .isEqualTo("gzip-truncated");
  }

  @Test
  void jUnitCountsWhatStopsWhatPassesAndWhatIsSkipped() throws Exception {
    List<JsonObject> findings =
        List.of(
            finding("A-1", "stops", Finding.Status.FAIL).build(),
            finding("A-2", "passes", Finding.Status.FAIL).put("severity", "low").build(),
            finding("A-3", "waived", Finding.Status.WAIVED).build(),
            finding("A-4", "unknown", Finding.Status.UNDETERMINED).build(),
            finding("A-5", "outside", Finding.Status.OUTSIDE_PROFILE).build());

    Element suites = xml(write(ReportForm.JUNIT, run(findings)));

    assertThat(suites.getAttribute("tests")).isEqualTo("4");
    assertThat(suites.getAttribute("failures")).isEqualTo("1");
    assertThat(suites.getAttribute("errors")).isEqualTo("0");
    assertThat(suites.getElementsByTagName("testsuite").getLength()).isEqualTo(1);
    Element suite = (Element) suites.getElementsByTagName("testsuite").item(0);
    assertThat(suite.getAttribute("skipped")).isEqualTo("2");
    assertThat(suites.getElementsByTagName("testcase").getLength()).isEqualTo(4);
    assertThat(suites.getElementsByTagName("failure").getLength()).isEqualTo(1);
    assertThat(suites.getElementsByTagName("skipped").getLength()).isEqualTo(2);
  }

  @Test
  void jUnitHoldsHostileTextsAsTexts() throws Exception {
    Element suites = xml(write(ReportForm.JUNIT, run(hostile())));

    NodeList failures = suites.getElementsByTagName("failure");
    assertThat(failures.getLength()).isEqualTo(HOSTILE.size());
    assertThat(((Element) failures.item(0)).getAttribute("message")).isEqualTo(HOSTILE.get(0));
    assertThat(suites.getElementsByTagName("script").getLength()).isZero();
  }

  @Test
  void jUnitTellsWhatWasNotAnalysedAsAnError() throws Exception {
    Element suites = xml(write(ReportForm.JUNIT, failedRun()));

    assertThat(suites.getAttribute("errors")).isEqualTo("1");
    Element error = (Element) suites.getElementsByTagName("error").item(0);
    assertThat(error.getAttribute("type")).isEqualTo("gzip-truncated");
    assertThat(error.getAttribute("message")).isEqualTo("broken.tar: the data stops early");
  }

  @Test
  void annotationsAreOneCommandALine() throws Exception {
    String written = write(ReportForm.GITHUB, run(hostile()));

    assertThat(written.lines())
        .hasSize(HOSTILE.size())
        .allMatch(line -> line.startsWith("::error "));
    assertThat(written).contains("%250A::x%2525,y:z (high)");
  }

  @Test
  void gitlabIssuesHaveFingerprintsOfTheirOwn() throws Exception {
    JsonObject one = finding("A-1", "in one tag", Finding.Status.FAIL).build();
    List<JsonObject> findings = List.of(one, one, one);

    JsonArray issues =
        Json.parse(stream(write(ReportForm.GITLAB, run(findings))), "", Limits.DEFAULT)
            .arrayOrNull();

    assertThat(issues.items().stream().map(issue -> text(issue, "fingerprint")))
        .containsExactly("f0", "f0-2", "f0-3");
    assertThat(issues.items().stream().map(issue -> text(issue, "severity")))
        .containsOnly("critical");
  }

  @Test
  void aTableHasNoFormulasAndKeepsItsColumns() throws Exception {
    List<List<String>> rows = rows(write(ReportForm.CSV, run(hostile())));

    assertThat(rows).hasSize(HOSTILE.size() + 1).allMatch(row -> row.size() == rows.get(0).size());
    assertThat(rows.stream().flatMap(List::stream).filter(cell -> !cell.isEmpty()))
        .noneMatch(cell -> "=+-@".indexOf(cell.charAt(0)) >= 0);
    int message = rows.get(0).indexOf("message");
    assertThat(rows.get(1).get(message)).isEqualTo(HOSTILE.get(0));
    assertThat(rows.get(2).get(message)).isEqualTo("'" + HOSTILE.get(1));
  }

  @Test
  void aSummaryHoldsNoMarkupOfOthers() throws Exception {
    String written = write(ReportForm.MARKDOWN, run(hostile()));

    String own = written.replaceAll("</?code>|<br>|&#\\d+;", "");
    assertThat(own).doesNotContain("<").doesNotContain("@").doesNotContain("](");
    assertThat(own).doesNotContain("`").contains("## varve: failed");
  }

  @Test
  void aSummaryFitsAComment() throws Exception {
    List<JsonObject> findings = new ArrayList<>();
    for (int i = 0; i < 3000; i++) {
      String long60 = "x".repeat(60) + i;
      findings.add(finding("R-" + i, long60, Finding.Status.FAIL).put("path", long60).build());
    }

    String written = write(ReportForm.MARKDOWN, run(findings));

    assertThat(written.length()).isLessThan(65_536);
    assertThat(written).contains("more rows in findings.jsonl");
  }

  @Test
  void everyFormSaysWhatWasNotAnalysed() throws Exception {
    for (ReportForm form : ReportForm.values()) {
      assertThat(write(form, failedRun())).as(form.label()).contains("the data stops early");
    }
  }

  static List<JsonObject> hostile() {
    return HOSTILE.stream()
        .map(
            text ->
                finding("X-1", text, Finding.Status.FAIL)
                    .put("title", text)
                    .put("path", text)
                    .put("created_by", text)
                    .put("subject", subject(text, text))
                    .build())
        .toList();
  }

  static JsonObject.Builder finding(String rule, String message, Finding.Status status) {
    return JsonObject.builder()
        .put("rule", rule)
        .put("title", "A title")
        .put("severity", "high")
        .put("status", status.label())
        .put("subject", subject("docker.io/team/app linux/amd64", "team/app:1"))
        .put("message", message)
        .put("fp", "f0");
  }

  private static JsonObject subject(String key, String name) {
    return JsonObject.builder().put("kind", "image").put("key", key).put("name", name).build();
  }

  static ReportedRun run(List<JsonObject> findings) {
    return run(findings, List.of());
  }

  static ReportedRun failedRun() {
    return run(
        List.of(),
        List.of(
            new ReportedRun.Trouble(
                "broken.tar", "gzip-truncated", "broken.tar: the data stops early")));
  }

  static ReportedRun run(List<JsonObject> findings, List<ReportedRun.Trouble> failures) {
    return new ReportedRun(
        1,
        0,
        GATE,
        List.of(),
        failures,
        visitor -> {
          int number = 0;
          for (JsonObject finding : findings) {
            visitor.finding(ReportedFinding.of(finding, ++number, "test"));
          }
        },
        RunResults.of(
            JsonObject.EMPTY,
            Map.of(
                RunResults.Part.FINDINGS,
                findings,
                RunResults.Part.FAILURES,
                failures.stream()
                    .map(
                        failure ->
                            JsonObject.builder()
                                .put("image", failure.subject())
                                .put("code", failure.code())
                                .put("detail", failure.message())
                                .build())
                    .toList())),
        null);
  }

  static String write(ReportForm form, ReportedRun run) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    form.write(run, out);
    return out.toString(StandardCharsets.UTF_8);
  }

  private static JsonObject json(ReportForm form, ReportedRun run) throws Exception {
    return Json.parseObject(Bytes.utf8(write(form, run)), form.label(), Limits.DEFAULT);
  }

  private static JsonObject place(JsonObject sarif) throws Exception {
    JsonObject run = object(array(sarif, "runs").get(0));
    JsonObject result = object(array(run, "results").get(0));
    return object(array(result, "locations").get(0)).optionalObjectIn("", "physicalLocation");
  }

  private static JsonArray array(JsonObject in, String key) throws Exception {
    JsonArray array = in.optionalArrayIn("", key);
    assertThat(array).as(key).isNotNull();
    return array;
  }

  private static JsonObject object(JsonValue value) {
    JsonObject object = value.objectOrNull();
    assertThat(object).isNotNull();
    return object;
  }

  private static String text(JsonValue issue, String key) {
    return object(issue).get(key).textOrNull();
  }

  private static ByteArrayInputStream stream(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  private static Element xml(String text) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(stream(text))
        .getDocumentElement();
  }

  /** RFC 4180 as its grammar has it. */
  private static List<List<String>> rows(String text) {
    List<List<String>> rows = new ArrayList<>();
    List<String> row = new ArrayList<>();
    StringBuilder cell = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quoted && c == '"' && i + 1 < text.length() && text.charAt(i + 1) == '"') {
        cell.append('"');
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (!quoted && (c == ',' || c == '\r')) {
        row.add(cell.toString());
        cell.setLength(0);
      } else if (!quoted && c == '\n') {
        rows.add(List.copyOf(row));
        row.clear();
      } else {
        cell.append(c);
      }
    }
    return rows;
  }
}
