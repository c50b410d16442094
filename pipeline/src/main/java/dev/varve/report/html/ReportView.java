package dev.varve.report.html;

import dev.varve.json.JsonArray;
import dev.varve.json.JsonObject;
import dev.varve.json.JsonValue;
import dev.varve.policy.Finding;
import dev.varve.policy.PolicyProfile;
import dev.varve.policy.Rule;
import dev.varve.policy.RuleSeverity;
import dev.varve.report.FindingComparison;
import dev.varve.report.SinceBaseline;
import dev.varve.report.SizeText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What {@code report.jte} shows. */
final class ReportView {
  private static final int FULL = 100;
  private static final int FIRST_LAYERS = 10;

  private final ReportSurvey survey;
  private final PolicyProfile profile;
  private final List<Rule> rules;
  private final @Nullable SinceBaseline since;
  private final JsonObject summary;
  private final StrataPicture strata;
  private final ShareMatrix matrix;

  /**
   * @param summary what {@code run.json} says
   */
  ReportView(
      ReportSurvey survey,
      PolicyProfile profile,
      List<Rule> rules,
      @Nullable SinceBaseline since,
      JsonObject summary) {
    this.survey = survey;
    this.profile = profile;
    this.rules = List.copyOf(rules);
    this.since = since;
    this.summary = summary;
    SharedLayers shared = new SharedLayers(survey.images);
    this.strata = StrataPicture.of(survey.images, shared);
    this.matrix = ShareMatrix.of(survey.images, shared);
  }

  ReportSurvey survey() {
    return survey;
  }

  @Nullable SinceBaseline since() {
    return since;
  }

  StrataPicture strata() {
    return strata;
  }

  ShareMatrix matrix() {
    return matrix;
  }

  // ---- verdict

  /** In one word. */
  String verdict() {
    if (survey.stopping > 0
        || SinceBaseline.stoppingImages(profile, since, survey.unverified) > 0) {
      return "failed";
    }
    return survey.failureCount > 0 ? "incomplete" : "passed";
  }

  String verdictColour() {
    return switch (verdict()) {
      case "failed" -> "bad";
      case "incomplete" -> "medium";
      default -> "good";
    };
  }

  String stopping() {
    return SizeText.count(survey.stopping, "finding")
        + " at "
        + profile.failsOn().label()
        + " or above "
        + (survey.stopping == 1 ? "stops" : "stop")
        + " it"
        + (profile.newOnly() && since != null ? ", of what is new" : "");
  }

  String profileName() {
    return profile.name();
  }

  String asOf() {
    return text(summary, "asOf");
  }

  /** How many findings there are of a kind, and the bar that shows it. */
  record Count(String label, long count, String shown, double from, double share) {
    String x() {
      return StrataPicture.number(from);
    }

    String width() {
      return StrataPicture.number(share);
    }
  }

  /** Findings that count: failed ones by severity, the worst first, then those not known. */
  List<Count> counts() {
    long all = survey.byStatus.getOrDefault(Finding.Status.UNDETERMINED, 0L);
    for (long count : survey.failed.values()) {
      all += count;
    }
    List<Count> counts = new ArrayList<>();
    double from = 0;
    RuleSeverity[] severities = RuleSeverity.values();
    for (int i = severities.length - 1; i >= 0; i--) {
      long count = survey.failed.getOrDefault(severities[i], 0L);
      counts.add(count(severities[i].label(), count, from, all));
      from += counts.get(counts.size() - 1).share();
    }
    long unknown = survey.byStatus.getOrDefault(Finding.Status.UNDETERMINED, 0L);
    counts.add(count("unknown", unknown, from, all));
    return counts;
  }

  private static Count count(String label, long count, double from, long all) {
    double share = all == 0 ? 0 : (double) count * FULL / all;
    return new Count(label, count, SizeText.count(count), from, share);
  }

  /** Findings that are listed and do not count, by why; in words. */
  List<String> setAside() {
    List<String> said = new ArrayList<>();
    for (Finding.Status status :
        List.of(
            Finding.Status.FOLDED,
            Finding.Status.EXPECTED,
            Finding.Status.WAIVED,
            Finding.Status.OUTSIDE_PROFILE)) {
      long count = survey.byStatus.getOrDefault(status, 0L);
      if (count > 0) {
        said.add(SizeText.count(count) + " " + status.label().replace('-', ' '));
      }
    }
    return said;
  }

  // ---- baseline

  /** Failed findings of one severity in both runs. */
  record Step(String severity, long before, long now, double beforeShare, double nowShare) {
    String beforeShown() {
      return SizeText.count(before);
    }

    String nowShown() {
      return SizeText.count(now);
    }

    String beforeWidth() {
      return StrataPicture.number(beforeShare);
    }

    String nowWidth() {
      return StrataPicture.number(nowShare);
    }

    String change() {
      long change = now - before;
      return change > 0 ? "+" + SizeText.count(change) : SizeText.count(change);
    }
  }

  List<Step> steps() {
    List<Step> steps = new ArrayList<>();
    SinceBaseline baseline = since;
    if (baseline == null) {
      return steps;
    }
    long most = 1;
    for (RuleSeverity severity : RuleSeverity.values()) {
      most =
          Math.max(
              most,
              Math.max(baseline.failedBefore(severity), survey.failed.getOrDefault(severity, 0L)));
    }
    RuleSeverity[] severities = RuleSeverity.values();
    for (int i = severities.length - 1; i >= 0; i--) {
      long before = baseline.failedBefore(severities[i]);
      long now = survey.failed.getOrDefault(severities[i], 0L);
      steps.add(
          new Step(
              severities[i].label(),
              before,
              now,
              (double) before * FULL / most,
              (double) now * FULL / most));
    }
    return steps;
  }

  /** What became of the findings that count, in words. */
  List<String> changes() {
    SinceBaseline baseline = since;
    List<String> said = new ArrayList<>();
    if (baseline != null) {
      for (FindingComparison.State state : FindingComparison.State.values()) {
        said.add(SizeText.count(baseline.counting(state)) + " " + state.label().replace('-', ' '));
      }
    }
    return said;
  }

  // ---- layers

  /** The layers to blame that are seen at once. */
  List<ReportSurvey.Blamed> firstToBlame() {
    return survey.blamed().stream().limit(FIRST_LAYERS).toList();
  }

  /** Those after them. */
  List<ReportSurvey.Blamed> moreToBlame() {
    return survey.blamed().stream().skip(FIRST_LAYERS).toList();
  }

  // ---- rules

  /** A rule that was broken, with what its author says of it. */
  record RuleRow(
      String id,
      String title,
      String severity,
      long counting,
      long setAside,
      String description,
      String remediation,
      String standards,
      List<String> related) {
    RuleRow {
      related = List.copyOf(related);
    }
  }

  /** The worst first, then those broken most often. */
  List<RuleRow> ruleRows() {
    Map<String, Rule> known = new TreeMap<>();
    rules.forEach(rule -> known.putIfAbsent(rule.id(), rule));
    return survey.rules.entrySet().stream()
        .sorted(
            Comparator.comparing(
                    (Map.Entry<String, ReportSurvey.RuleCount> entry) ->
                        entry.getValue().counting == 0)
                .thenComparing(entry -> entry.getValue().worst, Comparator.reverseOrder())
                .thenComparing(entry -> -entry.getValue().counting)
                .thenComparing(Map.Entry::getKey))
        .map(entry -> row(entry.getKey(), entry.getValue(), known.get(entry.getKey())))
        .toList();
  }

  private static RuleRow row(String id, ReportSurvey.RuleCount count, @Nullable Rule rule) {
    List<String> standards = new ArrayList<>();
    if (rule != null) {
      rule.standards()
          .forEach(
              (name, ids) -> standards.add(name.replace('_', ' ') + " " + String.join(", ", ids)));
    }
    return new RuleRow(
        id,
        count.title.equals(id) ? "" : count.title,
        count.counting == 0 ? "" : count.worst.label(),
        count.counting,
        count.setAside,
        rule == null ? "" : rule.description().strip(),
        rule == null ? "" : rule.remediation().strip(),
        String.join("; ", standards),
        rule == null ? List.of() : rule.related());
  }

  /** Rules that judged and found nothing. */
  List<String> quietRules() {
    return rules.stream()
        .map(Rule::id)
        .distinct()
        .filter(id -> !survey.rules.containsKey(id))
        .sorted()
        .toList();
  }

  // ---- containers

  /** How many containers are closed off how far. */
  List<Count> grades() {
    List<Count> counts = new ArrayList<>();
    double from = 0;
    for (int grade = 0; grade < survey.grades.length; grade++) {
      Count count =
          count(
              Integer.toString(grade),
              survey.grades[grade],
              from,
              Math.max(1, survey.containerCount));
      counts.add(count);
      from += count.share();
    }
    return counts;
  }

  // ---- evidence

  /** A fact about the run, such as a digest. */
  record Fact(String name, String value) {}

  List<Fact> facts() {
    List<Fact> facts = new ArrayList<>();
    JsonObject tool = object(summary, "tool");
    JsonObject policies = object(summary, "policies");
    facts.add(new Fact("Tool", text(tool, "name") + " " + text(tool, "version")));
    facts.add(new Fact("Date that rules saw", asOf()));
    facts.add(new Fact("Profile", profile.name() + ", fails on " + profile.failsOn().label()));
    add("Fleet", text(summary, "fleetDigest"), facts);
    for (JsonValue item : array(policies, "packs")) {
      JsonObject pack = item.objectOrNull();
      if (pack != null) {
        add("Policies: " + text(pack, "name"), text(pack, "digest"), facts);
      }
    }
    add("Policy server", text(policies, "server"), facts);
    add("Data over that of the policies", text(policies, "data"), facts);
    add("Parameters", text(policies, "params"), facts);
    facts.add(new Fact("Rules that judged", SizeText.count(rules.size())));
    JsonObject limits = object(summary, "limits");
    if (!limits.isEmpty()) {
      List<String> said = new ArrayList<>();
      limits.members().forEach((key, value) -> said.add(key + " " + value.scalarTextOrNull()));
      facts.add(new Fact("Limits", String.join(", ", said)));
    }
    return facts;
  }

  private static void add(String name, String value, List<Fact> facts) {
    if (!value.isEmpty()) {
      facts.add(new Fact(name, value));
    }
  }

  // ---- lines of files

  static String text(JsonObject json, String key) {
    JsonValue value = json.get(key);
    String text = value == null ? null : value.scalarTextOrNull();
    return text == null ? "" : text;
  }

  static String texts(JsonObject json, String key) {
    List<String> texts = new ArrayList<>();
    for (JsonValue item : array(json, key)) {
      String text = item.textOrNull();
      if (text != null) {
        texts.add(text);
      }
    }
    return String.join(", ", texts);
  }

  /** What an entry of an exceptions file takes, in words. */
  static String takes(JsonObject entry) {
    List<String> said = new ArrayList<>();
    for (String key : Arrays.asList("id", "image", "unit", "path", "layer", "fingerprint")) {
      String text = text(entry, key);
      if (!text.isEmpty()) {
        said.add(key + " " + text);
      }
    }
    return String.join(", ", said);
  }

  static String count(long number) {
    return SizeText.count(number);
  }

  static String count(long number, String noun) {
    return SizeText.count(number, noun);
  }

  private static JsonObject object(JsonObject json, String key) {
    JsonValue value = json.get(key);
    JsonObject object = value == null ? null : value.objectOrNull();
    return object == null ? JsonObject.EMPTY : object;
  }

  private static JsonArray array(JsonObject json, String key) {
    JsonValue value = json.get(key);
    JsonArray array = value == null ? null : value.arrayOrNull();
    return array == null ? JsonArray.EMPTY : array;
  }
}
