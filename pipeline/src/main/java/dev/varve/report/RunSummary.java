package dev.varve.report;

import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import dev.varve.failure.ReasonCode;
import dev.varve.json.Json;
import dev.varve.json.JsonArray;
import dev.varve.json.JsonNull;
import dev.varve.json.JsonObject;
import dev.varve.json.JsonString;
import dev.varve.json.JsonValue;
import dev.varve.json.NearbyFile;
import dev.varve.layer.PathGlob;
import dev.varve.policy.JudgementSettings;
import dev.varve.policy.PolicyChoice;
import dev.varve.policy.PolicyProfile;
import dev.varve.policy.Rule;
import dev.varve.policy.RuleSeverity;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * By what a run judged, as its {@code run.json} says it (design.md section 7).
 *
 * @param tool version of varve
 * @param asOf the date that its rules saw
 * @param profile name of the profile
 * @param failsOn the severity from which a finding made it fail
 * @param undeterminedFails ids of rules whose undetermined findings did so as well
 * @param packs digests of the policies by their names
 * @param server that evaluated policies; empty for none
 * @param data digest of the data put over that of the packs
 * @param params digest of the parameters that replace the packs'
 * @param rules ids of the rules that judged
 */
public record RunSummary(
    String tool,
    LocalDate asOf,
    String profile,
    RuleSeverity failsOn,
    List<String> undeterminedFails,
    SortedMap<String, String> packs,
    String server,
    String data,
    String params,
    SortedSet<String> rules) {
  /** The file of a run that sums it up. */
  public static final String FILE = "run.json";

  public RunSummary {
    undeterminedFails = List.copyOf(undeterminedFails);
    packs = Collections.unmodifiableSortedMap(new TreeMap<>(packs));
    rules = Collections.unmodifiableSortedSet(new TreeSet<>(rules));
  }

  /**
   * The file of a run's folder.
   *
   * @throws InputException {@code run-unusable} if no scan has left it, or a newer varve
   */
  public static JsonObject file(Path folder, Limits limits) throws InputException, IOException {
    Path file = folder.resolve(FILE);
    if (!Files.isRegularFile(file)) {
      String said =
          Files.exists(folder)
              ? "there is no " + FILE
              : NearbyFile.missing("there is no such folder", folder);
      throw new InputException(ReasonCode.RUN_UNUSABLE, folder.toString(), said);
    }
    JsonObject run;
    try (InputStream in = Files.newInputStream(file)) {
      run = Json.parse(in, file.toString(), limits).objectOrNull();
    } catch (InputException e) {
      throw e.as(ReasonCode.RUN_UNUSABLE);
    }
    JsonValue record = run == null ? null : run.get("record");
    if (run == null || record == null || !"run".equals(record.textOrNull())) {
      throw new InputException(
          ReasonCode.RUN_UNUSABLE, folder.toString(), FILE + " is not what varve scan leaves");
    }
    requireVersion(run, folder.toString());
    return run;
  }

  /** Refuses what a newer varve has written, whose fields may mean something else. */
  static void requireVersion(JsonObject record, String place) throws InputException {
    JsonValue written = record.get("schemaVersion");
    Long version = written == null ? null : written.longOrNull();
    if (version == null || version < 1 || version > RunRecords.SCHEMA_VERSION) {
      throw new InputException(
          ReasonCode.RUN_UNUSABLE,
          place,
          version != null && version > RunRecords.SCHEMA_VERSION
              ? "schemaVersion "
                  + version
                  + " is of a newer varve; this one reads "
                  + RunRecords.SCHEMA_VERSION
              : "there is no schemaVersion");
    }
  }

  /**
   * What the file says.
   *
   * @throws InputException {@code run-unusable} if it does not say by what the run judged
   */
  public static RunSummary of(JsonObject run, String place) throws InputException {
    try {
      JsonObject tool = run.optionalObjectIn(place, "tool");
      JsonObject policies = run.optionalObjectIn(place, "policies");
      JsonArray rules = policies == null ? null : policies.optionalArrayIn(place, "ruleIds");
      if (tool == null || policies == null || rules == null) {
        throw new InputException(
            ReasonCode.RUN_UNUSABLE, place, "it does not say which rules judged");
      }
      return of(
          tool.textIn(place, "version"), date(run.textIn(place, "asOf"), place), policies, place);
    } catch (InputException e) {
      throw e.as(ReasonCode.RUN_UNUSABLE);
    }
  }

  /** By what a run judges that is under way in this process, in the form of the file. */
  public static JsonObject file(JudgementSettings judgement, List<Rule> rules) {
    return JsonObject.builder()
        .put("tool", ownTool())
        .put("asOf", judgement.asOf().toString())
        .put("policies", policies(judgement, rules))
        .build();
  }

  /** The program that judges. */
  public static JsonObject ownTool() {
    return JsonObject.builder().put("name", "varve").put("version", ToolVersion.own()).build();
  }

  /** Of a run that is under way in this process. */
  public static RunSummary of(JudgementSettings judgement, List<Rule> rules) {
    try {
      return of(ToolVersion.own(), judgement.asOf(), policies(judgement, rules), "this run");
    } catch (InputException e) {
      throw new IllegalStateException(e);
    }
  }

  private static RunSummary of(String tool, LocalDate asOf, JsonObject policies, String place)
      throws InputException {
    SortedMap<String, String> packs = new TreeMap<>();
    JsonArray written = policies.optionalArrayIn(place, "packs");
    for (JsonValue item : written == null ? JsonArray.EMPTY : written) {
      JsonObject pack = item.objectOrNull();
      if (pack != null) {
        // Two folders of rules may have one name; their order does not change what they say.
        packs.merge(pack.textIn(place, "name"), pack.textIn(place, "digest"), RunSummary::inOrder);
      }
    }
    RuleSeverity failsOn = RuleSeverity.ofLabel(policies.textIn(place, "failOn"));
    if (failsOn == null) {
      throw new InputException(ReasonCode.RUN_UNUSABLE, place, "failOn is no severity");
    }
    return new RunSummary(
        tool,
        asOf,
        policies.textIn(place, "profile"),
        failsOn,
        texts(policies, "undeterminedFails", place),
        packs,
        policies.textIn(place, "server"),
        policies.textIn(place, "data"),
        policies.textIn(place, "params"),
        new TreeSet<>(texts(policies, "ruleIds", place)));
  }

  private static String inOrder(String digests, String more) {
    SortedSet<String> all = new TreeSet<>(List.of(digests.split(" ")));
    all.add(more);
    return String.join(" ", all);
  }

  private static List<String> texts(JsonObject json, String key, String place)
      throws InputException {
    List<String> texts = new ArrayList<>();
    JsonArray written = json.optionalArrayIn(place, key);
    for (JsonValue item : written == null ? JsonArray.EMPTY : written) {
      String text = item.textOrNull();
      if (text == null) {
        throw JsonObject.unexpected(place, key, "a list of strings", item);
      }
      texts.add(text);
    }
    return texts;
  }

  static LocalDate date(String text, String place) throws InputException {
    try {
      return LocalDate.parse(text);
    } catch (DateTimeException e) {
      InputException refused =
          new InputException(ReasonCode.RUN_UNUSABLE, place, "there is no date in asOf");
      refused.initCause(e);
      throw refused;
    }
  }

  /** By what rules a run judges, as the file has it; a server's own data and rules are unknown. */
  public static JsonObject policies(JudgementSettings judgement, List<Rule> rules) {
    PolicyChoice choice = judgement.policies();
    PolicyProfile profile = judgement.profile();
    List<JsonValue> packs = new ArrayList<>();
    for (PolicyChoice.Identity pack : choice.identities()) {
      packs.add(
          JsonObject.builder()
              .put("name", pack.name())
              .put("digest", pack.digest().toString())
              .build());
    }
    PolicyChoice.Server server = choice.server();
    return JsonObject.builder()
        .put("packs", JsonArray.of(packs))
        .put("server", server == null ? JsonNull.NULL : new JsonString(server.url()))
        .put("rules", rules.size())
        .put(
            "ruleIds", JsonArray.ofTexts(rules.stream().map(Rule::id).distinct().sorted().toList()))
        .put("data", choice.dataDigest().toString())
        .put("profile", profile.name())
        .put("failOn", profile.failsOn().label())
        .put(
            "undeterminedFails",
            JsonArray.ofTexts(
                profile.undeterminedFails().stream().map(PathGlob::toString).toList()))
        .put("params", judgement.paramsDigest().toString())
        .put("reproducible", !choice.irreproducible())
        .build();
  }

  /** What made the run fail. */
  public PolicyProfile gate() {
    List<PathGlob> globs = undeterminedFails.stream().map(PathGlob::of).toList();
    return new PolicyProfile(profile, RuleSeverity.INFO, failsOn, globs, true);
  }

  /** Whether the same facts would have been judged by the same rules and parameters. */
  boolean judgesLike(RunSummary other) {
    return tool.equals(other.tool)
        && packs.equals(other.packs)
        && server.equals(other.server)
        && data.equals(other.data)
        && params.equals(other.params);
  }

  /**
   * One way in which two runs judge otherwise.
   *
   * @param what such as {@code version}
   * @param before such as {@code 1.4.2}
   */
  record Difference(String what, String before, String now) {}

  /** In which ways a later run judges otherwise. */
  List<Difference> differences(RunSummary now) {
    List<Difference> differences = new ArrayList<>();
    add("version", tool, now.tool, differences);
    SortedSet<String> names = new TreeSet<>(packs.keySet());
    names.addAll(now.packs.keySet());
    for (String name : names) {
      add(
          "policy " + name,
          packs.getOrDefault(name, "none"),
          now.packs.getOrDefault(name, "none"),
          differences);
    }
    add("rules", only(rules, now.rules), only(now.rules, rules), differences);
    add("server", server, now.server, differences);
    add("data", data, now.data, differences);
    add("parameters", params, now.params, differences);
    add("profile", profile, now.profile, differences);
    add("fail-on", failsOn.label(), now.failsOn.label(), differences);
    add("date", asOf.toString(), now.asOf.toString(), differences);
    return differences;
  }

  private static String only(SortedSet<String> these, SortedSet<String> others) {
    SortedSet<String> only = new TreeSet<>(these);
    only.removeAll(others);
    return String.join(", ", only);
  }

  private static void add(String what, String before, String now, List<Difference> to) {
    if (!before.equals(now)) {
      to.add(new Difference(what, before, now));
    }
  }

  /** The form in results. */
  JsonObject toJson() {
    JsonObject.Builder named = JsonObject.builder();
    packs.forEach(named::put);
    return JsonObject.builder()
        .put("version", tool)
        .put("asOf", asOf.toString())
        .put("profile", profile)
        .put("failOn", failsOn.label())
        .put("packs", named.build())
        .put("params", params)
        .put("data", data)
        .build();
  }
}
