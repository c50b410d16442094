package dev.varve.runtime.compose;

import dev.varve.json.JsonValue;
import java.util.List;

/**
 * One file of a project.
 *
 * @param shown how messages and origins call it
 * @param path relative to the project's folder, or absolute
 * @param documents one or more; empty ones are null values
 */
public record ComposeSource(String shown, String path, List<JsonValue> documents) {
  public ComposeSource {
    documents = List.copyOf(documents);
  }
}
