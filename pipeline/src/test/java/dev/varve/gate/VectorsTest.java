package dev.varve.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.varve.blob.Digest;
import dev.varve.blob.InflaterChoice;
import dev.varve.diff.DiffOptions;
import dev.varve.failure.Limits;
import dev.varve.image.Platform;
import dev.varve.image.registry.RegistryAccess;
import dev.varve.image.source.ImageSources;
import dev.varve.layer.DirectoryFactsStore;
import dev.varve.report.CanonicalLines;
import dev.varve.testing.OptionalParts;
import dev.varve.testing.VectorFile;
import dev.varve.testing.VectorFile.Vector;
import dev.varve.tree.ParentLinks;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every rule of semantics.md on a small image: the project's own vectors and the oracle's. */
class VectorsTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;

  private ImageAnalyzer analyzer;

  @BeforeEach
  void setUp() throws IOException {
    Path scratch = Files.createDirectories(folder.resolve("scratch"));
    analyzer =
        new ImageAnalyzer(
            DirectoryFactsStore.open(folder.resolve("store")),
            Limits.DEFAULT,
            InflaterChoice.AUTO,
            new ImageSources(Limits.DEFAULT, scratch, RegistryAccess.of(Map.of())));
  }

  static Stream<Vector> ownVectors() throws IOException {
    return VectorFile.read(OptionalParts.projectRoot().resolve("fixtures/vectors.json")).stream();
  }

  static Stream<Vector> externalVectors() throws IOException {
    return VectorFile.read(OptionalParts.oracleDir().resolve("vectors.json")).stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("ownVectors")
  void ownVectorHolds(Vector vector) throws Exception {
    check(vector);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("externalVectors")
  void externalVectorHolds(Vector vector) throws Exception {
    check(vector);
  }

  private void check(Vector vector) throws Exception {
    JsonNode expect = vector.expect();
    if (vector.isComparison()) {
      checkComparison(vector.writePair(folder), expect);
      return;
    }
    ImageChoice choice =
        new ImageChoice(
            vector.write(folder).toString(),
            vector.tag().orElse(null),
            vector.platform().map(Platform::parse).orElse(null));
    if (expect.has("error")) {
      assertThatThrownBy(() -> layers(choice, ParentLinks.FOLLOW))
          .isInstanceOfSatisfying(
              ImageRefusedException.class,
              e ->
                  assertThat(e.failure().reason().code())
                      .as(e.failure().message())
                      .isEqualTo(expect.get("error").asText()));
      return;
    }
    checkLayers(layers(choice, ParentLinks.FOLLOW), expect);
    if (expect.has("tree")) {
      checkTree(tree(choice, ParentLinks.FOLLOW), expect.get("tree"));
    }
    if (expect.has("treeOverlay")) {
      checkTree(tree(choice, ParentLinks.OVERLAY), expect.get("treeOverlay"));
    }
  }

  // ---------------------------------------------------------------- one image

  private static void checkLayers(List<JsonNode> lines, JsonNode expect) {
    JsonNode summary = lines.get(lines.size() - 1);
    for (String key : List.of("shippedBytes", "liveBytes", "hiddenBytes")) {
      if (expect.has(key)) {
        assertThat(summary.get(key)).as(key).isEqualTo(expect.get(key));
      }
    }
    if (expect.has("hidden")) {
      assertThat(rows(lines, "hidden", "layer", "path", "bytes", "by", "cause"))
          .isEqualTo(items(expect.get("hidden")));
    }
    for (Map.Entry<String, JsonNode> layer : members(expect.get("changes"))) {
      List<JsonNode> ofLayer =
          lines.stream()
              .filter(line -> line.path("layer").asInt(-1) == Integer.parseInt(layer.getKey()))
              .toList();
      assertThat(rows(ofLayer, "change", "change", "path", "attributes"))
          .as("changes of layer " + layer.getKey())
          .isEqualTo(items(layer.getValue()));
    }
    List<JsonNode> findings = ofRecord(lines, "finding");
    if (expect.has("findings")) {
      // The lines come layer by layer, which is the order of all findings too.
      assertThat(rows(findings, "finding", "code", "layer", "path"))
          .isEqualTo(items(expect.get("findings")));
    } else {
      assertThat(findings).allMatch(finding -> finding.get("severity").asText().equals("info"));
    }
    for (Map.Entry<String, JsonNode> figure : members(expect.get("dive"))) {
      assertThat(summary.get("dive").get(figure.getKey()).asDouble())
          .as("dive " + figure.getKey())
          .isEqualTo(figure.getValue().asDouble());
    }
  }

  private static void checkTree(List<JsonNode> lines, JsonNode expected) {
    List<JsonNode> entries = ofRecord(lines, "entry");
    assertThat(entries.stream().map(VectorsTest::path))
        .containsExactlyElementsOf(items(expected).stream().map(VectorsTest::path).toList());
    for (int i = 0; i < entries.size(); i++) {
      JsonNode entry = entries.get(i);
      JsonNode wanted = expected.get(i);
      assertThat(entry.has("implicit"))
          .as(path(entry) + ": implicit")
          .isEqualTo(wanted.has("implicit"));
      for (Map.Entry<String, JsonNode> field : members(wanted)) {
        String label = path(entry) + ": " + field.getKey();
        if (field.getKey().equals("content")) {
          byte[] content = field.getValue().asText().getBytes(StandardCharsets.UTF_8);
          assertThat(entry.get("size").asLong()).as(label).isEqualTo(content.length);
          assertThat(entry.get("sha256").asText())
              .as(label)
              .isEqualTo(Digest.sha256Of(content).hex());
        } else {
          assertThat(entry.get(field.getKey())).as(label).isEqualTo(field.getValue());
        }
      }
    }
  }

  private static String path(JsonNode entry) {
    return entry.has("pathB64") ? entry.get("pathB64").asText() : entry.get("path").asText();
  }

  // ---------------------------------------------------------------- two images

  private void checkComparison(List<Path> pair, JsonNode expect) throws Exception {
    List<JsonNode> forward = diff(pair.get(0), pair.get(1));
    List<JsonNode> moves = items(expect.get("moves"));
    assertThat(rows(forward, "diff", "change", "path", "attributes"))
        .isEqualTo(items(expect.get("diff")));
    assertThat(rows(forward, "move", "from", "to")).isEqualTo(moves);
    if (expect.has("modifiedInodes")) {
      assertThat(forward.get(forward.size() - 1).get("modifiedInodes"))
          .isEqualTo(expect.get("modifiedInodes"));
    }
    assertThat(rows(diff(pair.get(1), pair.get(0)), "move", "to", "from"))
        .containsExactlyInAnyOrderElementsOf(moves);
    assertThat(diff(pair.get(0), pair.get(0))).hasSize(1);
  }

  // ---------------------------------------------------------------- running and reading

  private interface Output {
    void write(AnalyzedImage image, ByteArrayOutputStream out) throws IOException;
  }

  private List<JsonNode> layers(ImageChoice choice, ParentLinks links) throws Exception {
    Path scratch = folder.resolve("scratch");
    return lines(choice, (image, out) -> CanonicalLines.layers(image.stack(), links, scratch, out));
  }

  private List<JsonNode> tree(ImageChoice choice, ParentLinks links) throws Exception {
    return lines(choice, (image, out) -> CanonicalLines.tree(image.stack(), links, out));
  }

  private List<JsonNode> lines(ImageChoice choice, Output output) throws Exception {
    return analyzer.analyze(
        choice,
        () -> true,
        image -> {
          ByteArrayOutputStream out = new ByteArrayOutputStream();
          output.write(image, out);
          return parse(out);
        });
  }

  private List<JsonNode> diff(Path a, Path b) throws Exception {
    return analyzer.analyze(
        new ImageChoice(a.toString(), null, null),
        () -> true,
        left ->
            analyzer.analyze(
                new ImageChoice(b.toString(), null, null),
                () -> true,
                right -> {
                  ByteArrayOutputStream out = new ByteArrayOutputStream();
                  CanonicalLines.diff(left.stack(), right.stack(), DiffOptions.EXACT, out);
                  return parse(out);
                }));
  }

  private static List<JsonNode> parse(ByteArrayOutputStream out) throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : out.toString(StandardCharsets.UTF_8).split("\n")) {
      lines.add(JSON.readTree(line));
    }
    return lines;
  }

  private static List<JsonNode> ofRecord(List<JsonNode> lines, String record) {
    return lines.stream().filter(line -> line.get("record").asText().equals(record)).toList();
  }

  /** Some fields of the lines of one record, in the form in which vectors write them. */
  private static List<JsonNode> rows(List<JsonNode> lines, String record, String... fields) {
    List<JsonNode> rows = new ArrayList<>();
    for (JsonNode line : ofRecord(lines, record)) {
      ArrayNode row = JsonNodeFactory.instance.arrayNode();
      for (String field : fields) {
        JsonNode value = line.get(field);
        row.add(
            value != null ? value : field.equals("attributes") ? row.arrayNode() : row.nullNode());
      }
      rows.add(row);
    }
    return rows;
  }

  private static List<JsonNode> items(@Nullable JsonNode array) {
    List<JsonNode> items = new ArrayList<>();
    if (array != null) {
      array.forEach(items::add);
    }
    return items;
  }

  private static List<Map.Entry<String, JsonNode>> members(@Nullable JsonNode object) {
    if (object == null) {
      return Collections.emptyList();
    }
    List<Map.Entry<String, JsonNode>> members = new ArrayList<>();
    for (Iterator<Map.Entry<String, JsonNode>> i = object.fields(); i.hasNext(); ) {
      members.add(i.next());
    }
    return members;
  }
}
