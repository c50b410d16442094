package dev.varve.report.export;

import dev.varve.failure.InputException;
import dev.varve.failure.ReasonCode;
import dev.varve.json.JsonArray;
import dev.varve.json.JsonObject;
import dev.varve.json.JsonValue;
import dev.varve.policy.Finding;
import dev.varve.policy.RuleSeverity;
import dev.varve.policy.Waiver;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A finding as its record in results has it ({@link Finding#toJson()}), so that one that was just
 * found and one of a finished run are reported alike. Texts are as they were found, not escaped.
 *
 * @param number in the order of results, from 1
 * @param subjectKind label of a {@link dev.varve.policy.Subject.Kind}
 * @param subjectKey stays the same when the subject is built again
 * @param path of the file concerned, or null
 * @param layer index of the layer to blame, or -1
 * @param createdBy the command that made that layer, or null
 * @param file the run spec or other document that says what was found, or null
 * @param line in that file, from 1, or 0 if not known
 * @param setAsideBy the rule under which it is folded, or the role that expects it, or null
 * @param waivers what entries of the exceptions file did to it, one sentence each
 */
public record ReportedFinding(
    int number,
    String rule,
    String title,
    RuleSeverity severity,
    Finding.Status status,
    String subjectKind,
    String subjectKey,
    String subjectName,
    String message,
    String fingerprint,
    @Nullable String path,
    long layer,
    @Nullable String createdBy,
    @Nullable String file,
    int line,
    @Nullable String setAsideBy,
    List<String> waivers) {
  public ReportedFinding {
    waivers = List.copyOf(waivers);
  }

  /**
   * Reads a record.
   *
   * @param number of the finding in its run
   * @param document that holds it, for messages
   * @throws InputException {@code json-malformed} or {@code run-unusable} if it is no finding
   */
  static ReportedFinding of(JsonObject json, int number, String document) throws InputException {
    JsonObject subject = json.optionalObjectIn(document, "subject");
    if (subject == null) {
      throw unusable(document, "a finding has no subject");
    }
    JsonObject origin = json.optionalObjectIn(document, "origin");
    long line = origin == null ? 0 : origin.numberOr("line", 0);
    String folded = json.optionalTextIn(document, "folded_under");
    return new ReportedFinding(
        number,
        json.textIn(document, "rule"),
        json.textIn(document, "title"),
        severity(json.textIn(document, "severity"), document),
        status(json.textIn(document, "status"), document),
        subject.textIn(document, "kind"),
        subject.textIn(document, "key"),
        subject.textIn(document, "name"),
        json.textIn(document, "message"),
        json.textIn(document, "fp"),
        json.optionalTextIn(document, "path"),
        json.numberOr("layer", -1),
        json.optionalTextIn(document, "created_by"),
        origin == null ? null : origin.optionalTextIn(document, "file"),
        (int) Math.min(line, Integer.MAX_VALUE),
        folded != null ? folded : json.optionalTextIn(document, "role"),
        waivers(json, document));
  }

  private static RuleSeverity severity(String label, String document) throws InputException {
    RuleSeverity severity = RuleSeverity.ofLabel(label);
    if (severity == null) {
      throw unusable(document, "a finding has the severity '" + label + "', which does not exist");
    }
    return severity;
  }

  private static Finding.Status status(String label, String document) throws InputException {
    Finding.Status status = Finding.Status.ofLabel(label);
    if (status == null) {
      throw unusable(document, "a finding has the status '" + label + "', which does not exist");
    }
    return status;
  }

  private static List<String> waivers(JsonObject json, String document) throws InputException {
    JsonArray matches = json.optionalArrayIn(document, "exceptions");
    List<String> sentences = new ArrayList<>();
    for (JsonValue item : matches == null ? JsonArray.EMPTY : matches) {
      JsonObject match = item.objectOrNull();
      if (match != null && match.textIn(document, "use").equals(Waiver.Use.APPLIED.label())) {
        sentences.add(
            match.textIn(document, "reason")
                + " ("
                + match.textIn(document, "owner")
                + ", until "
                + match.textIn(document, "expires")
                + ", "
                + match.textIn(document, "entry")
                + ")");
      }
    }
    return sentences;
  }

  private static InputException unusable(String document, String detail) {
    return new InputException(ReasonCode.RUN_UNUSABLE, document, detail);
  }

  /** Whether the profile of the run asked for it at all. */
  boolean isAsked() {
    return status != Finding.Status.OUTSIDE_PROFILE;
  }

  /** Whether it counts: neither folded, expected, accepted nor outside the profile. */
  boolean counts() {
    return status == Finding.Status.FAIL || status == Finding.Status.UNDETERMINED;
  }

  /** Why it does not count, in words; empty if it does. */
  String whySetAside() {
    return switch (status) {
      case FAIL, UNDETERMINED -> "";
      case FOLDED -> "a consequence of " + setAsideBy;
      case EXPECTED -> "expected of the role " + setAsideBy;
      case WAIVED -> "accepted: " + String.join("; ", waivers);
      case OUTSIDE_PROFILE -> "outside the profile";
    };
  }

  /** The path as absolute, or null. */
  @Nullable String shownPath() {
    return path == null ? null : path.startsWith("/") ? path : "/" + path;
  }

  /**
   * The file to which other programs attach the finding: the document that says it, else one that
   * stands for the subject and stays the same from build to build: its name without tag, and the
   * path in it. As a relative URI reference.
   */
  String locationUri() {
    if (file != null) {
      return LocationUri.ofFile(file);
    }
    int platform = subjectKey.indexOf(' ');
    String subject = platform > 0 ? subjectKey.substring(0, platform) : subjectKey;
    return LocationUri.ofParts(subjectKind.equals("image") ? subject : subjectKey, path);
  }

  /** The line in that file, from 1. */
  int locationLine() {
    return file == null || line < 1 ? 1 : line;
  }
}
