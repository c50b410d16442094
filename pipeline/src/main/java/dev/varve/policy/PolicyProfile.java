package dev.varve.policy;

import dev.varve.failure.InputException;
import dev.varve.failure.ReasonCode;
import dev.varve.json.JsonArray;
import dev.varve.json.JsonObject;
import dev.varve.json.JsonValue;
import dev.varve.json.NearestKey;
import dev.varve.layer.PathGlob;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a run is for, and with it which findings count and which of them make it fail
 * (policy-catalogue.md, end of section 3). Thresholds are the parameter {@code profiles}; which
 * rules belong to a profile is in the rules' METADATA.
 *
 * @param countsFrom findings less severe are outside
 * @param failsOn the severity from which a finding makes a run fail
 * @param undeterminedFails ids of rules whose undetermined findings of that severity do so as well
 * @param newOnly whether, where there is an earlier run to compare with, only what is new does
 */
public record PolicyProfile(
    String name,
    RuleSeverity countsFrom,
    RuleSeverity failsOn,
    List<PathGlob> undeterminedFails,
    boolean newOnly)
    implements java.io.Serializable {
  /** The profile to which every rule belongs. */
  public static final String AUDIT = "audit";

  /** The profile of a scan night after night, which stops at what is new. */
  private static final String NIGHTLY = "nightly";

  /** Every rule counts, what could not be judged makes nothing fail. */
  static final PolicyProfile EVERYTHING =
      new PolicyProfile(AUDIT, RuleSeverity.INFO, RuleSeverity.HIGH, List.of(), false);

  private static final String PARAM = "profiles";
  private static final Set<String> KEYS =
      Set.of("counts_from", "fail_on", "undetermined_fails", "new_only");

  public PolicyProfile {
    undeterminedFails = List.copyOf(undeterminedFails);
  }

  /**
   * The profiles by name.
   *
   * @param params that the rules read
   * @throws InputException {@code params-invalid} if they declare profiles wrongly
   */
  public static Map<String, PolicyProfile> all(JsonObject params) throws InputException {
    JsonValue declared = params.get(PARAM);
    JsonObject written = declared == null ? JsonObject.EMPTY : object(declared, PARAM);
    Map<String, PolicyProfile> profiles = new TreeMap<>();
    for (Map.Entry<String, JsonValue> profile : written.members().entrySet()) {
      String where = PARAM + "." + profile.getKey();
      profiles.put(
          profile.getKey(), of(profile.getKey(), object(profile.getValue(), where), where));
    }
    return profiles;
  }

  private static PolicyProfile of(String name, JsonObject written, String where)
      throws InputException {
    for (String key : written.keys()) {
      if (!KEYS.contains(key)) {
        throw invalid(where + ": unknown key '" + key + "'; " + NearestKey.hint(key, KEYS));
      }
    }
    List<PathGlob> globs = new ArrayList<>();
    JsonValue undetermined = written.get("undetermined_fails");
    JsonArray items = undetermined == null ? JsonArray.EMPTY : undetermined.arrayOrNull();
    if (items == null) {
      throw invalid(where + ".undetermined_fails is no list of rule ids");
    }
    for (JsonValue item : items) {
      String glob = item.textOrNull();
      if (glob == null) {
        throw invalid(where + ".undetermined_fails holds " + item.kind() + ", not a rule id");
      }
      globs.add(PathGlob.of(glob));
    }
    return new PolicyProfile(
        name,
        severity(written, "counts_from", where, RuleSeverity.INFO),
        severity(written, "fail_on", where, RuleSeverity.HIGH),
        globs,
        newOnly(name, written, where));
  }

  private static boolean newOnly(String name, JsonObject written, String where)
      throws InputException {
    JsonValue value = written.get("new_only");
    if (value == null) {
      return name.equals(NIGHTLY);
    }
    Boolean only = value.boolOrNull();
    if (only == null) {
      throw invalid(where + ".new_only is " + value.kind() + ", neither true nor false");
    }
    return only;
  }

  private static RuleSeverity severity(
      JsonObject written, String key, String where, RuleSeverity usual) throws InputException {
    JsonValue value = written.get(key);
    if (value == null) {
      return usual;
    }
    String label = value.textOrNull();
    RuleSeverity severity = label == null ? null : RuleSeverity.ofLabel(label);
    if (severity == null) {
      throw invalid(where + "." + key + " is " + value + ", no severity such as high");
    }
    return severity;
  }

  private static JsonObject object(JsonValue value, String what) throws InputException {
    JsonObject object = value.objectOrNull();
    if (object == null) {
      throw invalid(what + " is " + value.kind() + ", not a mapping");
    }
    return object;
  }

  private static InputException invalid(String detail) {
    return new InputException(ReasonCode.PARAMS_INVALID, "the parameters", detail);
  }

  /** The same with another threshold. */
  public PolicyProfile failingOn(RuleSeverity severity) {
    return new PolicyProfile(name, countsFrom, severity, undeterminedFails, newOnly);
  }

  /** The same that stops at what is new only, or at everything. */
  public PolicyProfile stoppingAtNewOnly(boolean only) {
    return new PolicyProfile(name, countsFrom, failsOn, undeterminedFails, only);
  }

  /** Whether results say of every rule what it said, also that it passed. */
  public boolean tellsVerdicts() {
    return name.equals(AUDIT);
  }

  /** Whether a rule that names these profiles belongs to this one; one that names none does. */
  boolean takes(Set<String> profilesOfRule) {
    return name.equals(AUDIT) || profilesOfRule.isEmpty() || profilesOfRule.contains(name);
  }

  /** Whether a finding makes a run fail. */
  public boolean stopsAt(Finding finding) {
    return stopsAt(finding.rule(), finding.status().label(), finding.severity());
  }

  /**
   * Whether a finding makes a run fail, as its record has it.
   *
   * @param status label of its {@link Finding.Status}
   */
  public boolean stopsAt(String rule, String status, RuleSeverity severity) {
    if (!severity.atLeast(failsOn)) {
      return false;
    }
    return status.equals(Finding.Status.FAIL.label())
        || (status.equals(Finding.Status.UNDETERMINED.label())
            && undeterminedFails.stream().anyMatch(glob -> glob.matches(rule)));
  }
}
