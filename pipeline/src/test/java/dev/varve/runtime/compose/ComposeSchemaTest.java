package dev.varve.runtime.compose;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.failure.Limits;
import dev.varve.json.Json;
import dev.varve.json.JsonObject;
import dev.varve.json.JsonValue;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The keys that are known here against the published schema ({@code compose-spec.json} of
 * compose-go 2.16.2, Apache-2.0), so that a key of a newer specification is noticed.
 */
class ComposeSchemaTest {
  private static final Path FIXTURES = Path.of("../fixtures/runs/compose");

  private static JsonObject schema() throws Exception {
    try (InputStream in = ComposeSchemaTest.class.getResourceAsStream("compose-spec.json")) {
      return (JsonObject) Json.parse(in.readAllBytes(), "compose-spec.json", Limits.DEFAULT);
    }
  }

  private static JsonObject at(JsonObject object, String... keys) {
    JsonObject now = object;
    for (String key : keys) {
      now = (JsonObject) now.members().get(key);
    }
    return now;
  }

  private static TreeSet<String> containerKeys() throws Exception {
    JsonObject schema = schema();
    TreeSet<String> keys = new TreeSet<>();
    for (String part : List.of("service", "job", "container_spec", "workload_spec")) {
      keys.addAll(at(schema, "$defs", part, "properties").keys());
    }
    return keys;
  }

  @Test
  void everyKeyOfAServiceOrJobIsReadOrKnownToSayNothingOfTheBoundary() throws Exception {
    assertThat(containerKeys())
        .hasSizeGreaterThan(90)
        .allMatch(key -> ComposeKeys.READ.contains(key) || ComposeKeys.isIrrelevant(key));
    assertThat(ComposeKeys.READ).noneMatch(ComposeKeys::isIrrelevant);
  }

  @Test
  void whatAnInitContainerTakesOverIsTheContainerOfItsService() throws Exception {
    TreeSet<String> kept = containerKeys();
    kept.removeAll(ComposeKeys.OF_SERVICE_ONLY);

    assertThat(kept)
        .isEqualTo(new TreeSet<>(at(schema(), "$defs", "container_spec", "properties").keys()));
  }

  @Test
  void everyTopLevelKeyIsKnown() throws Exception {
    assertThat(ComposeKeys.TOP).containsAll(at(schema(), "properties").keys());
  }

  @Test
  void theFixturesUseEveryKeyThatIsRead() throws Exception {
    TreeSet<String> used = new TreeSet<>();
    try (Stream<Path> files = Files.walk(FIXTURES)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        if (file.toString().endsWith(".yaml")) {
          used.addAll(keys(file));
        }
      }
    }

    assertThat(used).containsAll(ComposeKeys.READ);
  }

  private static TreeSet<String> keys(Path file) throws Exception {
    TreeSet<String> keys = new TreeSet<>();
    for (JsonValue document :
        ComposeReader.parse(Files.readAllBytes(file), file.toString(), Limits.DEFAULT)) {
      for (String section : List.of("services", "jobs")) {
        JsonValue services = ((JsonObject) document).get(section);
        if (services instanceof JsonObject named) {
          for (JsonValue service : named.members().values()) {
            if (service instanceof JsonObject object) {
              keys.addAll(object.keys());
            }
          }
        }
      }
    }
    return keys;
  }
}
