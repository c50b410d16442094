package dev.varve.testing;

import dev.varve.testing.ImagePackaging.Corruption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Lays out images as image-spec's image-layout.md says. */
final class OciFiles {
  private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
  private static final String INDEX = "application/vnd.oci.image.index.v1+json";
  private static final String CONFIG = "application/vnd.oci.image.config.v1+json";
  private static final String LAYER = "application/vnd.oci.image.layer.v1.tar";
  private static final String REF_NAME = "org.opencontainers.image.ref.name";

  private final Map<String, byte[]> blobs = new TreeMap<>();
  private final ImagePackaging packaging;

  private OciFiles(ImagePackaging packaging) {
    this.packaging = packaging;
  }

  static ArchiveFiles of(List<TestImage> images, ImagePackaging packaging) {
    OciFiles layout = new OciFiles(packaging);
    List<Map<String, Object>> descriptors = new ArrayList<>();
    images.forEach(image -> descriptors.add(layout.image(image)));
    if (packaging.attestation()) {
      descriptors.add(layout.attestation());
    }
    if (packaging.absentPlatform()) {
      descriptors.add(
          Map.of(
              "mediaType",
              MANIFEST,
              "digest",
              "sha256:" + "1".repeat(64),
              "size",
              1,
              "platform",
              Map.of("os", "linux", "architecture", "s390x")));
    }
    List<Map<String, Object>> top =
        packaging.nestedIndex() ? List.of(layout.nested(images, descriptors)) : descriptors;
    ArchiveFiles files = new ArchiveFiles();
    layout.blobs.forEach((hex, content) -> files.put("blobs/sha256/" + hex, content));
    files.put("index.json", ArchiveFiles.json(index(top)));
    files.put("oci-layout", ArchiveFiles.json(Map.of("imageLayoutVersion", "1.0.0")));
    return files;
  }

  /** The image configuration document. */
  static byte[] config(TestImage image, Corruption corruption) {
    List<String> diffIds =
        new ArrayList<>(
            image.layers().stream()
                .map(layer -> "sha256:" + ArchiveFiles.hex(layer.tar()))
                .toList());
    if (corruption == Corruption.DIFF_ID) {
      diffIds.set(diffIds.size() - 1, "sha256:" + "0".repeat(64));
    }
    if (corruption == Corruption.FEWER_DIFF_IDS) {
      diffIds.remove(diffIds.size() - 1);
    }
    Map<String, Object> document = new TreeMap<>();
    document.put("os", image.os());
    document.put("architecture", image.architecture());
    document.put("config", image.config());
    document.put("history", image.historyItems());
    if (corruption != Corruption.NO_DIFF_IDS) {
      document.put("rootfs", Map.of("type", "layers", "diff_ids", diffIds));
    }
    return ArchiveFiles.json(document);
  }

  private static Map<String, Object> index(List<Map<String, Object>> descriptors) {
    return Map.of("schemaVersion", 2, "mediaType", INDEX, "manifests", descriptors);
  }

  private Map<String, Object> put(byte[] content, String mediaType) {
    String hex = ArchiveFiles.hex(content);
    blobs.put(hex, content);
    Map<String, Object> descriptor = new TreeMap<>();
    descriptor.put("mediaType", mediaType);
    descriptor.put("digest", "sha256:" + hex);
    descriptor.put("size", content.length);
    return descriptor;
  }

  private Map<String, Object> image(TestImage image) {
    List<Map<String, Object>> layers = new ArrayList<>();
    for (TestImage.Layer layer : image.layers()) {
      byte[] blob = layer.blob();
      if (packaging.corruption() == Corruption.TRUNCATE_GZIP) {
        blob = Arrays.copyOf(blob, blob.length - 20);
      }
      layers.add(put(blob, LAYER + layer.compression().mediaSuffix()));
    }
    breakLast(image, layers);
    Map<String, Object> config = put(config(image, packaging.corruption()), CONFIG);
    Map<String, Object> manifest =
        put(
            ArchiveFiles.json(
                Map.of(
                    "schemaVersion", 2, "mediaType", MANIFEST, "config", config, "layers", layers)),
            MANIFEST);
    manifest.put("platform", Map.of("os", image.os(), "architecture", image.architecture()));
    if (!image.refs().isEmpty() && !packaging.nestedIndex()) {
      manifest.put("annotations", Map.of(REF_NAME, image.refs().get(0)));
    }
    return manifest;
  }

  private void breakLast(TestImage image, List<Map<String, Object>> layers) {
    if (layers.isEmpty()) {
      return;
    }
    Map<String, Object> last = layers.get(layers.size() - 1);
    String hex = String.valueOf(last.get("digest")).substring("sha256:".length());
    switch (packaging.corruption()) {
      case LAYER_BLOB -> {
        TestImage.Layer layer = image.layers().get(layers.size() - 1);
        byte[] longer = Arrays.copyOf(layer.tar(), layer.tar().length + 512);
        blobs.put(hex, layer.compression().encode(longer));
      }
      case LAYER_SIZE -> last.merge("size", 1, (size, one) -> (Integer) size + (Integer) one);
      case LAYER_MISSING -> blobs.remove(hex);
      default -> {}
    }
  }

  private Map<String, Object> attestation() {
    Map<String, Object> config = put(ArchiveFiles.json(Map.of()), CONFIG);
    Map<String, Object> layer = put(ArchiveFiles.json(Map.of()), "application/vnd.in-toto+json");
    Map<String, Object> statement =
        put(
            ArchiveFiles.json(
                Map.of(
                    "schemaVersion",
                    2,
                    "mediaType",
                    MANIFEST,
                    "config",
                    config,
                    "layers",
                    List.of(layer))),
            MANIFEST);
    statement.put("platform", Map.of("os", "unknown", "architecture", "unknown"));
    statement.put("annotations", Map.of("vnd.docker.reference.type", "attestation-manifest"));
    return statement;
  }

  private Map<String, Object> nested(
      List<TestImage> images, List<Map<String, Object>> descriptors) {
    Map<String, Object> inner = put(ArchiveFiles.json(index(descriptors)), INDEX);
    if (!images.get(0).refs().isEmpty()) {
      inner.put("annotations", Map.of(REF_NAME, images.get(0).refs().get(0)));
    }
    return inner;
  }
}
