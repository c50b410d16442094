package dev.varve.policy;

import dev.varve.json.JsonArray;
import dev.varve.json.JsonObject;
import dev.varve.json.JsonValue;
import dev.varve.runtime.Origin;
import dev.varve.runtime.RunSpec;
import dev.varve.runtime.SourceDocument;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;

/**
 * A document as it was written, with the containers that its file describes: what rules see that
 * are written as conftest's (policy-catalogue.md section 2, "conftest compatibility").
 */
public record RawDocument(SourceDocument document, List<RunSpec> runs)
    implements java.io.Serializable {
  public RawDocument {
    runs = List.copyOf(runs);
  }

  /** The documents with the containers of each; one that was read twice counts once. */
  public static List<RawDocument> of(List<SourceDocument> documents, List<RunSpec> runs) {
    List<RawDocument> all = new ArrayList<>();
    for (SourceDocument document : new LinkedHashSet<>(documents)) {
      all.add(new RawDocument(document, runs.stream().filter(run -> isOf(run, document)).toList()));
    }
    return all;
  }

  private static boolean isOf(RunSpec run, SourceDocument document) {
    String file = document.file();
    return document.isCombined()
        || run.origin().values().stream()
            .map(Origin::file)
            .filter(Objects::nonNull)
            .anyMatch(file::equals);
  }

  /** What findings about it are about. */
  public Subject subject() {
    return new Subject(Subject.Kind.DOCUMENT, document.name(), document.name());
  }

  /**
   * What is put beside the document: {@code file}, which conftest has as {@code
   * data.conftest.file}, and {@code facts}, those of the containers as far as the run spec alone
   * says them, which are {@code data.varve.facts}.
   */
  JsonObject context() {
    List<JsonValue> facts = new ArrayList<>();
    for (RunSpec run : runs) {
      facts.add(new ContainerFacts(run, null, null).document());
    }
    String file = document.file();
    int slash = file.lastIndexOf('/');
    return JsonObject.builder()
        .put(
            "file",
            JsonObject.builder()
                .put("name", file.substring(slash + 1))
                .put("dir", slash < 0 ? "." : file.substring(0, Math.max(slash, 1)))
                .build())
        .put("facts", JsonArray.of(facts))
        .build();
  }
}
