package dev.varve.report;

import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import dev.varve.json.JsonArray;
import dev.varve.json.JsonLines;
import dev.varve.json.JsonObject;
import dev.varve.json.JsonValue;
import dev.varve.policy.RuleSeverity;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * What of a run a reader wants to see first: the shared layers to blame for most, and the pairs
 * with the most to look at. Read off the finished {@code layers.jsonl} and {@code diffs.jsonl} line
 * by line.
 *
 * @param layers the worst first: by the severity of what they do, then by how many images have it
 * @param layersToBlame how many layers of several images have findings
 * @param pairs those that give new rights, or run as another user, come first
 * @param pairsCompared how many there are
 */
public record Highlights(
    List<BlamedLayer> layers, long layersToBlame, List<PairLine> pairs, long pairsCompared) {
  /** Layers, and pairs, that are kept. */
  private static final int MOST = 5;

  /** A layer of one image is blamed by that image's own findings. */
  private static final int LEAST_REACH = 2;

  /** Findings of a layer that are kept. */
  private static final int MOST_FINDINGS = 3;

  public Highlights {
    layers = List.copyOf(layers);
    pairs = List.copyOf(pairs);
  }

  /**
   * A layer with findings.
   *
   * @param reach how many images hold it
   * @param weight of its findings in all images
   */
  public record BlamedLayer(
      String diffId,
      int reach,
      List<String> createdBy,
      long findings,
      List<BlamedFinding> worst,
      long weight) {
    public BlamedLayer {
      createdBy = List.copyOf(createdBy);
      worst = List.copyOf(worst);
    }
  }

  /** A finding of a layer, in {@code images} images. */
  public record BlamedFinding(RuleSeverity severity, String rule, String message, long images) {}

  /**
   * What a comparison amounts to, in numbers by the names of its line's fields.
   *
   * @param privileged files that give new rights
   * @param config fields that differ
   */
  public record PairLine(
      String from,
      String to,
      long added,
      long removed,
      long changed,
      long bytesAdded,
      long bytesRemoved,
      long bytesChange,
      long packagesAdded,
      long packagesRemoved,
      long packagesUpgraded,
      long packagesDowngraded,
      long privilegedCount,
      List<String> privileged,
      List<String> config) {
    public PairLine {
      privileged = List.copyOf(privileged);
      config = List.copyOf(config);
    }

    /** How much a reader has to look at, roughly. */
    private long weight() {
      long weight = privilegedCount * 1000;
      weight += config.contains("user") ? 1000 : 0;
      weight += config.contains("entrypoint") || config.contains("cmd") ? 100 : 0;
      return weight + packagesDowngraded * 100;
    }
  }

  private static final Comparator<BlamedLayer> LESS_TO_BLAME =
      Comparator.comparingLong(BlamedLayer::weight)
          .thenComparing(BlamedLayer::diffId, Comparator.reverseOrder());

  private static final Comparator<PairLine> LESS_TO_SEE =
      Comparator.comparingLong(PairLine::weight)
          .thenComparing(PairLine::from, Comparator.reverseOrder())
          .thenComparing(PairLine::to, Comparator.reverseOrder());

  /**
   * Reads the files of a run that has just ended.
   *
   * @throws IOException also if they are not what a scan of this version leaves
   */
  public static Highlights of(Path folder) throws IOException {
    Worst<BlamedLayer> layers = new Worst<>(LESS_TO_BLAME);
    Worst<PairLine> pairs = new Worst<>(LESS_TO_SEE);
    try {
      JsonLines.read(
          folder.resolve("layers.jsonl"),
          Limits.OWN_LINES,
          (line, place) -> {
            BlamedLayer layer = layer(line, place);
            if (layer.findings() > 0 && layer.reach() >= LEAST_REACH) {
              layers.add(layer);
            }
          });
      JsonLines.read(
          folder.resolve("diffs.jsonl"),
          Limits.OWN_LINES,
          (line, place) -> pairs.add(pair(line, place)));
    } catch (InputException e) {
      throw new IOException("the results have been changed: " + e.getMessage(), e);
    }
    return new Highlights(layers.sorted(), layers.count, pairs.sorted(), pairs.count);
  }

  /** The few that come last in an order, of any number. */
  private static final class Worst<T> {
    private final Comparator<T> order;
    private final PriorityQueue<T> kept;
    private long count;

    Worst(Comparator<T> order) {
      this.order = order;
      this.kept = new PriorityQueue<>(order);
    }

    void add(T one) {
      count++;
      kept.add(one);
      if (kept.size() > MOST) {
        kept.remove();
      }
    }

    List<T> sorted() {
      return kept.stream().sorted(order.reversed()).toList();
    }
  }

  private static BlamedLayer layer(JsonObject line, String place) throws InputException {
    JsonObject blame = object(line, "blame", place);
    List<BlamedFinding> worst = new ArrayList<>();
    long weight = 0;
    for (JsonValue item : items(blame, "worst", place)) {
      JsonObject finding = item.objectOrNull();
      RuleSeverity severity =
          finding == null ? null : RuleSeverity.ofLabel(finding.textIn(place, "severity"));
      if (finding != null && severity != null) {
        long images = finding.numberOr("images", 0);
        weight += weight(severity) * images;
        if (worst.size() < MOST_FINDINGS) {
          worst.add(
              new BlamedFinding(
                  severity,
                  finding.textIn(place, "rule"),
                  finding.textIn(place, "message"),
                  images));
        }
      }
    }
    return new BlamedLayer(
        line.textIn(place, "diffId"),
        (int) line.numberOr("reach", 0),
        texts(line, "createdBy", place),
        blame.numberOr("findings", 0),
        worst,
        weight);
  }

  /** One finding outweighs ten of the next severity below, in as many images. */
  private static long weight(RuleSeverity severity) {
    long weight = 1;
    for (int i = 0; i < severity.ordinal(); i++) {
      weight *= 10;
    }
    return weight;
  }

  private static PairLine pair(JsonObject line, String place) throws InputException {
    JsonObject files = object(line, "files", place);
    JsonObject bytes = object(line, "bytes", place);
    JsonObject packages = object(line, "packages", place);
    JsonObject privileged = object(line, "newPrivileged", place);
    return new PairLine(
        line.textIn(place, "from"),
        line.textIn(place, "to"),
        files.numberOr("added", 0),
        files.numberOr("removed", 0),
        files.numberOr("modified", 0) + files.numberOr("retyped", 0),
        bytes.numberOr("added", 0),
        bytes.numberOr("removed", 0),
        bytes.numberOr("changedTo", 0) - bytes.numberOr("changedFrom", 0),
        packages.numberOr("added", 0),
        packages.numberOr("removed", 0),
        packages.numberOr("upgraded", 0),
        packages.numberOr("downgraded", 0),
        privileged.numberOr("count", 0),
        members(privileged, "files", "path", place),
        members(line, "config", "field", place));
  }

  private static List<String> members(JsonObject json, String list, String key, String place)
      throws InputException {
    List<String> members = new ArrayList<>();
    for (JsonValue item : items(json, list, place)) {
      JsonObject member = item.objectOrNull();
      if (member != null) {
        members.add(member.textIn(place, key));
      }
    }
    return members;
  }

  private static List<String> texts(JsonObject json, String key, String place)
      throws InputException {
    List<String> texts = new ArrayList<>();
    for (JsonValue item : items(json, key, place)) {
      String text = item.textOrNull();
      if (text != null) {
        texts.add(text);
      }
    }
    return texts;
  }

  private static JsonArray items(JsonObject json, String key, String place) throws InputException {
    JsonArray items = json.optionalArrayIn(place, key);
    return items == null ? JsonArray.EMPTY : items;
  }

  private static JsonObject object(JsonObject json, String key, String place)
      throws InputException {
    JsonObject object = json.optionalObjectIn(place, key);
    return object == null ? JsonObject.EMPTY : object;
  }
}
