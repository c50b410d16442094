package dev.varve.report;

import dev.varve.failure.Failure;
import dev.varve.json.JsonArray;
import dev.varve.json.JsonLineWriter;
import dev.varve.json.JsonObject;
import dev.varve.json.JsonValue;
import dev.varve.policy.BoundaryFacts;
import dev.varve.policy.Finding;
import dev.varve.policy.RuleVerdicts;
import dev.varve.policy.WaiverAudit;
import dev.varve.runtime.Boundary;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The result of a check for programs; keys sorted, no times. */
public final class CheckJson {
  private static final int SCHEMA_VERSION = 1;

  private CheckJson() {}

  /**
   * One document: {@code images}, {@code findings}, {@code boundaries}, {@code failures}, {@code
   * exceptions}; {@code verdicts} in the profile audit, {@code since} if there is a baseline.
   *
   * @param since what {@link Since} has collected, or null
   */
  public static void document(CheckResult result, @Nullable JsonObject since, OutputStream to)
      throws IOException {
    OutputStream out = new BufferedOutputStream(to);
    JsonLineWriter json = new JsonLineWriter(out);
    json.begin().put("schemaVersion", SCHEMA_VERSION);
    json.beginArray("images");
    for (CheckResult.CheckedImage image : result.images()) {
      json.beginObject();
      image(image, json);
      json.endObject();
    }
    json.endArray().beginArray("findings");
    for (Finding finding : result.findings()) {
      json.add(finding.toJson());
    }
    json.endArray().beginArray("boundaries");
    for (Boundary boundary : result.boundaries()) {
      json.add(BoundaryFacts.json(boundary));
    }
    json.endArray().beginArray("failures");
    for (Failure failure : result.failures()) {
      json.beginObject();
      failure(failure, json);
      json.endObject();
    }
    json.endArray().beginArray("exceptions");
    for (WaiverAudit.Line entry : result.exceptions()) {
      json.add(entry.toJson());
    }
    json.endArray();
    if (!result.verdicts().isEmpty()) {
      json.beginArray("verdicts");
      for (RuleVerdicts.Line line : result.verdicts()) {
        json.add(line.toJson());
      }
      json.endArray();
    }
    if (since != null) {
      json.put("since", since);
    }
    json.end();
    out.flush();
  }

  /** What differs from a baseline, for {@link #document}. */
  public static final class Since implements RunsCompared.Visitor {
    private final List<JsonValue> images = new ArrayList<>();
    private final List<JsonValue> findings = new ArrayList<>();

    @Override
    public void image(ImageComparison image) {
      if (image.state() != ImageComparison.State.UNCHANGED) {
        images.add(image.toJson());
      }
    }

    @Override
    public void finding(FindingComparison finding) {
      if (finding.state() != FindingComparison.State.UNCHANGED) {
        findings.add(finding.toJson());
      }
    }

    /** What differs, the runs and the counts. */
    public JsonObject toJson(ComparedRun before, ComparedRun now, ComparisonTotals totals) {
      JsonObject.Builder json = JsonObject.builder();
      ComparisonRecords.runs(before, now).members().forEach(json::put);
      return json.put("images", JsonArray.of(images))
          .put("findings", JsonArray.of(findings))
          .put("totals", totals.toJson())
          .build();
    }
  }

  /** One line for each finding, then for each boundary, failure and exception. */
  public static void lines(CheckResult result, OutputStream to) throws IOException {
    OutputStream out = new BufferedOutputStream(to);
    JsonLineWriter json = new JsonLineWriter(out);
    for (Finding finding : result.findings()) {
      json.begin().put("record", "finding").put("schemaVersion", SCHEMA_VERSION);
      finding.toJson().members().forEach(json::put);
      json.end();
    }
    for (Boundary boundary : result.boundaries()) {
      json.begin().put("record", "boundary").put("schemaVersion", SCHEMA_VERSION);
      BoundaryFacts.json(boundary).members().forEach(json::put);
      json.end();
    }
    for (Failure failure : result.failures()) {
      json.begin().put("record", "failure").put("schemaVersion", SCHEMA_VERSION);
      failure(failure, json);
      json.end();
    }
    for (WaiverAudit.Line entry : result.exceptions()) {
      out.write(RunRecords.exception(entry));
    }
    out.flush();
  }

  private static void image(CheckResult.CheckedImage image, JsonLineWriter json) {
    json.put("name", image.image().name()).put("source", image.image().source());
    json.put("platform", image.image().platform().toString());
    json.put("verified", image.verified());
    if (image.image().configDigest() != null) {
      json.put("configDigest", image.image().configDigest().toString());
    }
    if (image.image().manifestDigest() != null) {
      json.put("manifestDigest", image.image().manifestDigest().toString());
    }
  }

  static void failure(Failure failure, JsonLineWriter json) {
    json.put("subject", failure.subject()).put("code", failure.reason().code());
    json.put("where", failure.where()).put("detail", failure.detail());
    json.put("next", failure.reason().nextStep());
  }
}
