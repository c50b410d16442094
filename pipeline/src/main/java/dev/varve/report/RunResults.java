package dev.varve.report;

import dev.varve.blob.Bytes;
import dev.varve.failure.Failure;
import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import dev.varve.json.Json;
import dev.varve.json.JsonLines;
import dev.varve.json.JsonObject;
import dev.varve.policy.BoundaryFacts;
import dev.varve.policy.Finding;
import dev.varve.policy.WaiverAudit;
import dev.varve.runtime.Boundary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Everything a run has to say, for reports that show more than findings: the lines of its files,
 * each of which may be read several times, and what it judged by.
 */
public final class RunResults {
  /** The files of a run, by what each line of them is about. */
  public enum Part {
    IMAGES,
    LAYERS,
    FINDINGS,
    BOUNDARIES,
    EXCEPTIONS,
    FAILURES;

    /** What the file is called in the folder of a run. */
    public String fileName() {
      return name().toLowerCase(Locale.ROOT) + ".jsonl";
    }
  }

  /** Shows the lines of a part in their order. */
  interface Source {
    void read(Part part, JsonLines.Taker taker) throws InputException, IOException;
  }

  private final JsonObject summary;
  private final Source source;

  RunResults(JsonObject summary, Source source) {
    this.summary = summary;
    this.source = source;
  }

  /**
   * A finished run.
   *
   * @param summary what its {@code run.json} says
   */
  public static RunResults of(Path folder, JsonObject summary) {
    return new RunResults(
        summary,
        (part, taker) -> {
          Path file = folder.resolve(part.fileName());
          if (Files.exists(file)) {
            JsonLines.read(file, Limits.OWN_LINES, taker);
          }
        });
  }

  /**
   * Results of another making.
   *
   * @param parts those that there are
   */
  public static RunResults of(JsonObject summary, Map<Part, List<JsonObject>> parts) {
    Map<Part, List<JsonObject>> copy = Map.copyOf(parts);
    return new RunResults(
        summary,
        (part, taker) -> {
          for (JsonObject line : copy.getOrDefault(part, List.of())) {
            taker.take(line, part.fileName());
          }
        });
  }

  /**
   * A check that has just ended.
   *
   * @param missing what the run that was judged again could not read; empty of a first one
   */
  public static RunResults of(
      CheckResult check, List<KeptFacts.Missing> missing, JsonObject summary) {
    return new RunResults(
        summary,
        (part, taker) -> {
          switch (part) {
            case IMAGES -> {
              for (CheckResult.CheckedImage image : check.images()) {
                take(RunRecords.image(image.stack(), image.tree(), image.structure()), part, taker);
              }
            }
            case LAYERS -> {
              for (JsonObject layer : LayerBlame.of(check)) {
                taker.take(layer, part.fileName());
              }
            }
            case FINDINGS -> {
              for (Finding finding : check.findings()) {
                taker.take(finding.toJson(), part.fileName());
              }
            }
            case BOUNDARIES -> {
              for (Boundary boundary : check.boundaries()) {
                taker.take(BoundaryFacts.json(boundary), part.fileName());
              }
            }
            case EXCEPTIONS -> {
              for (WaiverAudit.Line entry : check.exceptions()) {
                taker.take(entry.toJson(), part.fileName());
              }
            }
            case FAILURES -> {
              for (Failure failure : check.failures()) {
                take(RunRecords.failure("", failure), part, taker);
              }
              for (KeptFacts.Missing kept : missing) {
                taker.take(failure(kept), part.fileName());
              }
            }
          }
        });
  }

  private static void take(byte[] line, Part part, JsonLines.Taker taker)
      throws InputException, IOException {
    taker.take(
        Json.parseObject(Bytes.wrap(line), part.fileName(), Limits.OWN_LINES), part.fileName());
  }

  private static JsonObject failure(KeptFacts.Missing kept) {
    return JsonObject.builder()
        .put("image", kept.subject())
        .put("code", kept.code())
        .put("where", kept.where())
        .put("detail", kept.detail())
        .put("next", kept.next())
        .build();
  }

  /** By what the run judged, in the form of {@code run.json}. */
  public JsonObject summary() {
    return summary;
  }

  /** Shows every line of a part; those that the run does not have are empty. */
  public void read(Part part, JsonLines.Taker taker) throws InputException, IOException {
    source.read(part, taker);
  }
}
