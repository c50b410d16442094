package dev.varve.report.export;

import dev.varve.failure.FindingCode;
import dev.varve.failure.InputException;
import dev.varve.json.CanonicalJson;
import dev.varve.json.JsonArray;
import dev.varve.json.JsonObject;
import dev.varve.json.JsonValue;
import dev.varve.policy.Finding;
import dev.varve.policy.Rule;
import dev.varve.policy.RuleSeverity;
import dev.varve.report.FindingComparison;
import dev.varve.report.TerminalText;
import dev.varve.report.ToolVersion;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * SARIF 2.1.0 (OASIS), within what GitHub's code scanning takes: a location for every result,
 * {@code security-severity} for every rule, {@code partialFingerprints}, no more results than it
 * accepts in one run. What is set aside is told as suppressed.
 */
final class SarifReport {
  /** GitHub refuses a run with more results. */
  static final int MAX_RESULTS = 25_000;

  private static final String SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json";

  private final ReportedRun run;
  private final OutputStream out;
  private final Map<String, JsonObject> rules = new TreeMap<>();
  private final Map<String, Integer> ruleIndex = new TreeMap<>();
  private final Map<RuleSeverity, Long> counts = new EnumMap<>(RuleSeverity.class);
  private boolean first = true;

  private SarifReport(ReportedRun run, OutputStream out) {
    this.run = run;
    this.out = out;
  }

  static void write(ReportedRun run, OutputStream out) throws InputException, IOException {
    new SarifReport(run, out).write();
  }

  private void write() throws InputException, IOException {
    for (Rule rule : run.rules()) {
      // One id may stand for two rules that ask the same question of an image and of a container.
      rules.putIfAbsent(rule.id(), ofRule(rule));
    }
    run.findings().forEach(this::survey);
    for (String id : rules.keySet()) {
      ruleIndex.put(id, ruleIndex.size());
    }
    text("{\"$schema\":\"" + SCHEMA + "\",\"version\":\"2.1.0\",\"runs\":[{\"tool\":");
    value(
        JsonObject.builder()
            .put(
                "driver",
                JsonObject.builder()
                    .put("name", "varve")
                    .put("version", ToolVersion.own())
                    .put("rules", JsonArray.of(List.copyOf(rules.values())))
                    .build())
            .build());
    text(",\"columnKind\":\"utf16CodeUnits\",\"results\":[");
    SeverityQuota quota = new SeverityQuota(counts, MAX_RESULTS);
    run.findings()
        .forEach(
            finding -> {
              if (finding.isAsked() && quota.takes(finding.severity())) {
                separate();
                value(result(finding));
              }
            });
    text("\n],\"invocations\":[");
    value(invocation(quota.leftOut()));
    text("]}]}\n");
  }

  private void survey(ReportedFinding finding) {
    if (!finding.isAsked()) {
      return;
    }
    counts.merge(finding.severity(), 1L, Long::sum);
    // Structural findings, and rules of an earlier run, are known by their findings alone.
    rules.computeIfAbsent(finding.rule(), id -> ofFinding(finding));
  }

  private void separate() throws IOException {
    text(first ? "\n" : ",\n");
    first = false;
  }

  private void text(String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
  }

  private void value(JsonValue value) throws IOException {
    CanonicalJson.write(value, out);
  }

  private static JsonObject ofRule(Rule rule) {
    String help = help(rule);
    List<String> tags = new ArrayList<>(List.of("security", rule.scope().label()));
    rule.standards()
        .forEach((standard, ids) -> ids.forEach(id -> tags.add("external/" + standard + "/" + id)));
    JsonObject.Builder json =
        descriptor(rule.id(), rule.title(), rule.severity(), tags)
            .put("fullDescription", message(orTitle(rule.description(), rule.title())))
            .put("help", message(help));
    if (!rule.related().isEmpty()) {
      json.put("helpUri", rule.related().get(0));
    }
    return json.build();
  }

  private static String help(Rule rule) {
    StringBuilder help = new StringBuilder(orTitle(rule.description(), rule.title()));
    if (!rule.remediation().isEmpty()) {
      help.append("\n\nWhat to do: ").append(rule.remediation());
    }
    for (String address : rule.related()) {
      help.append("\n\n").append(address);
    }
    return help.toString();
  }

  private static String orTitle(String text, String title) {
    return text.isEmpty() ? title : text;
  }

  private static JsonObject ofFinding(ReportedFinding finding) {
    List<String> tags = List.of(isStructural(finding.rule()) ? "structure" : "security");
    return descriptor(finding.rule(), finding.title(), finding.severity(), tags)
        .put("fullDescription", message(finding.title()))
        .put("help", message(finding.title()))
        .build();
  }

  private static boolean isStructural(String rule) {
    for (FindingCode code : FindingCode.values()) {
      if (code.code().equals(rule)) {
        return true;
      }
    }
    return false;
  }

  private static JsonObject.Builder descriptor(
      String id, String title, RuleSeverity severity, List<String> tags) {
    return JsonObject.builder()
        .put("id", id)
        .put("shortDescription", message(title.isEmpty() ? id : title))
        .put("defaultConfiguration", JsonObject.builder().put("level", level(severity)).build())
        .put(
            "properties",
            JsonObject.builder()
                .put("tags", JsonArray.ofTexts(tags))
                .put("security-severity", score(severity))
                .build());
  }

  private static JsonObject message(String text) {
    return JsonObject.builder().put("text", TerminalText.of(text)).build();
  }

  private JsonObject result(ReportedFinding finding) {
    Integer index = ruleIndex.get(finding.rule());
    if (index == null) {
      throw new IllegalStateException("the findings changed while they were reported");
    }
    boolean undetermined = finding.status() == Finding.Status.UNDETERMINED;
    JsonObject.Builder json =
        JsonObject.builder()
            .put("ruleId", finding.rule())
            .put("ruleIndex", index)
            // Only what fails may have another level than "none" (SARIF 2.1.0, 3.27.10).
            .put("kind", undetermined ? "open" : "fail")
            .put("level", undetermined ? "none" : level(finding.severity()))
            .put("message", message(words(finding)))
            .put("locations", JsonArray.of(List.of(location(finding))))
            .put("partialFingerprints", fingerprints(finding))
            .put("properties", properties(finding));
    FindingComparison.State state = run.state(finding);
    if (state != null) {
      json.put("baselineState", baselineState(state));
    }
    if (!finding.counts()) {
      json.put(
          "suppressions",
          JsonArray.of(
              List.of(
                  JsonObject.builder()
                      .put("kind", "external")
                      .put("status", "accepted")
                      .put("justification", TerminalText.of(finding.whySetAside()))
                      .build())));
    }
    return json.build();
  }

  private static String baselineState(FindingComparison.State state) {
    return switch (state) {
      case NEW -> "new";
      case CHANGED -> "updated";
      case KNOWN, UNCHANGED -> "unchanged";
      case FIXED, NOT_JUDGED -> "absent";
    };
  }

  private static String words(ReportedFinding finding) {
    String words = finding.subjectName() + ": " + finding.message();
    return finding.status() == Finding.Status.UNDETERMINED ? words + " (not known)" : words;
  }

  private static JsonObject location(ReportedFinding finding) {
    JsonObject.Builder logical =
        JsonObject.builder()
            .put("name", TerminalText.of(finding.subjectName()))
            .put("fullyQualifiedName", TerminalText.of(qualified(finding)))
            .put("kind", finding.subjectKind());
    return JsonObject.builder()
        .put(
            "physicalLocation",
            JsonObject.builder()
                .put(
                    "artifactLocation",
                    JsonObject.builder().put("uri", finding.locationUri()).build())
                .put(
                    "region", JsonObject.builder().put("startLine", finding.locationLine()).build())
                .build())
        .put("logicalLocations", JsonArray.of(List.of(logical.build())))
        .build();
  }

  private static String qualified(ReportedFinding finding) {
    String path = finding.shownPath();
    return path == null ? finding.subjectKey() : finding.subjectKey() + " " + path;
  }

  private static JsonObject fingerprints(ReportedFinding finding) {
    return JsonObject.builder()
        .put("varve/v1", finding.fingerprint())
        // The only one that GitHub looks at; else it hashes lines of files that do not exist.
        .put("primaryLocationLineHash", finding.fingerprint() + ":1")
        .build();
  }

  private static JsonObject properties(ReportedFinding finding) {
    JsonObject.Builder json =
        JsonObject.builder()
            .put("severity", finding.severity().label())
            .put("status", finding.status().label());
    if (finding.layer() >= 0) {
      json.put("layer", finding.layer());
    }
    json.putIfPresent("createdBy", safe(finding.createdBy()));
    return json.build();
  }

  private static @Nullable String safe(@Nullable String text) {
    return text == null ? null : TerminalText.of(text);
  }

  private JsonObject invocation(long leftOut) {
    List<JsonObject> notifications = new ArrayList<>();
    for (ReportedRun.Trouble failure : run.failures()) {
      notifications.add(notification("error", failure.code(), failure.message()));
    }
    if (leftOut > 0) {
      notifications.add(
          notification(
              "warning",
              "results-left-out",
              leftOut
                  + " results of the lowest severities are left out, since code scanning takes "
                  + MAX_RESULTS
                  + "; findings.jsonl has them all"));
    }
    return JsonObject.builder()
        .put("executionSuccessful", run.failures().isEmpty())
        .put("toolExecutionNotifications", JsonArray.of(notifications))
        .build();
  }

  private static JsonObject notification(String level, String id, String text) {
    return JsonObject.builder()
        .put("level", level)
        .put("descriptor", JsonObject.builder().put("id", id).build())
        .put("message", message(text))
        .build();
  }

  private static String level(RuleSeverity severity) {
    return switch (severity) {
      case CRITICAL, HIGH -> "error";
      case MEDIUM -> "warning";
      case LOW, INFO -> "note";
    };
  }

  /** The middle of the range that GitHub shows under the same name; its lowest for mere notes. */
  private static String score(RuleSeverity severity) {
    return switch (severity) {
      case CRITICAL -> "9.5";
      case HIGH -> "8.0";
      case MEDIUM -> "5.5";
      case LOW -> "2.0";
      case INFO -> "0.1";
    };
  }
}
