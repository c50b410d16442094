package dev.varve.policy;

import dev.varve.blob.Bytes;
import dev.varve.failure.InputException;
import dev.varve.json.JsonObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What comparisons need of a finding.
 *
 * @param path as in {@link Finding}
 */
record FindingNote(
    String rule,
    RuleSeverity severity,
    Finding.Status status,
    @Nullable Bytes path,
    String key,
    String message)
    implements java.io.Serializable {
  private static final Comparator<FindingNote> ORDER =
      Comparator.comparing(FindingNote::rule)
          .thenComparing(FindingNote::path, Comparator.nullsFirst(Comparator.naturalOrder()))
          .thenComparing(FindingNote::key)
          .thenComparing(FindingNote::message);

  /** The findings about one subject, in order. */
  static List<FindingNote> about(Subject subject, List<Finding> findings) {
    List<FindingNote> notes = new ArrayList<>();
    for (Finding finding : findings) {
      if (finding.subject().equals(subject)) {
        notes.add(
            new FindingNote(
                finding.rule(),
                finding.severity(),
                finding.status(),
                finding.path(),
                finding.key(),
                finding.message()));
      }
    }
    notes.sort(ORDER);
    return notes;
  }

  /** What tells the finding again in another subject: its fingerprint without the subject. */
  private record Likeness(String rule, Bytes path, String key) {}

  private Likeness likeness() {
    return new Likeness(rule, PathKey.of(path == null ? Bytes.EMPTY : path), key);
  }

  /** Whether the finding counts; what is set aside is no news. */
  private boolean counts() {
    return status == Finding.Status.FAIL || status == Finding.Status.UNDETERMINED;
  }

  /** Receives the findings of two subjects. */
  interface Comparison {
    /**
     * @param list {@code new}, {@code fixed} or {@code same}
     */
    void note(String list, FindingNote note) throws InputException;
  }

  /** Tells which findings of {@code b} are new and which of {@code a} are gone. */
  static void compare(List<FindingNote> a, List<FindingNote> b, Comparison comparison)
      throws InputException {
    Map<Likeness, FindingNote> before = new HashMap<>();
    a.forEach(note -> before.putIfAbsent(note.likeness(), note));
    Set<Likeness> met = new HashSet<>();
    for (FindingNote note : b) {
      met.add(note.likeness());
      if (note.counts()) {
        comparison.note(before.containsKey(note.likeness()) ? "same" : "new", note);
      }
    }
    for (FindingNote note : a) {
      if (note.counts() && !met.contains(note.likeness())) {
        comparison.note("fixed", note);
      }
    }
  }

  JsonObject toJson() {
    String text = path == null ? null : path.text();
    return JsonObject.builder()
        .put("id", rule)
        .put("severity", severity.label())
        .put("status", status.label())
        .put("path", FactsJson.text(text == null || text.startsWith("/") ? text : "/" + text))
        .put("key", key)
        .put("msg", message)
        .build();
  }
}
