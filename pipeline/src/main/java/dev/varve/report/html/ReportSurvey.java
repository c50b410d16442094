package dev.varve.report.html;

import dev.varve.failure.InputException;
import dev.varve.json.JsonArray;
import dev.varve.json.JsonObject;
import dev.varve.json.JsonValue;
import dev.varve.policy.Finding;
import dev.varve.policy.PolicyProfile;
import dev.varve.policy.RuleSeverity;
import dev.varve.policy.Subject;
import dev.varve.report.FindingComparison;
import dev.varve.report.RunResults;
import dev.varve.report.SinceBaseline;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a page has to know of a run before it is written: counts, and of each list as many as the
 * page keeps. Memory is bounded by those bounds, by the number of rules and by the number of images
 * that findings are about.
 */
final class ReportSurvey {
  /** Images, and containers, of which the page tells more than their number. */
  static final int MOST_SUBJECTS = 5_000;

  /** Findings that the page keeps: the worst. */
  static final int MOST_FINDINGS = 50_000;

  /** Rows of lists that are written out and not paged through. */
  static final int MOST_ROWS = 500;

  private static final int MOST_BLAMED = 100;
  private static final int MOST_NEW = 25;
  private static final int MOST_NAMES = 20;
  private static final int RANKS = 8;

  final Map<RuleSeverity, Long> failed = new EnumMap<>(RuleSeverity.class);
  final Map<Finding.Status, Long> byStatus = new EnumMap<>(Finding.Status.class);
  final Map<String, RuleCount> rules = new TreeMap<>();
  final Map<String, ImageCount> counted = new HashMap<>();
  final List<ImageLine> images = new ArrayList<>();
  final List<JsonObject> exceptions = new ArrayList<>();
  final List<JsonObject> failures = new ArrayList<>();
  final long[] grades = new long[5];
  long findingCount;
  long imageCount;
  long unverified;
  long containerCount;
  long exceptionCount;
  long failureCount;
  long blamedLayers;
  long stopping;
  long fresh;

  private final PolicyProfile profile;
  private final @Nullable SinceBaseline since;
  private final long[] byRank = new long[RANKS];
  private final PriorityQueue<Blamed> blamed = new PriorityQueue<>(Blamed.LESS_TO_BLAME);
  private final PriorityQueue<FindingLine> news = new PriorityQueue<>(FindingLine.MILDEST_FIRST);

  /** Most layers of an image are those of others. */
  private final Map<LayerLine, LayerLine> known = new HashMap<>();

  private int lastRank;
  private long ofLastRank;

  private ReportSurvey(PolicyProfile profile, @Nullable SinceBaseline since) {
    this.profile = profile;
    this.since = since;
  }

  /** Reads everything once. */
  static ReportSurvey of(RunResults run, PolicyProfile profile, @Nullable SinceBaseline since)
      throws InputException, IOException {
    ReportSurvey survey = new ReportSurvey(profile, since);
    run.read(RunResults.Part.IMAGES, survey::image);
    run.read(RunResults.Part.LAYERS, survey::layer);
    run.read(RunResults.Part.FINDINGS, survey::finding);
    run.read(RunResults.Part.BOUNDARIES, survey::boundary);
    run.read(RunResults.Part.EXCEPTIONS, survey::exception);
    run.read(RunResults.Part.FAILURES, survey::failure);
    survey.draw();
    return survey;
  }

  /** How often a rule was broken. */
  static final class RuleCount {
    final String title;
    RuleSeverity worst = RuleSeverity.INFO;
    long counting;
    long setAside;

    RuleCount(String title) {
      this.title = title;
    }
  }

  /** Findings about images of one name that count. */
  static final class ImageCount {
    final long[] failed = new long[RuleSeverity.values().length];
    long undetermined;

    private void add(RuleSeverity severity, Finding.Status status) {
      if (status == Finding.Status.FAIL) {
        failed[severity.ordinal()]++;
      } else {
        undetermined++;
      }
    }
  }

  /** What a layer ships into an image. */
  record LayerLine(String diffId, String createdBy, long shipped, long hidden) {}

  /** An image as its line has it. */
  record ImageLine(
      String name,
      String source,
      String platform,
      String user,
      boolean verified,
      String manifest,
      String config,
      long live,
      long shipped,
      long hidden,
      long paths,
      List<LayerLine> layers) {
    ImageLine {
      layers = List.copyOf(layers);
    }
  }

  /** A finding of a layer, in so many images. */
  record BlamedFinding(RuleSeverity severity, String rule, String message, long images) {}

  /**
   * A layer with findings.
   *
   * @param images the first of those that hold it
   * @param weight of its findings in all images: one outweighs ten of the next severity below
   */
  record Blamed(
      String diffId,
      long reach,
      List<String> commands,
      List<String> images,
      long findings,
      List<BlamedFinding> worst,
      double weight) {
    /** A layer of one image is blamed by that image's own findings. */
    static final Comparator<Blamed> LESS_TO_BLAME =
        Comparator.comparing((Blamed layer) -> layer.reach() > 1)
            .thenComparingDouble(Blamed::weight)
            .thenComparing(Blamed::diffId, Comparator.reverseOrder());

    Blamed {
      commands = List.copyOf(commands);
      images = List.copyOf(images);
      worst = List.copyOf(worst);
    }
  }

  /** A finding, as far as lists that are written out need it. */
  record FindingLine(
      RuleSeverity severity, String rule, String subject, String message, String fp) {
    static final Comparator<FindingLine> MILDEST_FIRST =
        Comparator.comparing(FindingLine::severity)
            .thenComparing(
                Comparator.comparing(FindingLine::subject)
                    .thenComparing(FindingLine::rule)
                    .thenComparing(FindingLine::message)
                    .reversed());
  }

  /** Layers to blame, the worst first. */
  List<Blamed> blamed() {
    return blamed.stream().sorted(Blamed.LESS_TO_BLAME.reversed()).toList();
  }

  /** What is new since the baseline, the worst first. */
  List<FindingLine> news() {
    return news.stream().sorted(FindingLine.MILDEST_FIRST.reversed()).toList();
  }

  long keptFindings() {
    return Math.min(findingCount, MOST_FINDINGS);
  }

  /** Decides finding by finding, in the order of the file, which the page keeps. */
  final class Choice {
    private long left = ofLastRank;

    boolean keeps(RuleSeverity severity, Finding.Status status) {
      int rank = rank(severity, status);
      return rank < lastRank || (rank == lastRank && left-- > 0);
    }
  }

  private void draw() {
    long left = MOST_FINDINGS;
    lastRank = 0;
    while (lastRank < RANKS - 1 && byRank[lastRank] <= left) {
      left -= byRank[lastRank++];
    }
    ofLastRank = left;
  }

  /** The worst are 0. */
  private static int rank(RuleSeverity severity, Finding.Status status) {
    return switch (status) {
      case FAIL -> RuleSeverity.CRITICAL.ordinal() - severity.ordinal();
      case UNDETERMINED -> 5;
      case FOLDED, EXPECTED, WAIVED -> 6;
      case OUTSIDE_PROFILE -> 7;
    };
  }

  private void finding(JsonObject line, String place) throws InputException {
    RuleSeverity severity = severity(line, place);
    Finding.Status status = status(line, place);
    String rule = line.textIn(place, "rule");
    JsonObject about = object(line, "subject", place);
    String name = about.textIn(place, "name");
    findingCount++;
    byRank[rank(severity, status)]++;
    byStatus.merge(status, 1L, Long::sum);
    String title = line.textIn(place, "title");
    RuleCount ofRule = rules.computeIfAbsent(rule, id -> new RuleCount(title));
    boolean counts = status == Finding.Status.FAIL || status == Finding.Status.UNDETERMINED;
    if (!counts) {
      ofRule.setAside++;
    } else {
      ofRule.counting++;
      ofRule.worst = severity.atLeast(ofRule.worst) ? severity : ofRule.worst;
      if (status == Finding.Status.FAIL) {
        failed.merge(severity, 1L, Long::sum);
      }
      if (about.textIn(place, "kind").equals(Subject.Kind.IMAGE.label())) {
        counted.computeIfAbsent(name, key -> new ImageCount()).add(severity, status);
      }
    }
    String fp = line.textIn(place, "fp");
    stopping += stops(profile, since, rule, status, severity, findingCount) ? 1 : 0;
    if (counts && since != null && since.of((int) findingCount) == FindingComparison.State.NEW) {
      fresh++;
      news.add(new FindingLine(severity, rule, name, line.textIn(place, "message"), fp));
      if (news.size() > MOST_NEW) {
        news.remove();
      }
    }
  }

  /**
   * Whether a finding makes the run fail.
   *
   * @param number of the finding in the run, from 1
   */
  static boolean stops(
      PolicyProfile profile,
      @Nullable SinceBaseline since,
      String rule,
      Finding.Status status,
      RuleSeverity severity,
      long number) {
    return profile.newOnly() && since != null
        ? since.stopsAt((int) number)
        : profile.stopsAt(rule, status.label(), severity);
  }

  static RuleSeverity severity(JsonObject line, String place) throws InputException {
    RuleSeverity severity = RuleSeverity.ofLabel(line.textIn(place, "severity"));
    if (severity == null) {
      throw JsonObject.unexpected(place, "severity", "a severity", line);
    }
    return severity;
  }

  static Finding.Status status(JsonObject line, String place) throws InputException {
    Finding.Status status = Finding.Status.ofLabel(line.textIn(place, "status"));
    if (status == null) {
      throw JsonObject.unexpected(place, "status", "a status", line);
    }
    return status;
  }

  private void image(JsonObject line, String place) throws InputException {
    imageCount++;
    JsonValue verified = line.get("verified");
    boolean isVerified = verified == null || !Boolean.FALSE.equals(verified.boolOrNull());
    unverified += isVerified ? 0 : 1;
    if (images.size() == MOST_SUBJECTS) {
      return;
    }
    List<LayerLine> layers = new ArrayList<>();
    for (JsonValue item : array(line, "layers", place)) {
      JsonObject layer = item.objectOrNull();
      if (layer != null) {
        LayerLine read =
            new LayerLine(
                layer.textIn(place, "diffId"),
                layer.textIn(place, "createdBy"),
                layer.numberOr("shippedBytes", 0),
                layer.numberOr("hiddenBytes", 0));
        layers.add(known.computeIfAbsent(read, first -> first));
      }
    }
    images.add(
        new ImageLine(
            line.textIn(place, "image"),
            line.textIn(place, "source"),
            line.textIn(place, "platform"),
            line.textIn(place, "user"),
            isVerified,
            line.textIn(place, "manifestDigest"),
            line.textIn(place, "configDigest"),
            line.numberOr("liveBytes", 0),
            line.numberOr("shippedBytes", 0),
            line.numberOr("hiddenBytes", 0),
            line.numberOr("paths", 0),
            layers));
  }

  private void layer(JsonObject line, String place) throws InputException {
    JsonObject blame = object(line, "blame", place);
    long findings = blame.numberOr("findings", 0);
    if (findings == 0) {
      return;
    }
    blamedLayers++;
    List<BlamedFinding> worst = new ArrayList<>();
    double weight = 0;
    for (JsonValue item : array(blame, "worst", place)) {
      JsonObject finding = item.objectOrNull();
      if (finding != null) {
        RuleSeverity severity = severity(finding, place);
        long reached = finding.numberOr("images", 0);
        weight += Math.pow(10, severity.ordinal()) * reached;
        worst.add(
            new BlamedFinding(
                severity,
                finding.textIn(place, "rule"),
                finding.textIn(place, "message"),
                reached));
      }
    }
    blamed.add(
        new Blamed(
            line.textIn(place, "diffId"),
            line.numberOr("reach", 0),
            texts(line, "createdBy", place),
            texts(line, "images", place).stream().limit(MOST_NAMES).toList(),
            findings,
            worst,
            weight));
    if (blamed.size() > MOST_BLAMED) {
      blamed.remove();
    }
  }

  private void boundary(JsonObject line, String place) {
    containerCount++;
    grades[(int) Math.max(0, Math.min(grades.length - 1, line.numberOr("overall", 0)))]++;
  }

  private void exception(JsonObject line, String place) {
    exceptionCount++;
    if (exceptions.size() < MOST_ROWS) {
      exceptions.add(line);
    }
  }

  private void failure(JsonObject line, String place) {
    failureCount++;
    if (failures.size() < MOST_ROWS) {
      failures.add(line);
    }
  }

  static JsonArray array(JsonObject json, String key, String place) throws InputException {
    JsonArray items = json.optionalArrayIn(place, key);
    return items == null ? JsonArray.EMPTY : items;
  }

  static JsonObject object(JsonObject json, String key, String place) throws InputException {
    JsonObject object = json.optionalObjectIn(place, key);
    return object == null ? JsonObject.EMPTY : object;
  }

  static List<String> texts(JsonObject json, String key, String place) throws InputException {
    List<String> texts = new ArrayList<>();
    for (JsonValue item : array(json, key, place)) {
      String text = item.textOrNull();
      if (text != null) {
        texts.add(text);
      }
    }
    return texts;
  }
}
