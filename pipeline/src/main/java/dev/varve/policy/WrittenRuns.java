package dev.varve.policy;

import dev.varve.json.JsonObject;
import dev.varve.json.JsonValue;
import dev.varve.runtime.Origin;
import dev.varve.runtime.RunSpec;
import dev.varve.runtime.SourceDocument;
import dev.varve.runtime.Unit;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Gives containers the documents that describe them, as they were written and with secrets taken
 * out: what rules over containers see as {@code input.raw} (policy-catalogue.md section 1). Done
 * only if a rule looks at it, since documents may be large.
 */
public final class WrittenRuns {
  private final Map<String, List<SourceDocument>> byFile = new LinkedHashMap<>();
  private final Map<SourceDocument, JsonValue> masked = new IdentityHashMap<>();

  private WrittenRuns(List<SourceDocument> documents) {
    for (SourceDocument document : documents) {
      byFile.computeIfAbsent(document.file(), file -> new ArrayList<>()).add(document);
    }
  }

  /**
   * The containers with their documents if one of the rules reads these, else as they are.
   *
   * @param documents that the containers were read from
   */
  public static List<RunSpec> of(
      List<RunSpec> runs, List<SourceDocument> documents, List<Rule> rules) {
    if (rules.stream().noneMatch(Rule::readsRaw)) {
      return runs;
    }
    WrittenRuns written = new WrittenRuns(documents);
    return runs.stream().map(written::with).toList();
  }

  private RunSpec with(RunSpec run) {
    SourceDocument document = documentOf(run);
    return document == null
        ? run
        : run.with(run.surroundings().written(masked.computeIfAbsent(document, WrittenRuns::mask)));
  }

  private static JsonValue mask(SourceDocument document) {
    return RawSecrets.of(document.content()).masked(document.content());
  }

  /**
   * Of the files that the container comes from, in the order in which they were named, the first
   * document that speaks of it; of a single document nothing is asked.
   */
  private @Nullable SourceDocument documentOf(RunSpec run) {
    Set<String> files = new LinkedHashSet<>();
    for (Origin origin : run.origin().values()) {
      if (origin.file() != null) {
        files.add(origin.file());
      }
    }
    List<SourceDocument> candidates = new ArrayList<>();
    byFile.forEach(
        (file, documents) -> {
          if (files.contains(file)) {
            candidates.addAll(documents);
          }
        });
    if (candidates.size() == 1) {
      return candidates.get(0);
    }
    return candidates.stream()
        .filter(document -> speaksOf(document.content(), run.unit()))
        .findFirst()
        .orElse(null);
  }

  private static boolean speaksOf(JsonValue content, Unit unit) {
    JsonObject document = content.objectOrNull();
    if (document == null) {
      return false;
    }
    if (unit.source() == Unit.Source.KUBERNETES) {
      return isUnit(document, unit);
    }
    JsonObject services = object(document.get("services"));
    return (services == null ? document : services).has(unit.name());
  }

  /** The object itself, or a list that has it. */
  private static boolean isUnit(JsonObject document, Unit unit) {
    JsonObject metadata = object(document.get("metadata"));
    if (unit.kind().equals(text(document.get("kind")))
        && metadata != null
        && unit.name().equals(text(metadata.get("name")))) {
      return true;
    }
    JsonValue items = document.get("items");
    if (items != null && items.arrayOrNull() != null) {
      for (JsonValue item : items.arrayOrNull()) {
        JsonObject object = item.objectOrNull();
        if (object != null && isUnit(object, unit)) {
          return true;
        }
      }
    }
    return false;
  }

  private static @Nullable JsonObject object(@Nullable JsonValue value) {
    return value == null ? null : value.objectOrNull();
  }

  private static @Nullable String text(@Nullable JsonValue value) {
    return value == null ? null : value.textOrNull();
  }
}
