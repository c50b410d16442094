package dev.varve.report;

import dev.varve.json.JsonObject;
import dev.varve.json.JsonValue;
import dev.varve.policy.Finding;
import dev.varve.policy.Subject;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of the findings of an earlier run when its facts are judged again. A finding is the
 * same if fingerprint and name of its subject are; if it occurs several times, so often.
 *
 * @param appearing findings that the earlier run does not have, in {@link Finding#ORDER}
 * @param vanishing lines of the earlier run that are not found again, in their order
 * @param changed found again with another status or severity
 * @param staying how many are found again as they were
 * @param notJudged lines of the earlier run about what was not judged again: an image whose facts
 *     are gone, and then the pairs it is in and the fleet as a whole
 */
public record FindingChanges(
    List<Finding> appearing,
    List<JsonObject> vanishing,
    List<Change> changed,
    long staying,
    List<JsonObject> notJudged) {
  public FindingChanges {
    appearing = List.copyOf(appearing);
    vanishing = List.copyOf(vanishing);
    changed = List.copyOf(changed);
    notJudged = List.copyOf(notJudged);
  }

  /** One finding, before and now. */
  public record Change(JsonObject before, Finding now) {}

  /** What tells a finding again. */
  private record Identity(String kind, String name, String fp) {}

  /**
   * Compares.
   *
   * @param earlier lines of {@code findings.jsonl}
   * @param now all findings about the subjects that were judged again
   * @param judged those subjects
   */
  public static FindingChanges between(
      List<JsonObject> earlier, List<Finding> now, Set<Subject> judged) {
    Set<String> ofFleet = new HashSet<>();
    for (JsonObject line : earlier) {
      Subject subject = subject(line);
      if (subject != null && subject.kind() == Subject.Kind.FLEET && !judged.contains(subject)) {
        ofFleet.add(text(line, "rule"));
      }
    }
    List<JsonObject> notJudged = new ArrayList<>();
    Map<Identity, Deque<JsonObject>> before = new LinkedHashMap<>();
    for (JsonObject line : earlier) {
      if (judged.contains(subject(line))) {
        before.computeIfAbsent(identity(line), i -> new ArrayDeque<>()).add(line);
      } else {
        notJudged.add(line);
      }
    }
    List<Finding> appearing = new ArrayList<>();
    List<Change> changed = new ArrayList<>();
    long staying = 0;
    for (Finding finding : now) {
      JsonObject json = finding.toJson();
      Deque<JsonObject> known = before.get(identity(json));
      JsonObject line = known == null ? null : known.poll();
      if (line == null) {
        appearing.add(finding);
      } else if (status(line, ofFleet).equals(text(json, "status"))
          && same(line, json, "severity")) {
        staying++;
      } else {
        changed.add(new Change(line, finding));
      }
    }
    List<JsonObject> vanishing = new ArrayList<>();
    before.values().forEach(vanishing::addAll);
    return new FindingChanges(appearing, vanishing, changed, staying, notJudged);
  }

  /** What is folded under a finding about the fleet, which is not judged again, fails by itself. */
  private static String status(JsonObject line, Set<String> ofFleet) {
    return ofFleet.contains(text(line, "folded_under"))
        ? Finding.Status.FAIL.label()
        : text(line, "status");
  }

  private static boolean same(JsonObject a, JsonObject b, String key) {
    return text(a, key).equals(text(b, key));
  }

  private static Identity identity(JsonObject line) {
    Subject subject = subject(line);
    return new Identity(
        subject == null ? "" : subject.kind().label(),
        subject == null ? "" : subject.name(),
        text(line, "fp"));
  }

  private static @Nullable Subject subject(JsonObject line) {
    JsonValue written = line.get("subject");
    JsonObject subject = written == null ? null : written.objectOrNull();
    if (subject == null) {
      return null;
    }
    for (Subject.Kind kind : Subject.Kind.values()) {
      if (kind.label().equals(text(subject, "kind"))) {
        return new Subject(kind, text(subject, "key"), text(subject, "name"));
      }
    }
    return null;
  }

  static String text(JsonObject json, String key) {
    JsonValue value = json.get(key);
    String text = value == null ? null : value.textOrNull();
    return text == null ? "" : text;
  }
}
