package dev.varve.report;

import dev.varve.blob.Digest;
import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import dev.varve.failure.ReasonCode;
import dev.varve.json.JsonArray;
import dev.varve.json.JsonLines;
import dev.varve.json.JsonObject;
import dev.varve.json.JsonValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The images of a run and what their layers are, as {@code images.jsonl} tells it (design.md
 * section 7): enough to ask the stored listings about files.
 *
 * @param name of the run's folder, as the user named it
 * @param images in the order of the file
 * @param failures what the run could not analyse, which is not among the images
 */
public record RunImages(String name, List<RunImage> images, long failures) {
  private static final String FILE = "images.jsonl";

  public RunImages {
    images = List.copyOf(images);
  }

  /**
   * An image.
   *
   * @param name as reports call it
   * @param source that it was read from
   * @param digests of its manifest and config, as far as there are any
   * @param layers lowest first
   */
  public record RunImage(
      String name, String source, List<String> refs, List<Digest> digests, List<RunLayer> layers) {
    public RunImage {
      refs = List.copyOf(refs);
      digests = List.copyOf(digests);
      layers = List.copyOf(layers);
    }
  }

  /**
   * A layer of an image.
   *
   * @param digest as it is stored
   * @param createdBy the command that made it, secrets taken out, or null
   */
  public record RunLayer(Digest diffId, Digest digest, @Nullable String createdBy) {}

  /**
   * Reads the folder of a run.
   *
   * @throws InputException {@code run-unusable} if no scan has left it, or a later version's
   */
  public static RunImages read(Path folder, Limits limits) throws InputException, IOException {
    JsonObject run = RunSummary.file(folder, limits);
    Path file = folder.resolve(FILE);
    if (!Files.isRegularFile(file)) {
      throw new InputException(ReasonCode.RUN_UNUSABLE, folder.toString(), "there is no " + FILE);
    }
    List<RunImage> images = new ArrayList<>();
    try {
      JsonLines.read(
          file,
          limits,
          (line, place) -> {
            RunSummary.requireVersion(line, place);
            images.add(image(line, place));
          });
    } catch (InputException e) {
      throw e.as(ReasonCode.RUN_UNUSABLE);
    }
    return new RunImages(folder.toString(), images, failures(run));
  }

  private static long failures(JsonObject run) throws InputException {
    JsonObject counts = run.optionalObjectIn(RunSummary.FILE, "counts");
    JsonValue written = counts == null ? null : counts.get("failures");
    Long failures = written == null ? null : written.longOrNull();
    return failures == null ? 0 : failures;
  }

  private static RunImage image(JsonObject json, String place) throws InputException {
    List<String> refs = new ArrayList<>();
    for (JsonValue ref : items(json, "refs", place)) {
      String text = ref.textOrNull();
      if (text != null) {
        refs.add(text);
      }
    }
    List<Digest> digests = new ArrayList<>();
    for (String key : List.of("manifestDigest", "configDigest")) {
      String digest = json.optionalTextIn(place, key);
      if (digest != null) {
        digests.add(Digest.parse(digest, place));
      }
    }
    List<RunLayer> layers = new ArrayList<>();
    for (JsonValue item : items(json, "layers", place)) {
      JsonObject layer = item.objectOrNull();
      if (layer == null) {
        throw new InputException(
            ReasonCode.RUN_UNUSABLE, place, "a layer is " + item.kind() + ", not an object");
      }
      layers.add(
          new RunLayer(
              Digest.parse(layer.textIn(place, "diffId"), place),
              Digest.parse(layer.textIn(place, "digest"), place),
              layer.optionalTextIn(place, "createdBy")));
    }
    return new RunImage(
        json.textIn(place, "image"), json.textIn(place, "source"), refs, digests, layers);
  }

  private static JsonArray items(JsonObject json, String key, String place) throws InputException {
    JsonArray items = json.optionalArrayIn(place, key);
    return items == null ? JsonArray.EMPTY : items;
  }
}
