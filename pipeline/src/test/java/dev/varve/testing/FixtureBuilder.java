package dev.varve.testing;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * Turns the image declarations of {@code fixtures/images/*.yaml} into archives and layouts, the
 * same bytes wherever it runs.
 *
 * <p>{@code layers.yaml} holds layers that several images use, by name; every other file declares
 * one archive or layout. {@code fixtures/README.md} describes the format.
 */
public final class FixtureBuilder {
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
  private static final TypeReference<Map<String, Object>> OBJECT = new TypeReference<>() {};
  private static final String SHARED = "layers.yaml";

  private static final Instant CREATED = Instant.parse("2026-01-01T00:00:00Z");

  private final Path fixtures;
  private final Duration later;
  private final Map<String, JsonNode> shared = new LinkedHashMap<>();

  /** A layer with the command that its history names. */
  private record Step(TestImage.Layer layer, String createdBy) {}

  private FixtureBuilder(Path fixtures, Duration later) throws IOException {
    this.fixtures = fixtures;
    this.later = later;
    JsonNode layers = YAML.readTree(fixtures.resolve("images").resolve(SHARED).toFile());
    layers.get("layers").properties().forEach(e -> shared.put(e.getKey(), e.getValue()));
  }

  /** Builds the fixtures folder named first into the folder named second. */
  public static void main(String[] args) throws IOException {
    if (args.length != 2) {
      throw new IllegalArgumentException("usage: FixtureBuilder FIXTURES TARGET");
    }
    buildAll(Path.of(args[0]), Path.of(args[1]));
  }

  /** Builds every archive and layout that a fixtures folder declares into an existing folder. */
  static void buildAll(Path fixtures, Path target) throws IOException {
    FixtureBuilder builder = new FixtureBuilder(fixtures, Duration.ZERO);
    try (Stream<Path> files = Files.list(fixtures.resolve("images"))) {
      for (Path file : files.sorted().toList()) {
        String name = String.valueOf(file.getFileName());
        if (name.endsWith(".yaml") && !name.equals(SHARED)) {
          builder.build(YAML.readTree(file.toFile()), target);
        }
      }
    }
  }

  /**
   * Builds archives and layouts anew: the same files with later times, and so other digests.
   *
   * @param names of the declarations, without {@code .yaml}
   */
  public static void rebuild(Path fixtures, List<String> names, Duration later, Path target)
      throws IOException {
    FixtureBuilder builder = new FixtureBuilder(fixtures, later);
    for (String name : names) {
      Path file = fixtures.resolve("images").resolve(name + ".yaml");
      builder.build(YAML.readTree(file.toFile()), target);
    }
  }

  /** Every image that a fixtures folder declares, by the name of its declaration. */
  public static Map<String, List<TestImage>> images(Path fixtures) throws IOException {
    FixtureBuilder builder = new FixtureBuilder(fixtures, Duration.ZERO);
    Map<String, List<TestImage>> images = new TreeMap<>();
    try (Stream<Path> files = Files.list(fixtures.resolve("images"))) {
      for (Path file : files.toList()) {
        String name = String.valueOf(file.getFileName());
        if (name.endsWith(".yaml") && !name.equals(SHARED)) {
          images.put(name, builder.images(YAML.readTree(file.toFile())));
        }
      }
    }
    return images;
  }

  private List<TestImage> images(JsonNode document) throws IOException {
    List<TestImage> images = new ArrayList<>();
    for (JsonNode image : document.get("images")) {
      images.add(image(image));
    }
    return images;
  }

  private void build(JsonNode document, Path target) throws IOException {
    onlyKeys(document, "archive", "packaging", "images");
    List<TestImage> images = images(document);
    Map<String, Object> packaging =
        document.has("packaging") ? YAML.convertValue(document.get("packaging"), OBJECT) : Map.of();
    ImagePackaging.of(packaging).write(images, target.resolve(document.get("archive").asText()));
  }

  private TestImage image(JsonNode node) throws IOException {
    onlyKeys(node, "refs", "platform", "layers", "config", "steps");
    List<String> refs = new ArrayList<>();
    node.path("refs").forEach(ref -> refs.add(ref.asText()));
    List<Step> steps = new ArrayList<>();
    for (JsonNode layer : node.path("layers")) {
      steps.add(step(layer));
    }
    List<Map<String, Object>> history = new ArrayList<>();
    for (Step step : steps) {
      history.add(Map.of("created", created(), "created_by", step.createdBy()));
    }
    for (JsonNode step : node.path("steps")) {
      history.add(
          Map.of("created", created(), "created_by", step.asText(), "empty_layer", Boolean.TRUE));
    }
    Map<String, Object> config =
        node.has("config") ? YAML.convertValue(node.get("config"), OBJECT) : Map.of();
    return new TestImage(
        refs,
        node.path("platform").asText("linux/amd64"),
        steps.stream().map(Step::layer).toList(),
        config,
        history);
  }

  private String created() {
    return CREATED.plus(later).toString();
  }

  /** A name, a name with another compression, or a layer written out. */
  private Step step(JsonNode node) throws IOException {
    if (node.isTextual()) {
      return step(sharedLayer(node.asText()));
    }
    if (node.has("layer")) {
      onlyKeys(node, "layer", "compression");
      Step step = step(sharedLayer(node.get("layer").asText()));
      LayerCompression other = LayerCompression.named(node.get("compression").asText());
      return new Step(new TestImage.Layer(step.layer().tar(), other), step.createdBy());
    }
    onlyKeys(node, "createdBy", "compression", "entries", "tar", "end", "tail");
    LayerCompression compression = LayerCompression.named(node.path("compression").asText("none"));
    return new Step(
        new TestImage.Layer(TestLayer.touched(tar(node), later), compression),
        node.path("createdBy").asText("COPY . /"));
  }

  private JsonNode sharedLayer(String name) {
    JsonNode layer = shared.get(name);
    if (layer == null) {
      throw new IllegalArgumentException("no layer named " + name + " in " + SHARED);
    }
    return layer;
  }

  private byte[] tar(JsonNode node) throws IOException {
    if (node.has("tar")) {
      try (InputStream stream =
          new GZIPInputStream(Files.newInputStream(fixtures.resolve(node.get("tar").asText())))) {
        return stream.readAllBytes();
      }
    }
    TestLayer layer = TestLayer.start();
    node.path("entries").forEach(entry -> layer.member(FixtureEntry.read(entry)));
    byte[] members = layer.members();
    byte[] tail = FixtureEntry.text(node.path("tail").asText(""));
    int endBytes =
        switch (node.path("end").asText("full")) {
          case "full" -> 1024;
          case "lone" -> 512;
          case "none" -> 0;
          default -> throw new IllegalArgumentException("end: full, lone or none");
        };
    int tailBytes = (tail.length + 511) / 512 * 512;
    byte[] tar = Arrays.copyOf(members, members.length + endBytes + tailBytes);
    System.arraycopy(tail, 0, tar, members.length + endBytes, tail.length);
    return tar;
  }

  /** A misspelled key would silently build another image than its author meant. */
  static void onlyKeys(JsonNode node, String... keys) {
    Set<String> known = Set.of(keys);
    node.fieldNames()
        .forEachRemaining(
            key -> {
              if (!known.contains(key)) {
                throw new IllegalArgumentException("unknown key " + key + " in " + node);
              }
            });
  }
}
