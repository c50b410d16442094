package dev.varve.report;

import dev.varve.json.JsonArray;
import dev.varve.json.JsonObject;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What became of one finding between two runs.
 *
 * @param cause why the other run does not have it, if that is not what happened to its subject;
 *     null if both have it, or if both have judged the subject by the rule
 * @param before null if the earlier run does not have it
 * @param now null if the later run does not have it
 * @param differences of a changed one, as {@link FindingRecord#differences} names them
 * @param stops whether a gate that looks at what is new only stops at it
 */
public record FindingComparison(
    State state,
    @Nullable Cause cause,
    @Nullable FindingRecord before,
    @Nullable FindingRecord now,
    List<String> differences,
    boolean stops) {
  public FindingComparison {
    differences = List.copyOf(differences);
  }

  /** The choices; SARIF calls them new, unchanged, updated, unchanged, absent and absent. */
  public enum State {
    NEW,
    /** Of a new tag of a repository of which the earlier run has the finding under another tag. */
    KNOWN,
    CHANGED,
    UNCHANGED,
    FIXED,
    /** The later run has not looked, or has looked with other rules: nobody knows. */
    NOT_JUDGED;

    /** The text form in outputs. */
    public String label() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** Why a finding may be in one run alone although nobody has touched what it is about. */
  public enum Cause {
    /** The image, container or pair is in one run only. */
    SUBJECT("subject-new", "subject-gone"),
    /** The other run could not analyse it. */
    FAILURE("failed-before", "failed-now"),
    /** The rule is in one run only. */
    RULE("rule-new", "rule-gone"),
    /** Other policies, data or parameters, or another varve, looked at the same thing. */
    JUDGEMENT("judged-otherwise", "judged-otherwise"),
    /** Only the date that rules see is another. */
    DATE("other-date", "other-date");

    private final String ofNew;
    private final String ofGone;

    Cause(String ofNew, String ofGone) {
      this.ofNew = ofNew;
      this.ofGone = ofGone;
    }

    /** The text form in outputs, of a finding of the later run or of the earlier one alone. */
    String label(boolean ofLater) {
      return ofLater ? ofNew : ofGone;
    }
  }

  /** The text form of the cause in outputs; empty if there is none. */
  String causeLabel() {
    return cause == null ? "" : cause.label(now != null);
  }

  /** The later one, else the earlier. */
  FindingRecord shown() {
    FindingRecord earlier = before;
    if (now != null) {
      return now;
    }
    if (earlier == null) {
      throw new IllegalStateException("a finding of neither run");
    }
    return earlier;
  }

  /** Whether it is listed and not counted, in every run that has it. */
  boolean isSetAside() {
    return (before == null || before.isSetAside()) && (now == null || now.isSetAside());
  }

  /**
   * The form in results: the later finding, else the earlier one, under {@code finding}; {@code
   * before} has what a changed one had instead. {@code line} and {@code lineBefore} are those of
   * {@code findings.jsonl} in both runs.
   */
  JsonObject toJson() {
    JsonObject.Builder json =
        JsonObject.builder().put("state", state.label()).put("finding", shown().json());
    if (cause != null) {
      json.put("why", causeLabel());
    }
    if (state == State.NEW || state == State.CHANGED) {
      json.put("stops", stops);
    }
    if (now != null && now.line() > 0) {
      json.put("line", now.line());
    }
    if (before != null && before.line() > 0) {
      json.put("lineBefore", before.line());
    }
    if (state == State.CHANGED && before != null) {
      json.put("differences", JsonArray.ofTexts(differences));
      json.put("before", before.only(differences));
    }
    return json.build();
  }
}
