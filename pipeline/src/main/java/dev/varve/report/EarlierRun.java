package dev.varve.report;

import dev.varve.blob.Bytes;
import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import dev.varve.failure.ReasonCode;
import dev.varve.json.Json;
import dev.varve.json.JsonArray;
import dev.varve.json.JsonObject;
import dev.varve.json.JsonValue;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a scan has left in its folder, to be judged again.
 *
 * @param name of the folder, as the user named it
 * @param asOf the date that its rules saw
 * @param profile by which it judged
 * @param detectors the content detectors that it had
 * @param failures what it could not analyse, of which there are no facts
 * @param findings lines of {@code findings.jsonl}, in their order
 */
public record EarlierRun(
    String name,
    LocalDate asOf,
    String profile,
    SortedSet<String> detectors,
    long failures,
    List<KeptFacts.OfImage> images,
    List<KeptFacts.OfContainer> containers,
    List<JsonObject> findings) {
  private static final String RUN = "run.json";
  private static final String FINDINGS = "findings.jsonl";

  public EarlierRun {
    images = List.copyOf(images);
    containers = List.copyOf(containers);
    findings = List.copyOf(findings);
  }

  /**
   * Reads the folder.
   *
   * @throws InputException {@code run-unusable} if no scan has left it, or one by another version
   */
  public static EarlierRun read(Path folder, Limits limits) throws InputException, IOException {
    String name = folder.toString();
    JsonObject run = summary(folder, limits);
    JsonObject facts = run.optionalObjectIn(RUN, "facts");
    if (facts == null || !facts.textIn(RUN, "format").equals(KeptFacts.format())) {
      throw new InputException(
          ReasonCode.RUN_UNUSABLE,
          name,
          "it was left by another version of varve, which kept facts in another form");
    }
    List<KeptFacts.OfImage> images = new ArrayList<>();
    List<KeptFacts.OfContainer> containers = new ArrayList<>();
    for (JsonObject line : lines(folder, KeptFacts.FILE, limits)) {
      KeptFacts.OfImage image = KeptFacts.image(line, KeptFacts.FILE);
      KeptFacts.OfContainer container = KeptFacts.container(line, KeptFacts.FILE);
      if (image != null) {
        images.add(image);
      } else if (container != null) {
        containers.add(container);
      }
    }
    JsonObject policies = run.optionalObjectIn(RUN, "policies");
    return new EarlierRun(
        name,
        date(run.textIn(RUN, "asOf"), name),
        policies == null ? "" : policies.textIn(RUN, "profile"),
        detectors(facts),
        failures(run),
        images,
        containers,
        lines(folder, FINDINGS, limits));
  }

  private static JsonObject summary(Path folder, Limits limits) throws InputException, IOException {
    Path file = folder.resolve(RUN);
    if (!Files.isRegularFile(file)) {
      throw new InputException(ReasonCode.RUN_UNUSABLE, folder.toString(), "there is no " + RUN);
    }
    JsonObject run;
    try (java.io.InputStream in = Files.newInputStream(file)) {
      JsonValue read = Json.parse(in, file.toString(), limits);
      run = read.objectOrNull();
    }
    if (run == null || !run.textIn(file.toString(), "record").equals("run")) {
      throw new InputException(
          ReasonCode.RUN_UNUSABLE, folder.toString(), RUN + " is not what varve scan leaves");
    }
    return run;
  }

  private static LocalDate date(String text, String name) throws InputException {
    try {
      return LocalDate.parse(text);
    } catch (DateTimeException e) {
      InputException refused =
          new InputException(ReasonCode.RUN_UNUSABLE, name, RUN + " has no date in asOf");
      refused.initCause(e);
      throw refused;
    }
  }

  private static long failures(JsonObject run) throws InputException {
    JsonObject counts = run.optionalObjectIn(RUN, "counts");
    JsonValue written = counts == null ? null : counts.get("failures");
    Long failures = written == null ? null : written.longOrNull();
    return failures == null ? 0 : failures;
  }

  private static SortedSet<String> detectors(JsonObject facts) throws InputException {
    SortedSet<String> detectors = new TreeSet<>();
    JsonArray written = facts.optionalArrayIn(RUN, "detectors");
    for (JsonValue detector : written == null ? JsonArray.EMPTY : written) {
      String text = detector.textOrNull();
      if (text != null) {
        detectors.add(text);
      }
    }
    return detectors;
  }

  private static List<JsonObject> lines(Path folder, String file, Limits limits)
      throws InputException, IOException {
    Path path = folder.resolve(file);
    if (!Files.isRegularFile(path)) {
      throw new InputException(ReasonCode.RUN_UNUSABLE, folder.toString(), "there is no " + file);
    }
    List<JsonObject> lines = new ArrayList<>();
    try (BufferedReader reader = Files.newBufferedReader(path)) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        lines.add(Json.parseObject(Bytes.utf8(line), path.toString(), limits));
      }
    }
    return lines;
  }

  /** The image with a key, or null. */
  public KeptFacts.@Nullable OfImage image(String key) {
    return images.stream().filter(image -> image.key().equals(key)).findFirst().orElse(null);
  }
}
