package dev.varve.report;

import dev.varve.blob.Digest;
import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import dev.varve.failure.ReasonCode;
import dev.varve.json.JsonLines;
import dev.varve.json.JsonObject;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The images that a run has read, for one that only tries what this one could not read.
 *
 * @param keys of the images by the names of their sources
 * @param failed names of sources of which something could not be read
 */
public record KeptImages(Map<String, Set<String>> keys, Set<String> failed)
    implements Serializable {
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
   * @throws InputException {@code run-unusable} if no scan has left the folder, or one by another
   *     version, or of another fleet
   */
  public static KeptImages of(Path folder, Digest inputs, Limits limits)
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
