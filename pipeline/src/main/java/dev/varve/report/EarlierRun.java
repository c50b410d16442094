package dev.varve.report;

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
 * @param missing what it could not read, of which there are no facts
 * @param findings lines of {@code findings.jsonl}, in their order
 */
public record EarlierRun(
    String name,
    LocalDate asOf,
    String profile,
    SortedSet<String> detectors,
    List<KeptFacts.OfImage> images,
    List<KeptFacts.OfContainer> containers,
    List<KeptFacts.OfPair> pairs,
    List<KeptFacts.Missing> missing,
    List<FindingRecord> findings) {
  private static final String RUN = RunSummary.FILE;
  private static final String FINDINGS = "findings.jsonl";

  public EarlierRun {
    images = List.copyOf(images);
    containers = List.copyOf(containers);
    pairs = List.copyOf(pairs);
    missing = List.copyOf(missing);
    findings = List.copyOf(findings);
  }

  /**
   * Reads the folder.
   *
   * @throws InputException {@code run-unusable} if no scan has left it, or one by another version;
   *     what is wrong with a line, naming file and line
   */
  public static EarlierRun read(Path folder, Limits limits) throws InputException, IOException {
    String name = folder.toString();
    JsonObject run = RunSummary.file(folder, limits);
    JsonObject facts = run.optionalObjectIn(RUN, "facts");
    if (facts == null || !facts.textIn(RUN, "format").equals(KeptFacts.format())) {
      throw new InputException(
          ReasonCode.RUN_UNUSABLE,
          name,
          "it was left by another version of varve, which kept facts in another form");
    }
    Kept kept = new Kept();
    JsonLines.read(file(folder, KeptFacts.FILE), limits, kept::add);
    List<FindingRecord> findings = new ArrayList<>();
    JsonLines.read(
        file(folder, FINDINGS),
        limits,
        (line, place) -> findings.add(FindingRecord.of(line, findings.size() + 1, place)));
    JsonObject policies = run.optionalObjectIn(RUN, "policies");
    return new EarlierRun(
        name,
        RunSummary.date(run.textIn(RUN, "asOf"), name),
        policies == null ? "" : policies.textIn(RUN, "profile"),
        detectors(facts),
        kept.images,
        kept.containers,
        kept.pairs,
        kept.missing,
        findings);
  }

  /** What the lines of facts hold. */
  private static final class Kept {
    final List<KeptFacts.OfImage> images = new ArrayList<>();
    final List<KeptFacts.OfContainer> containers = new ArrayList<>();
    final List<KeptFacts.OfPair> pairs = new ArrayList<>();
    final List<KeptFacts.Missing> missing = new ArrayList<>();

    void add(JsonObject line, String place) throws InputException {
      addIfPresent(KeptFacts.image(line, place), images);
      addIfPresent(KeptFacts.container(line, place), containers);
      addIfPresent(KeptFacts.pair(line, place), pairs);
      addIfPresent(KeptFacts.missing(line, place), missing);
    }

    private static <T> void addIfPresent(@Nullable T read, List<T> to) {
      if (read != null) {
        to.add(read);
      }
    }
  }

  /** How many of its images could not be read. */
  public long unreadImages() {
    return missing.stream().filter(one -> !one.source().isEmpty()).count();
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

  private static Path file(Path folder, String name) throws InputException {
    Path path = folder.resolve(name);
    if (!Files.isRegularFile(path)) {
      throw new InputException(ReasonCode.RUN_UNUSABLE, folder.toString(), "there is no " + name);
    }
    return path;
  }
}
