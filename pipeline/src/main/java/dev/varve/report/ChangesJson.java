package dev.varve.report;

import dev.varve.failure.Failure;
import dev.varve.json.JsonLineWriter;
import dev.varve.json.JsonObject;
import dev.varve.policy.Finding;
import dev.varve.policy.WaiverAudit;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** For programs: what other policies change about an earlier run, as canonical JSON. */
public final class ChangesJson {
  private static final int SCHEMA_VERSION = 1;

  private ChangesJson() {}

  /**
   * One document: {@code appear}, {@code vanish}, {@code change} (with {@code before} and {@code
   * now}), {@code stay} (a number), {@code not_judged}, {@code failures}, {@code earlier_failures}
   * (what the earlier run could not read, so that there are no facts of it), {@code exceptions}.
   */
  public static void document(
      CheckResult now, FindingChanges changes, List<KeptFacts.Missing> missing, OutputStream to)
      throws IOException {
    OutputStream out = new BufferedOutputStream(to);
    JsonLineWriter json = new JsonLineWriter(out);
    json.begin().put("schemaVersion", SCHEMA_VERSION).put("stay", changes.staying());
    json.put("images", now.images().size());
    json.beginArray("appear");
    for (Finding finding : changes.appearing()) {
      json.add(finding.toJson());
    }
    json.endArray().beginArray("vanish");
    changes.vanishing().forEach(gone -> json.add(gone.json()));
    json.endArray().beginArray("change");
    for (FindingChanges.Change change : changes.changed()) {
      json.add(
          JsonObject.builder()
              .put("before", change.before().json())
              .put("now", change.now().toJson())
              .build());
    }
    json.endArray().beginArray("not_judged");
    changes.notJudged().forEach(finding -> json.add(finding.json()));
    json.endArray().beginArray("failures");
    for (Failure failure : now.failures()) {
      json.beginObject();
      CheckJson.failure(failure, json);
      json.endObject();
    }
    json.endArray().beginArray("earlier_failures");
    for (KeptFacts.Missing one : missing) {
      json.beginObject();
      missing(one, json);
      json.endObject();
    }
    json.endArray().beginArray("exceptions");
    for (WaiverAudit.Line entry : now.exceptions()) {
      json.add(entry.toJson());
    }
    json.endArray().end();
    out.flush();
  }

  /**
   * One line for each finding that is not as it was, with {@code change}: {@code appears}, {@code
   * vanishes} or {@code changes}; then for each failure, earlier failure and exception.
   */
  public static void lines(
      CheckResult now, FindingChanges changes, List<KeptFacts.Missing> missing, OutputStream to)
      throws IOException {
    OutputStream out = new BufferedOutputStream(to);
    JsonLineWriter json = new JsonLineWriter(out);
    for (Finding finding : changes.appearing()) {
      line("appears", finding.toJson(), null, json);
    }
    for (FindingRecord gone : changes.vanishing()) {
      line("vanishes", gone.json(), null, json);
    }
    for (FindingChanges.Change change : changes.changed()) {
      line("changes", change.now().toJson(), change.before().json(), json);
    }
    for (Failure failure : now.failures()) {
      json.begin().put("record", "failure").put("schemaVersion", SCHEMA_VERSION);
      CheckJson.failure(failure, json);
      json.end();
    }
    for (KeptFacts.Missing one : missing) {
      json.begin().put("record", "earlier-failure").put("schemaVersion", SCHEMA_VERSION);
      missing(one, json);
      json.end();
    }
    for (WaiverAudit.Line entry : now.exceptions()) {
      out.write(RunRecords.exception(entry));
    }
    out.flush();
  }

  private static void missing(KeptFacts.Missing one, JsonLineWriter json) {
    json.put("subject", one.subject()).put("code", one.code());
    json.put("where", one.where()).put("detail", one.detail());
    json.put("next", one.next());
  }

  private static void line(
      String change, JsonObject finding, @Nullable JsonObject before, JsonLineWriter json)
      throws IOException {
    json.begin().put("record", "finding").put("schemaVersion", SCHEMA_VERSION);
    json.put("change", change);
    finding.members().forEach(json::put);
    if (before != null) {
      json.put("before", before);
    }
    json.end();
  }
}
