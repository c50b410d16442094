package dev.varve.report;

import dev.varve.failure.InputException;
import dev.varve.failure.ReasonCode;
import dev.varve.json.JsonArray;
import dev.varve.json.JsonObject;
import dev.varve.json.JsonValue;
import dev.varve.policy.Finding;
import dev.varve.policy.PolicyProfile;
import dev.varve.policy.RuleSeverity;
import dev.varve.policy.Subject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A finding as a run has recorded it.
 *
 * @param line its line in {@code findings.jsonl}, from 1
 * @param json the line without {@code record} and {@code schemaVersion}
 * @param fp its fingerprint
 */
public record FindingRecord(
    int line,
    JsonObject json,
    String rule,
    RuleSeverity severity,
    Finding.Status status,
    Subject subject,
    String fp) {
  static final Comparator<FindingRecord> BY_NAME =
      Comparator.comparing((FindingRecord finding) -> finding.subject().name())
          .thenComparing(finding -> finding.json().toString())
          .thenComparingInt(FindingRecord::line);

  /** Evidence that tells one build of the same thing from another. */
  private static final Set<String> OF_THE_BUILD = Set.of("diff_id", "layer");

  /**
   * Reads a line.
   *
   * @throws InputException {@code run-unusable} if it is no finding that this varve knows
   */
  static FindingRecord of(JsonObject record, int line, String place) throws InputException {
    JsonObject.Builder json = JsonObject.builder();
    record
        .members()
        .forEach(
            (key, value) -> {
              if (!key.equals("record") && !key.equals("schemaVersion")) {
                json.put(key, value);
              }
            });
    return ofJson(json.build(), line, place);
  }

  /** A finding of this process as a record. */
  static FindingRecord of(Finding finding, int line) {
    try {
      return ofJson(finding.toJson(), line, "a finding");
    } catch (InputException e) {
      throw new IllegalStateException(e);
    }
  }

  /** As {@link #of}, of what is in the line besides its record and version. */
  static FindingRecord ofJson(JsonObject json, int line, String place) throws InputException {
    try {
      JsonObject subject = json.optionalObjectIn(place, "subject");
      RuleSeverity severity = RuleSeverity.ofLabel(json.textIn(place, "severity"));
      Finding.Status status = Finding.Status.ofLabel(json.textIn(place, "status"));
      Subject.Kind kind =
          subject == null ? null : Subject.Kind.ofLabel(subject.textIn(place, "kind"));
      String rule = json.textIn(place, "rule");
      String fp = json.textIn(place, "fp");
      json.textIn(place, "title");
      json.textIn(place, "message");
      json.textIn(place, "path");
      json.textIn(place, "folded_under");
      json.optionalObjectIn(place, "evidence");
      json.optionalArrayIn(place, "exceptions");
      if (subject == null || severity == null || status == null || kind == null) {
        throw new InputException(
            ReasonCode.RUN_UNUSABLE, place, "there is no subject, severity or status");
      }
      if (rule.isEmpty() || fp.isEmpty()) {
        throw new InputException(
            ReasonCode.RUN_UNUSABLE, place, "there is no rule or no fingerprint");
      }
      Subject about =
          new Subject(kind, subject.textIn(place, "key"), subject.textIn(place, "name"));
      return new FindingRecord(line, json, rule, severity, status, about, fp);
    } catch (InputException e) {
      throw e.as(ReasonCode.RUN_UNUSABLE);
    }
  }

  /** A text of the line; empty if there is none. */
  String text(String key) {
    JsonValue value = json.get(key);
    String text = value == null ? null : value.textOrNull();
    return text == null ? "" : text;
  }

  String message() {
    return text("message");
  }

  /**
   * What became of the finding by itself: that a finding about the whole fleet stands for it
   * depends on other images.
   *
   * @param ofFleet ids of the rules whose findings stand for others
   */
  Finding.Status own(Set<String> ofFleet) {
    return status == Finding.Status.FOLDED && ofFleet.contains(text("folded_under"))
        ? Finding.Status.FAIL
        : status;
  }

  /** Whether it is listed and not counted. */
  boolean isSetAside() {
    return status != Finding.Status.FAIL && status != Finding.Status.UNDETERMINED;
  }

  boolean stops(PolicyProfile gate) {
    return gate.stopsAt(rule, status.label(), severity);
  }

  /** As {@link #stops}, by what became of the finding by itself. */
  boolean stopsByItself(PolicyProfile gate, Set<String> ofFleet) {
    return gate.stopsAt(rule, own(ofFleet).label(), severity);
  }

  /**
   * What differs in a later finding of the same fingerprint: {@code severity}, {@code status},
   * {@code message}, {@code evidence} or {@code exceptions}. Numbers and ids of layers do not
   * count, since every build has others; where an entry stands in an exceptions file neither.
   *
   * @param ofFleet ids of the rules whose findings stand for others here
   * @param ofFleetNow likewise in the later run
   */
  List<String> differences(FindingRecord now, Set<String> ofFleet, Set<String> ofFleetNow) {
    List<String> differences = new ArrayList<>();
    if (severity != now.severity) {
      differences.add("severity");
    }
    if (own(ofFleet) != now.own(ofFleetNow)) {
      differences.add("status");
    }
    if (!message().equals(now.message())) {
      differences.add("message");
    }
    if (!evidence().equals(now.evidence())) {
      differences.add("evidence");
    }
    if (!exceptions().equals(now.exceptions())) {
      differences.add("exceptions");
    }
    return differences;
  }

  /** Names of the evidence that differs in a later finding. */
  List<String> evidenceThatDiffers(FindingRecord now) {
    JsonObject a = evidence();
    JsonObject b = now.evidence();
    Set<String> keys = new TreeSet<>(a.keys());
    keys.addAll(b.keys());
    List<String> differ = new ArrayList<>();
    for (String key : keys) {
      JsonValue value = a.get(key);
      if (value == null || !value.equals(b.get(key))) {
        differ.add(key);
      }
    }
    return differ;
  }

  private JsonObject evidence() {
    JsonValue written = json.get("evidence");
    JsonObject evidence = written == null ? null : written.objectOrNull();
    return evidence == null ? JsonObject.EMPTY : (JsonObject) lasting(evidence);
  }

  private static JsonValue lasting(JsonValue value) {
    if (value instanceof JsonObject object) {
      JsonObject.Builder kept = JsonObject.builder();
      for (String key : object.keys()) {
        JsonValue member = object.get(key);
        if (member != null && !OF_THE_BUILD.contains(key)) {
          kept.put(key, lasting(member));
        }
      }
      return kept.build();
    }
    if (value instanceof JsonArray array) {
      return JsonArray.of(array.items().stream().map(FindingRecord::lasting).toList());
    }
    return value;
  }

  private JsonArray exceptions() {
    JsonValue written = json.get("exceptions");
    JsonArray exceptions = written == null ? null : written.arrayOrNull();
    List<JsonValue> matches = new ArrayList<>();
    for (JsonValue item : exceptions == null ? JsonArray.EMPTY : exceptions) {
      JsonObject match = item.objectOrNull();
      JsonObject.Builder kept = JsonObject.builder();
      if (match != null) {
        match
            .members()
            .forEach(
                (key, value) -> {
                  if (!key.equals("entry")) {
                    kept.put(key, value);
                  }
                });
      }
      matches.add(kept.build());
    }
    return JsonArray.of(matches);
  }

  /** Those fields that differ, as they are here. */
  JsonObject only(List<String> fields) {
    JsonObject.Builder kept = JsonObject.builder();
    for (String field : fields) {
      JsonValue value = json.get(field);
      if (value != null) {
        kept.put(field, value);
      }
    }
    return kept.build();
  }
}
