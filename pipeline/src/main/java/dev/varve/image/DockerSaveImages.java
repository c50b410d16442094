package dev.varve.image;

import dev.varve.blob.Bytes;
import dev.varve.blob.Digest;
import dev.varve.blob.StructureFinding;
import dev.varve.failure.FindingCode;
import dev.varve.failure.InputException;
import dev.varve.failure.ReasonCode;
import dev.varve.json.Json;
import dev.varve.json.JsonArray;
import dev.varve.json.JsonObject;
import dev.varve.json.JsonValue;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Images of a docker-save archive (semantics.md section 1, shape 1).
 *
 * <pre>{@code
 * [{"Config": "<hex>.json", "RepoTags": ["app:1"], "Layers": ["<id>/layer.tar"]}]
 * }</pre>
 */
final class DockerSaveImages {
  /** Names of configs that promise a digest. */
  private static final Pattern CONFIG_NAME =
      Pattern.compile("(?:.*/)?(?:sha256:)?([0-9a-f]{64})(?:\\.json)?");

  private static final Pattern BLOB_NAME = Pattern.compile("blobs/(sha256|sha512)/([0-9a-f]+)");

  private DockerSaveImages() {}

  static List<Image> read(ImageDocuments documents, ImageDocuments.Document manifest, String source)
      throws InputException, IOException {
    if (!(manifest.value() instanceof JsonArray items)) {
      return List.of();
    }
    List<Image> images = new ArrayList<>();
    List<Bytes> verbatim = null;
    for (JsonValue value : items) {
      documents.countManifest();
      JsonObject item = ImageDocuments.objectIn(manifest.label(), value);
      if (verbatim == null) {
        verbatim = Json.itemsVerbatim(manifest.raw(), manifest.label(), documents.limits());
      }
      images.add(image(documents, item, verbatim.get(images.size()), source, images.size()));
    }
    return images;
  }

  private static Image image(
      ImageDocuments documents, JsonObject item, Bytes verbatim, String source, int position)
      throws InputException, IOException {
    String label = "manifest.json";
    JsonArray tags = item.optionalArrayIn(label, "RepoTags");
    List<String> refs = tags == null ? List.of() : ConfigReader.texts(tags, "RepoTags", label);
    String name = item.textIn(label, "Config");
    ImageDocuments.Document configDocument = name.isEmpty() ? null : documents.find(name);
    if (configDocument == null) {
      throw new InputException(
          ReasonCode.CONFIG_MISSING, label, name.isEmpty() ? "no config is named" : name);
    }
    ImageConfig config = configDocument.config();
    List<StructureFinding> findings = new ArrayList<>();
    Matcher promise = CONFIG_NAME.matcher(name);
    if (promise.matches() && !promise.group(1).equals(configDocument.sha256().hex())) {
      findings.add(
          StructureFinding.ofImage(
              FindingCode.CONFIG_DIGEST_MISMATCH,
              "named " + promise.group(1) + " actual " + configDocument.sha256()));
    }
    if (config.diffIds() == null) {
      findings.add(StructureFinding.ofImage(FindingCode.NO_DIFF_IDS, null));
    }
    JsonArray written = item.optionalArrayIn(label, "Layers");
    written = written == null ? JsonArray.EMPTY : written;
    documents.checkLayers(written.size(), label);
    List<LayerPairing.Named> layers = new ArrayList<>();
    for (String layer : ConfigReader.texts(written, "Layers", label)) {
      Matcher blob = BLOB_NAME.matcher(layer);
      Digest claimed =
          blob.matches() ? Digest.parse(blob.group(1) + ":" + blob.group(2), label) : null;
      layers.add(new LayerPairing.Named(layer, claimed, -1, ""));
    }
    return new Image(
        source,
        position,
        refs,
        ImageFormat.DOCKER_ARCHIVE,
        new Platform(config.os(), config.architecture(), config.variant()),
        configDocument.sha256(),
        null,
        config,
        verbatim,
        LayerPairing.pair(layers, config),
        findings);
  }
}
