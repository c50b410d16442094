package dev.varve.image;

import dev.varve.blob.Digest;
import dev.varve.blob.StructureFinding;
import dev.varve.failure.FindingCode;
import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import dev.varve.failure.ReasonCode;
import dev.varve.json.Json;
import dev.varve.json.JsonArray;
import dev.varve.json.JsonNumber;
import dev.varve.json.JsonObject;
import dev.varve.json.JsonString;
import dev.varve.json.JsonValue;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Images of an OCI layout (OCI image specification, image-layout.md; semantics.md section 1, shape
 * 2): {@code index.json}, indexes below it, manifests, configs.
 *
 * <pre>{@code
 * {"schemaVersion": 2, "manifests": [
 *   {"mediaType": "application/vnd.oci.image.manifest.v1+json", "digest": "sha256:...", "size": 7,
 *    "platform": {"os": "linux", "architecture": "amd64"},
 *    "annotations": {"org.opencontainers.image.ref.name": "app:1"}}]}
 * }</pre>
 */
final class OciImages {
  private static final List<String> REF_NAMES =
      List.of("io.containerd.image.name", "org.opencontainers.image.ref.name");

  private static final Set<String> CONFIG_TYPES =
      Set.of(
          "application/vnd.oci.image.config.v1+json",
          "application/vnd.docker.container.image.v1+json");

  private final ImageDocuments documents;
  private final String source;
  private final List<Image> images = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();

  OciImages(ImageDocuments documents, String source) {
    this.documents = documents;
    this.source = source;
  }

  List<Image> images() {
    return List.copyOf(images);
  }

  /** Why parts that looked like images are not among them. */
  List<String> problems() {
    return List.copyOf(problems);
  }

  void read(ImageDocuments.Document index) throws InputException, IOException {
    descend(index.object(), index.label(), List.of(), 0, null);
  }

  private void descend(
      JsonObject index,
      String label,
      List<String> inheritedNames,
      int depth,
      @Nullable JsonObject inheritedPlatform)
      throws InputException, IOException {
    if (depth > Limits.MAX_INDEX_DEPTH) {
      throw new InputException(
          ReasonCode.INDEX_TOO_DEEP,
          label,
          "more than " + Limits.MAX_INDEX_DEPTH + " nested indexes");
    }
    JsonArray children = index.optionalArrayIn(label, "manifests");
    for (JsonValue child : children == null ? JsonArray.EMPTY : children) {
      documents.countManifest();
      JsonObject descriptor = ImageDocuments.objectIn(label, child);
      JsonObject notes = descriptor.optionalObjectIn(label, "annotations");
      notes = notes == null ? JsonObject.EMPTY : notes;
      List<String> own = names(notes, label);
      List<String> names = own.isEmpty() ? inheritedNames : own;
      JsonObject written = descriptor.optionalObjectIn(label, "platform");
      JsonObject platform = written == null || written.isEmpty() ? inheritedPlatform : written;
      if (isAttestation(notes, platform)) {
        continue;
      }
      List<StructureFinding> findings = new ArrayList<>();
      ImageDocuments.Document document = documents.manifest(descriptor, label, findings);
      String claimed = descriptor.textIn(label, "digest");
      if (document == null) {
        problems.add(claimed + " is absent");
        continue;
      }
      JsonObject manifest = document.object();
      if (manifest.has("manifests")) {
        if (manifest.has("layers") || manifest.has("config")) {
          throw new InputException(
              ReasonCode.AMBIGUOUS_MANIFEST, claimed, "it is both an index and a manifest");
        }
        descend(manifest, claimed, names, depth + 1, platform);
        continue;
      }
      if (JsonNumber.of(1).equals(manifest.get("schemaVersion")) || manifest.has("fsLayers")) {
        problems.add(claimed + " is a schema 1 manifest");
        continue;
      }
      addImage(document, manifest, claimed, names, platform, findings);
    }
  }

  private static List<String> names(JsonObject notes, String label) throws InputException {
    Set<String> names = new LinkedHashSet<>();
    for (String key : REF_NAMES) {
      String name = notes.textIn(label, key);
      if (!name.isEmpty()) {
        names.add(name);
      }
    }
    return List.copyOf(names);
  }

  private static boolean isAttestation(JsonObject notes, @Nullable JsonObject platform) {
    JsonValue unknown = new JsonString("unknown");
    return new JsonString("attestation-manifest").equals(notes.get("vnd.docker.reference.type"))
        || (platform != null
            && unknown.equals(platform.get("os"))
            && unknown.equals(platform.get("architecture")));
  }

  private void addImage(
      ImageDocuments.Document document,
      JsonObject manifest,
      String claimed,
      List<String> names,
      @Nullable JsonObject platform,
      List<StructureFinding> findings)
      throws InputException, IOException {
    JsonObject configDescriptor = manifest.optionalObjectIn(claimed, "config");
    if (configDescriptor == null
        || !CONFIG_TYPES.contains(configDescriptor.textIn(claimed, "mediaType"))
        || !manifest.textIn(claimed, "artifactType").isEmpty()) {
      return; // an artifact of another kind
    }
    ImageDocuments.Document configDocument = documents.blob(configDescriptor, claimed, findings);
    if (configDocument == null) {
      problems.add("config " + configDescriptor.textIn(claimed, "digest") + " is absent");
      return;
    }
    ImageConfig config = configDocument.config();
    List<LayerPairing.Named> layers = layers(manifest, claimed);
    if (config.diffIds() == null) {
      findings.add(StructureFinding.ofImage(FindingCode.NO_DIFF_IDS, null));
    }
    images.add(
        new Image(
            source,
            images.size(),
            names,
            ImageFormat.OCI,
            platform(platform, config, claimed),
            configDocument.sha256(),
            Digest.parse(claimed, source),
            config,
            document.raw(),
            LayerPairing.pair(layers, config),
            findings.stream().distinct().toList()));
  }

  private List<LayerPairing.Named> layers(JsonObject manifest, String claimed)
      throws InputException {
    JsonArray written = manifest.optionalArrayIn(claimed, "layers");
    written = written == null ? JsonArray.EMPTY : written;
    documents.checkLayers(written.size(), claimed);
    List<LayerPairing.Named> layers = new ArrayList<>();
    for (JsonValue item : written) {
      JsonObject layer = ImageDocuments.objectIn(claimed, item);
      String digest = layer.optionalTextIn(claimed, "digest");
      if (digest == null) {
        throw new InputException(
            ReasonCode.JSON_MALFORMED,
            claimed,
            "a document has another shape than expected: a layer without digest");
      }
      layers.add(
          new LayerPairing.Named(
              digest,
              Digest.isValid(digest) ? Digest.parse(digest, claimed) : null,
              layerBytes(layer, claimed),
              layer.textIn(claimed, "mediaType")));
    }
    return layers;
  }

  private static long layerBytes(JsonObject layer, String claimed) throws InputException {
    JsonValue size = layer.present("size");
    if (size == null) {
      return -1;
    }
    Long bytes = size.longOrNull();
    if (bytes == null || bytes < 0) {
      throw JsonObject.unexpected(claimed, "size", "a length in bytes", size);
    }
    return bytes;
  }

  private static Platform platform(
      @Nullable JsonObject descriptor, ImageConfig config, String label) throws InputException {
    JsonObject place = descriptor == null ? JsonObject.EMPTY : descriptor;
    return new Platform(
        either(place.textIn(label, "os"), config.os()),
        either(place.textIn(label, "architecture"), config.architecture()),
        either(place.textIn(label, "variant"), config.variant()));
  }

  private static String either(String first, String second) {
    return first.isEmpty() ? second : first;
  }

  /** The layer's bytes if its descriptor in the manifest carries them, else null. */
  static dev.varve.blob.@Nullable Bytes embeddedLayer(Image image, int layer, Limits limits)
      throws InputException {
    JsonObject manifest = Json.parseObject(image.manifestJson(), image.name(), limits);
    JsonArray layers = manifest.optionalArrayIn(image.name(), "layers");
    JsonObject descriptor = layers == null ? null : layers.get(layer).objectOrNull();
    return descriptor == null || !descriptor.has("data")
        ? null
        : ImageDocuments.embedded(descriptor, image.layers().get(layer).label());
  }
}
