package dev.varve.policy;

import dev.varve.failure.InputException;
import dev.varve.json.CanonicalJson;
import dev.varve.json.JsonArray;
import dev.varve.json.JsonObject;
import dev.varve.json.JsonValue;
import dev.varve.runtime.RunSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A facts document whose lists may be of any length, judged while they are being made. What is too
 * much for one document is spread over several, each of which has a share of the long lists and
 * everything else in full; a rule judges one row at a time and is none the wiser. What several
 * parts give alike is told once. Not for several threads.
 */
final class PartedDocument {
  /** Bytes of rows in one part: half of what an engine is given at once. */
  private static final int MOST_ROW_BYTES = QuestionBatch.MOST_BYTES / 2;

  /** Puts a part together. */
  interface Form {
    /**
     * @param rows the part's share of the long lists
     */
    JsonObject document(Rows rows);
  }

  /** A share of the long lists. */
  static final class Rows {
    private final Map<String, List<JsonValue>> lists = new HashMap<>();

    /** The rows of one list, in the order in which they came. */
    JsonArray of(String list) {
      return JsonArray.of(lists.getOrDefault(list, List.of()));
    }
  }

  private final Judgement judgement;
  private final RuleScope scope;
  private final Subject subject;
  private final @Nullable RunSpec run;
  private final Form form;
  private final Map<String, Judgement.Answer> answers = new LinkedHashMap<>();
  private Rows rows = new Rows();
  private long rowBytes;
  private boolean judged;

  /**
   * @param run where fields that results name are found, or null
   */
  PartedDocument(
      Judgement judgement, RuleScope scope, Subject subject, @Nullable RunSpec run, Form form) {
    this.judgement = judgement;
    this.scope = scope;
    this.subject = subject;
    this.run = run;
    this.form = form;
  }

  /** Adds a row to one of the long lists. */
  void add(String list, JsonObject row) throws InputException {
    long bytes = CanonicalJson.bytes(row).length;
    if (rowBytes > 0 && rowBytes + bytes > MOST_ROW_BYTES) {
      judge();
    }
    rows.lists.computeIfAbsent(list, name -> new ArrayList<>()).add(row);
    rowBytes += bytes;
  }

  /** All findings, not yet settled; call once, after the last row. */
  List<Finding> findings() throws InputException {
    if (rowBytes > 0 || !judged) {
      judge();
    }
    List<Finding> findings = new ArrayList<>();
    answers.values().forEach(answer -> findings.add(answer.finding()));
    return findings;
  }

  /** The members for which a finding of {@link #findings} stands, by {@code fp_layer}. */
  List<String> folds(Finding finding) {
    Judgement.Answer answer = answers.get(sameness(finding));
    return answer == null ? List.of() : answer.folds();
  }

  private static String sameness(Finding finding) {
    String path = finding.path() == null ? "" : finding.path().hex();
    return String.join(
        " ", finding.fingerprints().fp(), path, finding.status().label(), finding.message());
  }

  private void judge() throws InputException {
    for (Judgement.Answer answer : judgement.answers(scope, subject, form.document(rows), run)) {
      answers.putIfAbsent(sameness(answer.finding()), answer);
    }
    rows = new Rows();
    rowBytes = 0;
    judged = true;
  }
}
