package dev.varve.testing;

import dev.varve.testing.ImagePackaging.Corruption;
import dev.varve.testing.ImagePackaging.Shape;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Lays out images as {@code docker save} does or did. */
final class DockerFiles {
  private final ArchiveFiles files = new ArchiveFiles();
  private final List<Map<String, Object>> manifest = new ArrayList<>();
  private final Map<String, String> stored = new HashMap<>();
  private final ImagePackaging packaging;
  private final boolean v25;

  private DockerFiles(ImagePackaging packaging) {
    this.packaging = packaging;
    this.v25 = packaging.shape() == Shape.DOCKER_V25;
  }

  /** With {@code manifest.json}: the classic form, or that of v25 with an OCI layout inside. */
  static ArchiveFiles of(List<TestImage> images, ImagePackaging packaging) {
    DockerFiles archive = new DockerFiles(packaging);
    if (archive.v25) {
      archive.files.putAll(OciFiles.of(images, packaging));
      if (packaging.indexNull()) {
        Map<String, @Nullable Object> index = new TreeMap<>();
        index.put("schemaVersion", 2);
        index.put("manifests", null);
        archive.files.put("index.json", ArchiveFiles.json(index));
      }
    }
    images.forEach(archive::add);
    archive.files.put("manifest.json", ArchiveFiles.json(archive.manifest));
    return archive.files.sorted();
  }

  private void add(TestImage image) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < image.layers().size(); i++) {
      byte[] blob = image.layers().get(i).blob();
      if (packaging.corruption() == Corruption.TRUNCATE_GZIP) {
        blob = Arrays.copyOf(blob, blob.length - 20);
      }
      names.add(layer(image, i, blob));
    }
    if (!names.isEmpty()) {
      breakLast(names.get(names.size() - 1));
    }
    byte[] config = OciFiles.config(image, packaging.corruption());
    String hex = ArchiveFiles.hex(config);
    String name = v25 ? "blobs/sha256/" + hex : hex + ".json";
    if (packaging.corruption() == Corruption.CONFIG_NAME) {
      name = "0".repeat(64) + ".json";
    }
    files.put(name, config);
    Map<String, @Nullable Object> item = new TreeMap<>();
    item.put("Config", name);
    item.put("RepoTags", image.refs().isEmpty() ? null : image.refs());
    item.put("Layers", names);
    manifest.add(nonNullView(item));
  }

  @SuppressWarnings("NullAway") // Jackson writes the null of RepoTags as it should be
  private static Map<String, Object> nonNullView(Map<String, @Nullable Object> item) {
    return (Map<String, Object>) (Map<String, ?>) item;
  }

  private String layer(TestImage image, int index, byte[] blob) {
    String hex = ArchiveFiles.hex(blob);
    if (v25) {
      String name = "blobs/sha256/" + hex;
      files.put(name, blob);
      return name;
    }
    String name = layerId(image, index) + "/layer.tar";
    String first = stored.get(hex);
    if (packaging.layerLinks() && first != null) {
      files.link(name, "../" + first);
    } else {
      files.put(name, blob);
      stored.put(hex, name);
    }
    return name;
  }

  private void breakLast(String name) {
    if (packaging.corruption() == Corruption.LAYER_MISSING) {
      files.remove(name);
    } else if (packaging.corruption() == Corruption.LAYER_LINK_LOOP) {
      files.remove(name);
      files.link(name, "../x/layer.tar");
      files.link("x/layer.tar", "../" + name);
    }
  }

  /** As docker 1.9 and older saved: a folder for each layer, chained by their parents. */
  static ArchiveFiles legacy(List<TestImage> images) {
    ArchiveFiles files = new ArchiveFiles();
    Map<String, Map<String, String>> repositories = new TreeMap<>();
    for (TestImage image : images) {
      String parent = "";
      for (int i = 0; i < image.layers().size(); i++) {
        String id = layerId(image, i);
        Map<String, Object> document = new TreeMap<>();
        document.put("id", id);
        document.put("os", "linux");
        document.put("architecture", "amd64");
        if (!parent.isEmpty()) {
          document.put("parent", parent);
        }
        if (!image.config().isEmpty() && i == image.layers().size() - 1) {
          document.put("config", image.config());
        }
        files.put(id + "/VERSION", "1.0".getBytes(StandardCharsets.US_ASCII));
        files.put(id + "/json", ArchiveFiles.json(document));
        files.put(id + "/layer.tar", image.layers().get(i).tar());
        parent = id;
      }
      for (String ref : image.refs()) {
        int cut = ref.lastIndexOf(':');
        repositories
            .computeIfAbsent(ref.substring(0, cut), name -> new TreeMap<>())
            .put(ref.substring(cut + 1), parent);
      }
    }
    files.put("repositories", ArchiveFiles.json(repositories));
    return files;
  }

  /** A made-up identifier; it depends on the names only, so equal layers have different ones. */
  private static String layerId(TestImage image, int index) {
    String seed = image.refs().stream().collect(Collectors.joining("', '", "['", "']")) + index;
    return ArchiveFiles.hex(
        (image.refs().isEmpty() ? "[]" + index : seed).getBytes(StandardCharsets.UTF_8));
  }
}
