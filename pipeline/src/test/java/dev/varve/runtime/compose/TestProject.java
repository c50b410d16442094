package dev.varve.runtime.compose;

import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import dev.varve.runtime.RunSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A compose project in memory. */
final class TestProject {
  private final Map<String, String> files = new LinkedHashMap<>();
  private final Map<String, String> variables = new LinkedHashMap<>();
  private Set<String> profiles = Set.of();
  private String folder = "My Shop";

  /** A project whose first file is {@code compose.yaml}. */
  static TestProject of(String yaml) {
    return new TestProject().file("compose.yaml", yaml);
  }

  TestProject file(String path, String content) {
    files.put(path, content);
    return this;
  }

  TestProject set(String name, String value) {
    variables.put(name, value);
    return this;
  }

  TestProject profiles(String... active) {
    profiles = Set.of(active);
    return this;
  }

  /** The containers; the files named are merged in this order, {@code compose.yaml} if none. */
  List<RunSpec> runs(String... sources) throws InputException, IOException {
    return read(sources).runs();
  }

  ComposeProject read(String... sources) throws InputException, IOException {
    List<ComposeSource> merged = new ArrayList<>();
    for (String path : sources.length == 0 ? new String[] {"compose.yaml"} : sources) {
      byte[] content = files.getOrDefault(path, "").getBytes(StandardCharsets.UTF_8);
      merged.add(new ComposeSource(path, path, ComposeReader.parse(content, path, Limits.DEFAULT)));
    }
    return ComposeReader.read(
        new ComposeRequest(
            merged,
            folder,
            "",
            path ->
                files.containsKey(path) ? files.get(path).getBytes(StandardCharsets.UTF_8) : null,
            variables,
            null,
            profiles,
            Limits.DEFAULT));
  }
}
