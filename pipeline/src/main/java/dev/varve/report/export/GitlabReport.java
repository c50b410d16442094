package dev.varve.report.export;

import dev.varve.blob.Digest;
import dev.varve.failure.InputException;
import dev.varve.json.CanonicalJson;
import dev.varve.json.JsonObject;
import dev.varve.policy.Finding;
import dev.varve.policy.RuleSeverity;
import dev.varve.report.JsonArrayOutput;
import dev.varve.report.TerminalText;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * The code quality report of GitLab: an array of issues with a description, the rule, a fingerprint
 * that is unique in the report, a severity, and a place. What is set aside has no place in it.
 */
final class GitlabReport {
  private GitlabReport() {}

  static void write(ReportedRun run, OutputStream out) throws InputException, IOException {
    JsonArrayOutput issues = new JsonArrayOutput(out);
    Map<String, Integer> seen = new HashMap<>();
    for (ReportedRun.Trouble failure : run.failures()) {
      CanonicalJson.write(issue(failure, seen), issues);
      issues.write('\n');
    }
    run.findings()
        .forEach(
            finding -> {
              if (finding.counts()) {
                CanonicalJson.write(issue(finding, unique(finding.fingerprint(), seen)), issues);
                issues.write('\n');
              }
            });
    issues.finish();
  }

  /** Two tags of one image share fingerprints; GitLab would keep one of the issues only. */
  private static String unique(String fingerprint, Map<String, Integer> seen) {
    int times = seen.merge(fingerprint, 1, Integer::sum);
    return times == 1 ? fingerprint : fingerprint + "-" + times;
  }

  /** An image of which nothing is known is no image without issues. */
  private static JsonObject issue(ReportedRun.Trouble failure, Map<String, Integer> seen) {
    String identity = failure.code() + "\n" + failure.subject();
    return issue(
        failure.message(),
        failure.code(),
        unique(Digest.sha256Of(identity.getBytes(StandardCharsets.UTF_8)).hex(), seen),
        RuleSeverity.CRITICAL,
        LocationUri.ofParts(failure.subject(), null),
        1);
  }

  private static JsonObject issue(ReportedFinding finding, String fingerprint) {
    String path = finding.shownPath();
    String unknown = finding.status() == Finding.Status.UNDETERMINED ? " (not known)" : "";
    return issue(
        finding.subjectName()
            + (path == null ? "" : " " + path)
            + ": "
            + finding.message()
            + unknown,
        finding.rule(),
        fingerprint,
        finding.severity(),
        finding.locationUri(),
        finding.locationLine());
  }

  private static JsonObject issue(
      String description,
      String check,
      String fingerprint,
      RuleSeverity severity,
      String uri,
      int line) {
    return JsonObject.builder()
        .put("description", TerminalText.of(description))
        .put("check_name", TerminalText.of(check))
        .put("fingerprint", fingerprint)
        .put("severity", severity(severity))
        .put(
            "location",
            JsonObject.builder()
                .put("path", uri)
                .put("lines", JsonObject.builder().put("begin", line).build())
                .build())
        .build();
  }

  private static String severity(RuleSeverity severity) {
    return switch (severity) {
      case CRITICAL -> "blocker";
      case HIGH -> "critical";
      case MEDIUM -> "major";
      case LOW -> "minor";
      case INFO -> "info";
    };
  }
}
