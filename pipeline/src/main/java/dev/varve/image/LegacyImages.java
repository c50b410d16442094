package dev.varve.image;

import dev.varve.blob.StructureFinding;
import dev.varve.failure.FindingCode;
import dev.varve.failure.InputException;
import dev.varve.failure.ReasonCode;
import dev.varve.json.JsonObject;
import dev.varve.json.JsonValue;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Images of docker-save archives older than {@code manifest.json} (semantics.md section 1, shape
 * 3): {@code repositories} names the topmost layer of each tag, {@code ID/json} its parent.
 *
 * <pre>{@code
 * {"app": {"1.0": "<id>"}}                       repositories
 * {"id": "<id>", "parent": "<id>", "os": "linux"}   <id>/json
 * }</pre>
 */
final class LegacyImages {
  private static final String REPOSITORIES = "repositories";

  private LegacyImages() {}

  static List<Image> read(
      ImageDocuments documents, ImageDocuments.Document repositories, String source)
      throws InputException, IOException {
    List<Image> images = new ArrayList<>();
    for (Map.Entry<String, List<String>> top : refsByTop(documents, repositories).entrySet()) {
      images.add(
          image(documents, top.getKey(), top.getValue(), repositories, source, images.size()));
    }
    return images;
  }

  private static Map<String, List<String>> refsByTop(
      ImageDocuments documents, ImageDocuments.Document repositories) throws InputException {
    Map<String, List<String>> refsByTop = new LinkedHashMap<>();
    JsonObject names = repositories.object();
    for (String name : new TreeSet<>(names.keys())) {
      JsonValue value = names.get(name);
      JsonObject tags = value == null ? null : value.objectOrNull();
      if (tags == null) {
        throw JsonObject.unexpected(
            REPOSITORIES, name, "an object", value == null ? JsonObject.EMPTY : value);
      }
      for (Map.Entry<String, JsonValue> tag : new TreeMap<>(tags.members()).entrySet()) {
        documents.countManifest();
        String top = tag.getValue().textOrNull();
        if (top == null) {
          throw JsonObject.unexpected(REPOSITORIES, tag.getKey(), "a string", tag.getValue());
        }
        refsByTop.computeIfAbsent(top, t -> new ArrayList<>()).add(name + ":" + tag.getKey());
      }
    }
    return refsByTop;
  }

  private static Image image(
      ImageDocuments documents,
      String top,
      List<String> refs,
      ImageDocuments.Document repositories,
      String source,
      int position)
      throws InputException, IOException {
    Set<String> chain = new LinkedHashSet<>();
    ImageConfig config = null;
    String current = top;
    while (current != null && !current.isEmpty()) {
      if (!chain.add(current)) {
        throw new InputException(ReasonCode.PARENT_LOOP, source, current);
      }
      documents.checkLayers(chain.size(), top);
      String name = current + "/json";
      ImageDocuments.Document document = documents.find(name);
      if (document == null) {
        throw new InputException(ReasonCode.CONFIG_MISSING, source, name);
      }
      if (config == null) {
        config = document.config();
      }
      current = document.object().optionalTextIn(name, "parent");
    }
    if (config == null) {
      throw new InputException(
          ReasonCode.JSON_MALFORMED, REPOSITORIES, "a tag without the name of a layer");
    }
    List<LayerPairing.Named> layers = new ArrayList<>();
    for (String id : chain) {
      layers.add(0, new LayerPairing.Named(id + "/layer.tar", null, -1, ""));
    }
    return new Image(
        source,
        position,
        refs,
        ImageFormat.DOCKER_LEGACY,
        new Platform(config.os(), config.architecture(), ""),
        null,
        null,
        config,
        repositories.raw(),
        LayerPairing.pair(layers, config),
        config.diffIds() == null
            ? List.of(StructureFinding.ofImage(FindingCode.NO_DIFF_IDS, null))
            : List.of());
  }
}
