package dev.varve.policy;

import dev.varve.json.JsonObject;
import dev.varve.layer.PathGlob;
import java.time.LocalDate;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An entry of an exceptions file: findings that somebody answers for until a date
 * (policy-catalogue.md section 2, "Waivers file"). Every field that is given must match.
 *
 * @param place file and line of the entry, which is what tells it from the others
 * @param rule glob over rule ids
 * @param image glob over repository, {@code repository:tag} or {@code @digest}, or null
 * @param unit glob over {@link dev.varve.runtime.Unit#path}, or null
 * @param path glob over the path of a file or the source of a mount, or null
 * @param layer diffID of the layer at fault, or null
 * @param fingerprint of exactly one finding, or null
 * @param lowerTo the severity that findings get instead, or null if they are accepted
 * @param expires the last day on which it holds
 */
public record Waiver(
    String place,
    PathGlob rule,
    @Nullable PathGlob image,
    @Nullable PathGlob unit,
    @Nullable PathGlob path,
    @Nullable String layer,
    @Nullable String fingerprint,
    @Nullable RuleSeverity lowerTo,
    String reason,
    String owner,
    @Nullable String ticket,
    LocalDate expires)
    implements java.io.Serializable {

  /** What became of an entry that matches a finding. */
  public enum Use {
    /** The finding is accepted, or lowered. */
    APPLIED,
    /** An entry further up has already been applied. */
    SHADOWED,
    /** It would have been applied, had it not expired. */
    EXPIRED;

    /** The text form in outputs. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * An entry that matches a finding.
   *
   * @param from the severity before it was lowered, or null if it was not
   */
  public record Match(Waiver waiver, Use use, @Nullable RuleSeverity from)
      implements java.io.Serializable {
    /** The form in results: enough to answer for the finding without the exceptions file. */
    public JsonObject toJson() {
      JsonObject.Builder json =
          JsonObject.builder().put("entry", waiver.place()).put("use", use.label());
      if (from != null) {
        json.put("from", from.label());
      }
      return json.put("effect", waiver.effect())
          .put("reason", waiver.reason())
          .put("owner", waiver.owner())
          .putIfPresent("ticket", waiver.ticket())
          .put("expires", waiver.expires().toString())
          .build();
    }
  }

  /** {@code accept} or {@code lower:SEVERITY}. */
  public String effect() {
    return lowerTo == null ? "accept" : "lower:" + lowerTo.label();
  }

  boolean isExpired(LocalDate asOf) {
    return expires.isBefore(asOf);
  }

  /** Whether the glob over rule ids takes an id. */
  boolean takesRule(String id) {
    return rule.matches(id);
  }

  boolean takesImage(SubjectNames target) {
    return image == null || target.images().stream().anyMatch(image::matches);
  }

  boolean takesUnit(SubjectNames target) {
    return unit == null || target.units().stream().anyMatch(unit::matches);
  }

  /** Whether the entry is about this finding, whatever the date. */
  boolean matches(Finding finding, SubjectNames target) {
    return takesRule(finding.rule())
        && takesImage(target)
        && takesUnit(target)
        && (path == null || takesPath(finding, path))
        && (layer == null || isAtFault(finding, layer))
        && (fingerprint == null || fingerprint.equals(finding.fingerprints().fp()));
  }

  private static boolean takesPath(Finding finding, PathGlob glob) {
    if (finding.path() == null) {
      return false;
    }
    String text = finding.path().text();
    // Mount sources are written with the slash that file paths go without.
    return glob.matches(text.startsWith("/") ? text.substring(1) : text);
  }

  private static boolean isAtFault(Finding finding, String diffId) {
    Finding.Blame blame = finding.blame();
    return blame != null && blame.diffId().toString().equals(diffId);
  }
}
