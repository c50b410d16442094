package dev.varve.report;

import dev.varve.blob.Digest;
import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import dev.varve.failure.ReasonCode;
import dev.varve.json.CanonicalJson;
import dev.varve.json.JsonArray;
import dev.varve.json.JsonLines;
import dev.varve.json.JsonObject;
import dev.varve.json.JsonString;
import dev.varve.json.JsonValue;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The images that a run has read, for one that only tries what this one could not read.
 *
 * @param keys of the images by the names of their sources
 * @param failed names of sources of which something could not be read
 */
public record KeptImages(Map<String, Set<String>> keys, Set<String> failed)
    implements Serializable {
  /** The field of a run's summary that says by which images were chosen. */
  public static final String FILTER = "filter";

  private static final String INCLUDE = "include";
  private static final String EXCLUDE = "exclude";
  private static final String MAX_IMAGES = "maxImages";

  public KeptImages {
    keys = new HashMap<>(keys);
    failed = new HashSet<>(failed);
  }

  /** Receives the images of a run. */
  @FunctionalInterface
  public interface Taker {
    void take(KeptFacts.OfImage image) throws IOException;
  }

  /**
   * Reads which images there are.
   *
   * @param inputs digest of the fleet that is to be scanned, which must be the run's
   * @param filter by which images of it are chosen, likewise
   * @throws InputException {@code run-unusable} if no scan has left the folder, or one by another
   *     version, of another fleet or of other images of it
   */
  public static KeptImages of(Path folder, Digest inputs, JsonObject filter, Limits limits)
      throws InputException, IOException {
    JsonObject run = RunSummary.file(folder, limits);
    JsonObject facts = run.optionalObjectIn(RunSummary.FILE, "facts");
    if (facts == null || !facts.textIn(RunSummary.FILE, "format").equals(KeptFacts.format())) {
      throw new InputException(
          ReasonCode.RUN_UNUSABLE,
          folder.toString(),
          "it was left by another version of varve, which kept facts in another form");
    }
    if (!run.textIn(RunSummary.FILE, "fleetDigest").equals(inputs.toString())) {
      throw new InputException(
          ReasonCode.RUN_UNUSABLE,
          folder.toString(),
          "it is a scan of another fleet; name the same fleet files, run specs and hosts");
    }
    requireFilter(folder, run, filter);
    Map<String, Set<String>> keys = new HashMap<>();
    Set<String> failed = new HashSet<>();
    JsonLines.read(
        folder.resolve(KeptFacts.FILE),
        limits,
        (line, place) -> {
          KeptFacts.OfImage image = KeptFacts.image(line, place);
          if (image != null) {
            keys.computeIfAbsent(image.image().source(), source -> new HashSet<>())
                .add(image.key());
          }
          KeptFacts.Missing missing = KeptFacts.missing(line, place);
          if (missing != null) {
            failed.add(missing.source());
          }
        });
    return new KeptImages(keys, failed);
  }

  /**
   * By which images of a fleet are chosen, as a run records it.
   *
   * @param maxImages null for any number
   */
  public static JsonObject filter(
      List<String> include, List<String> exclude, @Nullable Integer maxImages) {
    JsonObject.Builder filter = JsonObject.builder();
    if (!include.isEmpty()) {
      filter.put(INCLUDE, texts(include));
    }
    if (!exclude.isEmpty()) {
      filter.put(EXCLUDE, texts(exclude));
    }
    if (maxImages != null) {
      filter.put(MAX_IMAGES, maxImages);
    }
    return filter.build();
  }

  private static JsonArray texts(List<String> written) {
    return JsonArray.of(new TreeSet<>(written).stream().map(JsonString::new).toList());
  }

  private static void requireFilter(Path folder, JsonObject run, JsonObject wanted)
      throws InputException {
    JsonObject written = run.optionalObjectIn(RunSummary.FILE, FILTER);
    JsonObject filter = written == null ? JsonObject.EMPTY : written;
    JsonValue most = filter.get(MAX_IMAGES);
    if (most != null) {
      throw new InputException(
          ReasonCode.RUN_UNUSABLE,
          folder.toString(),
          "it was made with --max-images, and which images these were may have changed; scan"
              + " without --only-failed: what is known costs next to nothing");
    }
    if (!CanonicalJson.text(filter).equals(CanonicalJson.text(wanted))) {
      throw new InputException(
          ReasonCode.RUN_UNUSABLE,
          folder.toString(),
          "it is a scan of other images of the fleet, made with " + options(filter) + "; say so");
    }
  }

  private static String options(JsonObject filter) throws InputException {
    List<String> options = new ArrayList<>();
    for (String key : List.of(INCLUDE, EXCLUDE)) {
      JsonArray globs = filter.optionalArrayIn(RunSummary.FILE, key);
      for (JsonValue glob : globs == null ? JsonArray.EMPTY : globs) {
        options.add("--" + key + " '" + glob.textOrNull() + "'");
      }
    }
    return options.isEmpty() ? "no --include and --exclude" : String.join(" ", options);
  }

  /** Shows all images of a run, one at a time. */
  public static void each(Path folder, Limits limits, Taker taker)
      throws InputException, IOException {
    JsonLines.read(
        folder.resolve(KeptFacts.FILE),
        limits,
        (line, place) -> {
          KeptFacts.OfImage image = KeptFacts.image(line, place);
          if (image != null) {
            taker.take(image);
          }
        });
  }

  /** Whether everything of a source was read, so that it need not be opened again. */
  public boolean hasAllOf(String source) {
    return keys.containsKey(source) && !failed.contains(source);
  }

  /** The keys of the images of a source that were read. */
  public List<String> of(String source) {
    return new ArrayList<>(keys.getOrDefault(source, Set.of()));
  }
}
