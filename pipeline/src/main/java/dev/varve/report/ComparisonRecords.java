package dev.varve.report;

import dev.varve.json.JsonArray;
import dev.varve.json.JsonLineWriter;
import dev.varve.json.JsonObject;
import dev.varve.json.JsonValue;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * A comparison of two runs as canonical JSON lines, {@code comparison.jsonl} of a run: what they
 * judged by, then each image and then each finding that is not as it was, then the counts.
 */
public final class ComparisonRecords implements RunsCompared.Visitor {
  /** The file of a run that holds them. */
  public static final String FILE = "comparison.jsonl";

  /** Why a finding was not judged again: what it is about could not be analysed. */
  static final String NOT_ANALYSED = FindingComparison.Cause.FAILURE.label(false);

  private final JsonLineWriter json;

  private ComparisonRecords(OutputStream out) {
    this.json = new JsonLineWriter(out);
  }

  /** Starts with what the runs are. */
  public static ComparisonRecords begin(ComparedRun before, ComparedRun now, OutputStream out)
      throws IOException {
    ComparisonRecords records = new ComparisonRecords(out);
    records.line("comparison", runs(before, now));
    return records;
  }

  /** What the runs are, and in which ways they judged otherwise. */
  static JsonObject runs(ComparedRun before, ComparedRun now) {
    return JsonObject.builder()
        .put("before", run(before))
        .put("now", run(now))
        .put("differences", differences(before, now))
        .build();
  }

  /** What {@code run.json} says of the run it was compared with. */
  public static JsonObject baseline(ComparedRun before, ComparisonTotals totals) {
    JsonObject.Builder json = JsonObject.builder();
    run(before).members().forEach(json::put);
    return json.put("totals", totals.toJson()).build();
  }

  private static JsonObject run(ComparedRun run) {
    JsonObject.Builder json = JsonObject.builder();
    run.summary().toJson().members().forEach(json::put);
    return json.put("findings", run.findingCount())
        .put("findingsDigest", run.findingsDigest())
        .put("complete", !run.isIncomplete())
        .build();
  }

  private static JsonArray differences(ComparedRun before, ComparedRun now) {
    List<JsonValue> rows = new ArrayList<>();
    for (RunSummary.Difference difference : before.summary().differences(now.summary())) {
      rows.add(
          JsonObject.builder()
              .put("what", difference.what())
              .put("before", difference.before())
              .put("now", difference.now())
              .build());
    }
    return JsonArray.of(rows);
  }

  @Override
  public void image(ImageComparison image) throws IOException {
    if (image.state() != ImageComparison.State.UNCHANGED) {
      line("image-comparison", image.toJson());
    }
  }

  @Override
  public void finding(FindingComparison finding) throws IOException {
    if (finding.state() != FindingComparison.State.UNCHANGED) {
      line("finding-comparison", finding.toJson());
    }
  }

  /** Ends with the counts. */
  public void end(ComparisonTotals totals) throws IOException {
    line("comparison-totals", totals.toJson());
  }

  private void line(String record, JsonObject members) throws IOException {
    json.begin().put("record", record).put("schemaVersion", RunRecords.SCHEMA_VERSION);
    members.members().forEach(json::put);
    json.end();
  }
}
