package dev.varve.testing;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.varve.testing.ImagePackaging.Corruption;
import dev.varve.testing.ImagePackaging.Shape;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads a file of layer-semantics vectors: images given as lists of tar members, and what an
 * analysis of them has to say.
 *
 * <p>The project's own are {@code fixtures/vectors.json}, whose format {@code fixtures/README.md}
 * describes; the external file of the overlay oracle has the same format.
 */
public final class VectorFile {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final TypeReference<Map<String, Object>> OPTIONS = new TypeReference<>() {};
  private static final String DEFAULT_REF = "varve.example/vector:1";

  private VectorFile() {}

  /** All vectors, in the order of the file. */
  public static List<Vector> read(Path file) throws IOException {
    List<Vector> vectors = new ArrayList<>();
    for (JsonNode node : JSON.readTree(file.toFile()).get("vectors")) {
      vectors.add(new Vector(node));
    }
    return List.copyOf(vectors);
  }

  /** One case. */
  public static final class Vector {
    private final JsonNode node;
    private final Map<String, Object> options;
    private final ImagePackaging packaging;

    private Vector(JsonNode node) {
      this.node = node;
      this.options =
          node.has("packaging") ? JSON.convertValue(node.get("packaging"), OPTIONS) : Map.of();
      this.packaging = ImagePackaging.of(options);
    }

    public String id() {
      return node.get("id").asText();
    }

    /** The section of semantics.md whose rule the case shows. */
    public String section() {
      return node.get("section").asText();
    }

    public String title() {
      return node.get("title").asText();
    }

    /**
     * Whether two images are compared, so that {@link #writePair} serves and not {@link #write}.
     */
    public boolean isComparison() {
      return node.has("a");
    }

    /** The tag to select, if the case names one. */
    public Optional<String> tag() {
      return Optional.ofNullable(node.path("select").get("tag")).map(JsonNode::asText);
    }

    /** The platform to select, if the case names one. */
    public Optional<String> platform() {
      return Optional.ofNullable(node.path("select").get("platform")).map(JsonNode::asText);
    }

    /** Whether the same bytes come out whatever deflater is used. */
    boolean usesNoCompression() {
      return !options.containsKey("layerCompression") && !options.containsKey("outerCompression");
    }

    /** What is expected, with the members that the file format names. */
    public JsonNode expect() {
      return node.get("expect");
    }

    /** Writes the image (or the archive of images) below a folder and returns its path. */
    public Path write(Path folder) throws IOException {
      List<TestImage> images = new ArrayList<>();
      if (node.has("images")) {
        for (JsonNode image : node.get("images")) {
          List<String> refs = new ArrayList<>();
          image.get("refs").forEach(ref -> refs.add(ref.asText()));
          images.add(
              image(refs, image.path("platform").asText("linux/amd64"), image.get("layers")));
        }
      } else {
        images.add(image(List.of(DEFAULT_REF), "linux/amd64", node.get("layers")));
      }
      return write(images, folder, id());
    }

    /** Writes both images of a comparison below a folder: A, then B. */
    public List<Path> writePair(Path folder) throws IOException {
      List<Path> paths = new ArrayList<>();
      for (String side : List.of("a", "b")) {
        TestImage image = image(List.of(DEFAULT_REF), "linux/amd64", node.get(side));
        paths.add(write(List.of(image), folder, id() + "-" + side));
      }
      return paths;
    }

    /** The tars of a case that is only layers, lowest first. */
    public List<byte[]> tars() {
      return image(List.of(DEFAULT_REF), "linux/amd64", node.get("layers")).layers().stream()
          .map(TestImage.Layer::tar)
          .toList();
    }

    private Path write(List<TestImage> images, Path folder, String name) throws IOException {
      boolean layout = packaging.shape() == Shape.OCI_LAYOUT;
      Path target = folder.resolve(layout ? name : name + ".tar");
      packaging.write(images, target);
      return target;
    }

    private TestImage image(List<String> refs, String platform, JsonNode layers) {
      LayerCompression compression =
          LayerCompression.named(String.valueOf(options.getOrDefault("layerCompression", "none")));
      List<TestImage.Layer> tars = new ArrayList<>();
      for (JsonNode members : layers) {
        byte[] tar = tar(members);
        if (tars.size() == layers.size() - 1) {
          tar = last(tar);
        }
        tars.add(new TestImage.Layer(tar, compression));
      }
      return new TestImage(refs, platform, tars, Map.of(), List.of());
    }

    private byte[] tar(JsonNode members) {
      TestLayer layer = TestLayer.start();
      members.forEach(member -> layer.member(MemberNode.read(member)));
      return Boolean.TRUE.equals(options.get("noEndMarker")) ? layer.members() : layer.tar();
    }

    private byte[] last(byte[] tar) {
      byte[] result = tar;
      if (options.get("tail") instanceof String tail) {
        byte[] text = tail.getBytes(StandardCharsets.UTF_8);
        result = Arrays.copyOf(tar, tar.length + Math.max(512, text.length));
        System.arraycopy(text, 0, result, tar.length, text.length);
      }
      if (packaging.corruption() == Corruption.TRUNCATE_TAR) {
        result = Arrays.copyOf(result, result.length - 1024 - 511);
      }
      if (packaging.corruption() == Corruption.HEADER_CHECKSUM) {
        result = result.clone();
        result[0] = 'X';
      }
      return result;
    }

    @Override
    public String toString() {
      return id() + ": " + title();
    }
  }
}
