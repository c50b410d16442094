package dev.varve.policy;

import dev.varve.blob.Bytes;
import dev.varve.blob.Digest;
import dev.varve.json.JsonArray;
import dev.varve.json.JsonObject;
import dev.varve.runtime.Origin;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One thing found about one subject, by a rule or by the structure of the image itself.
 *
 * @param rule id such as {@code MNT-01}, or the code of a structural finding
 * @param path of the file concerned, without a leading slash, or the source of a mount as written
 *     in facts; null if there is none
 * @param blame the layer that ships what was found, or null
 * @param origin where a run spec says so, or null
 * @param key tells several findings of one rule at one path apart
 * @param evidence what the rule saw; may differ between runs while the finding stays the same
 * @param settledBy id of the rule under which a folded finding folds, or the role that expects an
 *     expected one; else null
 * @param waivers entries of the exceptions file that match, in the order of the file
 */
public record Finding(
    String rule,
    String title,
    RuleSeverity severity,
    Status status,
    Source source,
    Subject subject,
    @Nullable Bytes path,
    @Nullable Blame blame,
    @Nullable Origin origin,
    String message,
    String key,
    JsonObject evidence,
    Fingerprints fingerprints,
    @Nullable String settledBy,
    List<Waiver.Match> waivers)
    implements java.io.Serializable {
  public Finding {
    waivers = List.copyOf(waivers);
  }

  /** By subject, rule, path and key: the order of every list of findings. */
  public static final Comparator<Finding> ORDER =
      Comparator.comparing((Finding finding) -> finding.subject().kind())
          .thenComparing(finding -> finding.subject().key())
          .thenComparing(finding -> finding.subject().name())
          .thenComparing(Finding::rule)
          .thenComparing(Finding::path, Comparator.nullsFirst(Comparator.naturalOrder()))
          .thenComparing(Finding::key)
          .thenComparing(Finding::message)
          .thenComparing(finding -> finding.fingerprints().fp())
          .thenComparing(finding -> finding.evidence().toString());

  /** What became of the rule's verdict. */
  public enum Status {
    FAIL,
    UNDETERMINED,
    /** A consequence of another finding about the same subject: listed, not counted. */
    FOLDED,
    /** What the declared role of the workload brings with it: listed, not counted. */
    EXPECTED,
    /** Somebody answers for it: listed, not counted. */
    WAIVED,
    /** Not of the profile that the run is for: listed, not counted. */
    OUTSIDE_PROFILE;

    /** The status with this text form, or null. */
    public static @Nullable Status ofLabel(String label) {
      for (Status status : values()) {
        if (status.label().equals(label)) {
          return status;
        }
      }
      return null;
    }

    /** The text form in outputs. */
    public String label() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** Where findings come from. */
  public enum Source {
    POLICY,
    /** The image's own form (semantics.md section 11). */
    STRUCTURE;

    /** The text form in outputs. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * The layer and the build step behind a finding.
   *
   * @param layer index, from 0
   * @param createdBy the command of the layer's history step with secrets taken out, or null if the
   *     history does not say
   */
  public record Blame(int layer, Digest diffId, @Nullable String createdBy)
      implements java.io.Serializable {}

  /** The same finding as the entries of an exceptions file leave it. */
  Finding with(List<Waiver.Match> matches, Status newStatus, RuleSeverity newSeverity) {
    return new Finding(
        rule,
        title,
        newSeverity,
        newStatus,
        source,
        subject,
        path,
        blame,
        origin,
        message,
        key,
        evidence,
        fingerprints,
        settledBy,
        matches);
  }

  /** The same with another severity, and with the evidence that says why. */
  Finding with(RuleSeverity other, JsonObject otherEvidence) {
    return new Finding(
        rule,
        title,
        other,
        status,
        source,
        subject,
        path,
        blame,
        origin,
        message,
        key,
        otherEvidence,
        fingerprints,
        settledBy,
        waivers);
  }

  /** The same finding, set aside: because of another rule or a role, or because of neither. */
  Finding settled(Status newStatus, @Nullable String by) {
    return new Finding(
        rule,
        title,
        severity,
        newStatus,
        source,
        subject,
        path,
        blame,
        origin,
        message,
        key,
        evidence,
        fingerprints,
        by,
        waivers);
  }

  /** Whether the finding is listed and not counted. */
  public boolean isSetAside() {
    return status != Status.FAIL && status != Status.UNDETERMINED;
  }

  /** The form in results, with the field names of policy-catalogue.md. */
  public JsonObject toJson() {
    JsonObject.Builder json =
        JsonObject.builder()
            .put("rule", rule)
            .put("title", title)
            .put("severity", severity.label())
            .put("status", status.label())
            .put("source", source.label())
            .put("subject", subject.toJson())
            .put("message", message)
            .put("fp", fingerprints.fp())
            .putIfPresent("fp_content", fingerprints.content())
            .putIfPresent("fp_layer", fingerprints.layer());
    if (!key.isEmpty()) {
      json.put("key", key);
    }
    if (path != null) {
      json.put("path", path);
    }
    if (blame != null) {
      json.put("layer", blame.layer())
          .put("diff_id", blame.diffId().toString())
          .putIfPresent("created_by", blame.createdBy());
    }
    if (origin != null) {
      json.put("origin", FactsJson.origin(origin));
    }
    if (!evidence.isEmpty()) {
      json.put("evidence", evidence);
    }
    if (settledBy != null) {
      json.put(status == Status.FOLDED ? "folded_under" : "role", settledBy);
    }
    if (!waivers.isEmpty()) {
      json.put("exceptions", JsonArray.of(waivers.stream().map(Waiver.Match::toJson).toList()));
    }
    return json.build();
  }
}
