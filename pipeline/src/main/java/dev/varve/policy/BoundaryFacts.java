package dev.varve.policy;

import dev.varve.json.JsonArray;
import dev.varve.json.JsonObject;
import dev.varve.json.JsonValue;
import dev.varve.layer.PathGlob;
import dev.varve.runtime.Boundary;
import dev.varve.runtime.EnvVar;
import dev.varve.runtime.HostDevices;
import dev.varve.runtime.Origin;
import dev.varve.runtime.RunSpec;
import dev.varve.runtime.SecretCounts;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** The border of a container for programs, and the secrets that count for it. */
public final class BoundaryFacts {
  /** Of a secret that a later layer covers (policy-catalogue.md section 3, SEC-06). */
  private static final String COVERED_SECRET = "SEC-06";

  private BoundaryFacts() {}

  /** The form in results: {@code lines} hold id, inside, host, opened, grade, origin and rules. */
  public static JsonObject json(Boundary boundary) {
    List<JsonValue> lines = new ArrayList<>();
    for (Boundary.Line line : boundary.lines()) {
      lines.add(line(line));
    }
    List<JsonValue> advice = new ArrayList<>();
    for (Boundary.Remedy remedy : boundary.advice()) {
      advice.add(
          JsonObject.builder().put("verb", remedy.verb()).put("what", remedy.what()).build());
    }
    JsonObject.Builder json =
        JsonObject.builder()
            .put("container", boundary.unit())
            .put("name", boundary.name())
            .put("image", boundary.image())
            .put("inside", boundary.inside())
            .put("overall", boundary.overall())
            .put("meaning", Boundary.meaning(boundary.overall()))
            .put("lowered_by", boundary.lowered())
            .put("lines", JsonArray.of(lines))
            .put("to_reach_1", JsonArray.of(advice));
    Origin place = boundary.place();
    if (place != null) {
      json.put("place", FactsJson.origin(place));
    }
    return json.build();
  }

  private static JsonObject line(Boundary.Line line) {
    List<JsonValue> origins = new ArrayList<>();
    for (Boundary.Item item : line.items()) {
      Origin origin = item.origin();
      if (origin != null) {
        JsonObject.Builder json = JsonObject.builder().put("field", item.field());
        FactsJson.origin(origin).members().forEach(json::put);
        JsonObject described = json.build();
        if (!origins.contains(described)) {
          origins.add(described);
        }
      }
    }
    return JsonObject.builder()
        .put("id", line.id())
        .put("inside", line.inside())
        .put("host", line.host())
        .put("opened", line.opened())
        .put("grade", line.grade())
        .put("certain", line.isCertain())
        .put("origin", JsonArray.of(origins))
        .put("rules", JsonArray.ofTexts(line.rules()))
        .build();
  }

  /** The devices that give the host away, as the parameters that rules read list them. */
  public static HostDevices devices(JsonObject params) {
    JsonValue written = params.get("devices_host_control");
    JsonArray globs = written == null ? null : written.arrayOrNull();
    List<PathGlob> control = new ArrayList<>();
    for (JsonValue glob : globs == null ? JsonArray.EMPTY : globs) {
      String text = glob.textOrNull();
      if (text != null) {
        control.add(PathGlob.of(text));
      }
    }
    return new HostDevices(control);
  }

  /** The border of a container whose image is not known. */
  public static Boundary alone(RunSpec run, HostDevices devices) {
    SecretCounts secrets = new SecretCounts(0, 0, List.of(), literals(run));
    return Boundary.of(run, null, null, secrets, devices);
  }

  /**
   * The secrets around a container.
   *
   * @param found in its image
   */
  static SecretCounts secrets(RunSpec run, List<Finding> found) {
    long live = 0;
    long hidden = 0;
    TreeSet<String> rules = new TreeSet<>();
    for (Finding finding : found) {
      boolean secret =
          isAboutSecrets(finding.rule())
              && finding.status() == Finding.Status.FAIL
              && finding.severity().atLeast(RuleSeverity.MEDIUM);
      if (secret) {
        rules.add(finding.rule());
      }
      if (secret && finding.rule().equals(COVERED_SECRET)) {
        hidden++;
      } else if (secret) {
        live++;
      }
    }
    return new SecretCounts(live, hidden, List.copyOf(rules), literals(run));
  }

  /** Whether findings of a rule count as secrets that a container can reach. */
  static boolean isAboutSecrets(String rule) {
    return rule.startsWith("SEC-");
  }

  private static List<Integer> literals(RunSpec run) {
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < run.process().env().size(); i++) {
      EnvVar variable = run.process().env().get(i);
      String value = variable.value();
      if (value != null && BuildSecrets.isSecret(variable.name(), value)) {
        places.add(i);
      }
    }
    return places;
  }
}
