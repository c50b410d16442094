package dev.varve.report;

import dev.varve.blob.Digest;
import dev.varve.failure.InputException;
import dev.varve.failure.ReasonCode;
import dev.varve.image.Image;
import dev.varve.json.JsonArray;
import dev.varve.json.JsonObject;
import dev.varve.json.JsonValue;
import dev.varve.policy.BuildSecrets;
import dev.varve.policy.Subject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What comparisons need of an image that a run has analysed.
 *
 * @param source where it was found
 * @param platform as reports write it
 * @param config digest of its config, or what its line says of the config if there is no digest
 * @param manifest digest of its manifest, or null if it has none
 * @param liveBytes of its squashed tree; -1 if not known
 */
record ImageRecord(
    Subject subject,
    String source,
    String platform,
    String config,
    @Nullable String manifest,
    boolean verified,
    long liveBytes,
    List<Layer> layers) {
  ImageRecord {
    layers = List.copyOf(layers);
  }

  /**
   * A layer.
   *
   * @param blobBytes as stored; -1 if not known
   * @param createdBy the command that made it; empty if the history does not say
   */
  record Layer(Digest diffId, long blobBytes, String createdBy) {}

  /**
   * Reads a line of {@code images.jsonl}.
   *
   * @param known layers of other images, which are taken from there to save memory
   */
  static ImageRecord of(JsonObject line, Map<Layer, Layer> known, String place)
      throws InputException {
    try {
      String name = line.textIn(place, "image");
      if (name.isEmpty()) {
        throw new InputException(ReasonCode.RUN_UNUSABLE, place, "there is no image");
      }
      List<Layer> layers = new ArrayList<>();
      JsonArray written = line.optionalArrayIn(place, "layers");
      for (JsonValue item : written == null ? JsonArray.EMPTY : written) {
        JsonObject layer = item.objectOrNull();
        if (layer == null) {
          throw JsonObject.unexpected(place, "layers", "a list of objects", item);
        }
        Layer read =
            new Layer(
                Digest.parse(layer.textIn(place, "diffId"), place),
                layer.numberOr("blobBytes", -1),
                layer.textIn(place, "createdBy"));
        layers.add(known.computeIfAbsent(read, first -> first));
      }
      String digest = line.optionalTextIn(place, "configDigest");
      JsonValue verified = line.get("verified");
      return new ImageRecord(
          Subject.ofImage(
              name,
              refs(line, place),
              line.textIn(place, "source"),
              line.numberOr("position", -1),
              line.textIn(place, "platform")),
          line.textIn(place, "source"),
          line.textIn(place, "platform"),
          digest != null ? digest : settings(line),
          line.optionalTextIn(place, "manifestDigest"),
          verified == null || !Boolean.FALSE.equals(verified.boolOrNull()),
          line.numberOr("liveBytes", -1),
          layers);
    } catch (InputException e) {
      throw e.as(ReasonCode.RUN_UNUSABLE);
    }
  }

  /** An image that was checked; what its tree amounts to and its layers weigh is not known. */
  static ImageRecord of(CheckResult.CheckedImage checked) {
    Image image = checked.image();
    List<Layer> layers = new ArrayList<>();
    List<Digest> diffIds = image.config().diffIds();
    for (int i = 0; diffIds != null && i < diffIds.size(); i++) {
      String command = i < image.layers().size() ? image.layers().get(i).createdBy() : null;
      layers.add(
          new Layer(diffIds.get(i), -1, command == null ? "" : BuildSecrets.redact(command)));
    }
    return new ImageRecord(
        Subject.of(image),
        image.source(),
        image.platform().toString(),
        String.valueOf(image.configDigest()),
        image.manifestDigest() == null ? null : image.manifestDigest().toString(),
        checked.verified(),
        -1,
        layers);
  }

  private static List<String> refs(JsonObject line, String place) throws InputException {
    List<String> refs = new ArrayList<>();
    JsonArray written = line.optionalArrayIn(place, "refs");
    for (JsonValue item : written == null ? JsonArray.EMPTY : written) {
      String ref = item.textOrNull();
      if (ref == null) {
        throw JsonObject.unexpected(place, "refs", "a list of strings", item);
      }
      refs.add(ref);
    }
    return refs;
  }

  private static String settings(JsonObject line) {
    JsonObject.Builder settings = JsonObject.builder();
    for (String key : List.of("user", "workingDir", "entrypoint", "cmd")) {
      JsonValue value = line.get(key);
      if (value != null) {
        settings.put(key, value);
      }
    }
    return settings.build().toString();
  }

  /** Whether layers and config are the same, however they are packed. */
  boolean hasContentOf(ImageRecord other) {
    return config.equals(other.config) && diffIds().equals(other.diffIds());
  }

  /** Whether it is the same image to the byte, as far as both runs know. */
  boolean isSameAs(ImageRecord other) {
    return hasContentOf(other)
        && (manifest == null || other.manifest == null || manifest.equals(other.manifest));
  }

  List<Digest> diffIds() {
    return layers.stream().map(Layer::diffId).toList();
  }
}
