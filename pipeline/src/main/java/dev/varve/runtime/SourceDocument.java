package dev.varve.runtime;

import dev.varve.json.JsonArray;
import dev.varve.json.JsonObject;
import dev.varve.json.JsonValue;
import java.util.ArrayList;
import java.util.List;

/**
 * A run spec as it was written: one document of a file, as parsed, before anything is merged or put
 * in. It may hold secrets in the clear, so it is shown to policies and goes nowhere else.
 *
 * @param file as the user names it
 * @param number from 1 on in the file; 0 for all documents of a run as one
 * @param single whether the file holds no other document
 */
public record SourceDocument(String file, int number, boolean single, JsonValue content)
    implements java.io.Serializable {
  /** What conftest calls the document that stands for all. */
  private static final String COMBINED = "Combined";

  /**
   * All documents as one, an array of {@code {path, contents}}, as conftest's {@code --combine}
   * makes it; each document of a file has a place of its own. None if there are none.
   */
  public static List<SourceDocument> combined(List<SourceDocument> documents) {
    if (documents.isEmpty()) {
      return List.of();
    }
    List<JsonValue> items = new ArrayList<>();
    for (SourceDocument document : documents) {
      items.add(
          JsonObject.builder()
              .put("path", document.file)
              .put("contents", document.content)
              .build());
    }
    return List.of(new SourceDocument(COMBINED, 0, true, JsonArray.of(items)));
  }

  /** Whether it stands for all documents of a run. */
  public boolean isCombined() {
    return number == 0;
  }

  /** What messages and reports call it: {@code pod.yaml}, {@code pods.yaml#2}. */
  public String name() {
    return single ? file : file + "#" + number;
  }

  /** Tells where it comes from, but not what it says. */
  @Override
  public String toString() {
    return name();
  }
}
