package dev.varve.report;

import dev.varve.failure.Failure;
import dev.varve.failure.InputException;
import dev.varve.failure.ReasonCode;
import dev.varve.image.Image;
import dev.varve.json.JsonArray;
import dev.varve.json.JsonLineWriter;
import dev.varve.json.JsonObject;
import dev.varve.json.RecordJson;
import dev.varve.layer.ContentDetectors;
import dev.varve.policy.FactsSeal;
import dev.varve.runtime.RunSpec;
import dev.varve.stack.ResolvedLayer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a run keeps of the facts that it was made from, so that a later one can judge them again
 * without reading an image ({@code facts.jsonl}, design.md section 7): images as their documents
 * describe them, what each of their layers turned out to be, containers in the form that all kinds
 * of run specs are read into, which images were compared, and of what there are no facts. Secrets
 * are taken out; listings of layers stay in the store unless they are copied.
 */
public final class KeptFacts {
  public static final String FILE = "facts.jsonl";

  /** The folder of a run with copies of the listings of its layers, if they were asked for. */
  public static final String FOLDER = "facts";

  private static final String IMAGE = "image-facts";
  private static final String CONTAINER = "container-facts";
  private static final String PAIR = "pair-facts";
  private static final String MISSING = "missing-facts";
  private static final FactsSeal SEAL = new FactsSeal();

  private KeptFacts() {}

  /**
   * An image.
   *
   * @param key unique in the run; empty for no image
   * @param layers what each layer is, lowest first
   */
  public record OfImage(String key, Image image, List<ResolvedLayer> layers)
      implements java.io.Serializable {
    public OfImage {
      // Whether a layer was expanded depends on what the store held, which no result may tell.
      layers = layers.stream().map(layer -> new ResolvedLayer(layer.identified(), false)).toList();
    }
  }

  /**
   * A container.
   *
   * @param imageKey of the image it goes with; empty if that is not in the run
   */
  public record OfContainer(String imageKey, RunSpec run) {}

  /**
   * Two images that were compared.
   *
   * @param from key of the first image
   * @param to key of the second one
   */
  public record OfPair(String from, String to, String pairedBy) {}

  /**
   * Something that could not be read, so that whatever is judged later is judged without it.
   *
   * @param source that the image is in, as reports call it; empty if it is no image
   * @param code of the reason; a text, so that a new reason does not make older runs unreadable
   * @param next what to do about it
   */
  public record Missing(
      String source, String subject, String code, String where, String detail, String next) {
    public static Missing of(String source, Failure failure) {
      return new Missing(
          source,
          failure.subject(),
          failure.reason().code(),
          failure.where(),
          failure.detail(),
          failure.reason().nextStep());
    }
  }

  /** What {@code run.json} says about the lines. */
  public static JsonObject description() {
    return JsonObject.builder()
        .put("format", format())
        .put("detectors", JsonArray.ofTexts(new ArrayList<>(ContentDetectors.all())))
        .build();
  }

  /** Changes with everything that a line may hold. */
  static String format() {
    return RecordJson.format(OfImage.class)
        + " "
        + RecordJson.format(OfContainer.class).hex()
        + " "
        + RecordJson.format(OfPair.class).hex()
        + " "
        + RecordJson.format(Missing.class).hex();
  }

  public static byte[] line(OfImage image) throws IOException {
    return line(IMAGE, image);
  }

  public static byte[] line(OfContainer container) throws IOException {
    return line(CONTAINER, container);
  }

  public static byte[] line(OfPair pair) throws IOException {
    return line(PAIR, pair);
  }

  public static byte[] line(Missing missing) throws IOException {
    return line(MISSING, missing);
  }

  private static byte[] line(String record, Record facts) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    JsonLineWriter json = new JsonLineWriter(out);
    json.begin().put("record", record).put("schemaVersion", RunRecords.SCHEMA_VERSION);
    json.put("facts", RecordJson.write(facts, SEAL));
    json.end();
    return out.toByteArray();
  }

  /** The image of a line, or null if the line is not about one. */
  static @Nullable OfImage image(JsonObject line, String document) throws InputException {
    return read(line, IMAGE, OfImage.class, document);
  }

  /** The container of a line, or null if the line is not about one. */
  static @Nullable OfContainer container(JsonObject line, String document) throws InputException {
    return read(line, CONTAINER, OfContainer.class, document);
  }

  /** The pair of a line, or null if the line is not about one. */
  static @Nullable OfPair pair(JsonObject line, String document) throws InputException {
    return read(line, PAIR, OfPair.class, document);
  }

  /** What a line says is missing, or null if the line is about something else. */
  static @Nullable Missing missing(JsonObject line, String document) throws InputException {
    return read(line, MISSING, Missing.class, document);
  }

  private static <T extends Record> @Nullable T read(
      JsonObject line, String record, Class<T> type, String document) throws InputException {
    if (!line.textIn(document, "record").equals(record)) {
      return null;
    }
    JsonObject facts = line.optionalObjectIn(document, "facts");
    if (facts == null) {
      throw new InputException(ReasonCode.RUN_UNUSABLE, document, "a line has no facts");
    }
    return RecordJson.read(facts, type, document);
  }
}
