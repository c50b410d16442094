package dev.varve.report;

import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import dev.varve.json.JsonArray;
import dev.varve.json.JsonObject;
import dev.varve.json.JsonValue;
import dev.varve.policy.PolicyProfile;
import dev.varve.policy.RuleSeverity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A run to be compared, as a scan would leave it: {@code new WrittenRun().image("a:1",
 * "x").finding("a:1", "R-1")}. Images are called by name, and their layers by one letter each.
 */
final class WrittenRun {
  private final List<JsonObject> images = new ArrayList<>();
  private final List<JsonObject> boundaries = new ArrayList<>();
  private final List<JsonObject> pairs = new ArrayList<>();
  private final List<JsonObject> failures = new ArrayList<>();
  private final List<JsonObject> findings = new ArrayList<>();
  private final Map<String, String> packs = new TreeMap<>(Map.of("builtin", digest('0')));
  private List<String> rules = List.of("R-1", "R-2", "R-3", "FLT-01");
  private String asOf = "2026-01-02";
  private String params = digest('1');

  /** A digest that is told from others by one letter. */
  static String digest(char letter) {
    return "sha256:" + Integer.toHexString(letter & 0xFF).repeat(32);
  }

  WrittenRun rules(String... ids) {
    rules = List.of(ids);
    return this;
  }

  WrittenRun asOf(String date) {
    asOf = date;
    return this;
  }

  WrittenRun params(char letter) {
    params = digest(letter);
    return this;
  }

  /**
   * @param layers one letter for each
   */
  WrittenRun image(String name, String layers) {
    List<JsonValue> rows = new ArrayList<>();
    for (char layer : layers.toCharArray()) {
      rows.add(
          JsonObject.builder()
              .put("diffId", digest(layer))
              .put("blobBytes", 1000)
              .put("createdBy", "RUN " + layer)
              .build());
    }
    images.add(
        line("image")
            .put("image", name)
            .put("refs", JsonArray.ofTexts(List.of(name)))
            .put("source", name.replaceAll(":.*", "") + ".tar")
            .put("position", 0)
            .put("platform", "linux/amd64")
            .put("verified", true)
            .put("liveBytes", 1000L * layers.length())
            .put(
                "configDigest",
                "sha256:" + String.format("%064x", Integer.toUnsignedLong(layers.hashCode())))
            .put("layers", JsonArray.of(rows))
            .build());
    return this;
  }

  /** The last image, which turns out to be something else than it claims. */
  WrittenRun unverified() {
    JsonObject.Builder image = JsonObject.builder();
    images.remove(images.size() - 1).members().forEach(image::put);
    images.add(image.put("verified", false).build());
    return this;
  }

  WrittenRun failed(String image, String source) {
    failures.add(
        line("failure")
            .put("image", image)
            .put("source", source)
            .put("code", "gzip-truncated")
            .put("where", "")
            .put("detail", "cut")
            .put("next", "export it again")
            .build());
    return this;
  }

  /**
   * @param image it runs; empty if that is not part of the run
   */
  WrittenRun container(String name, String image) {
    boundaries.add(
        line("boundary")
            .put("container", "compose " + name)
            .put("name", name)
            .put("image", image)
            .put("inside", image.isEmpty() ? "" : "buildroot")
            .put("place", JsonObject.builder().put("file", "compose.yaml").build())
            .build());
    return this;
  }

  WrittenRun pair(String from, String to) {
    pairs.add(line("pair").put("from", from).put("to", to).build());
    return this;
  }

  /** A finding about an image. */
  WrittenRun finding(String image, String rule) {
    return finding(image, rule, "high", "fail");
  }

  WrittenRun finding(String image, String rule, String severity, String status) {
    String repository = image.replaceAll(":.*", "");
    String key =
        "docker.io/" + (image.contains("/") ? "" : "library/") + repository + " linux/amd64";
    return finding("image", key, image, rule, severity, status);
  }

  WrittenRun finding(
      String kind, String key, String name, String rule, String severity, String status) {
    findings.add(
        line("finding")
            .put("rule", rule)
            .put("title", "Title of " + rule)
            .put("severity", severity)
            .put("status", status)
            .put("source", "policy")
            .put(
                "subject",
                JsonObject.builder().put("kind", kind).put("key", key).put("name", name).build())
            .put("message", "what " + rule + " says")
            .put("fp", "fp-" + kind + key + rule)
            .build());
    return this;
  }

  /** The last finding with another value. */
  WrittenRun with(String key, JsonValue value) {
    JsonObject.Builder finding = JsonObject.builder();
    findings.remove(findings.size() - 1).members().forEach(finding::put);
    findings.add(finding.put(key, value).build());
    return this;
  }

  WrittenRun with(String key, String value) {
    return with(key, JsonObject.builder().put(key, value).build().members().get(key));
  }

  int findingCount() {
    return findings.size();
  }

  private static JsonObject.Builder line(String record) {
    return JsonObject.builder().put("record", record).put("schemaVersion", 1);
  }

  Path write(Path folder) throws IOException {
    Files.createDirectories(folder);
    write(folder, "images.jsonl", images);
    write(folder, "boundaries.jsonl", boundaries);
    write(folder, "diffs.jsonl", pairs);
    write(folder, "failures.jsonl", failures);
    write(folder, "findings.jsonl", findings);
    List<JsonValue> named = new ArrayList<>();
    packs.forEach(
        (name, digest) ->
            named.add(JsonObject.builder().put("name", name).put("digest", digest).build()));
    JsonObject run =
        line("run")
            .put("tool", JsonObject.builder().put("name", "varve").put("version", "0.1.0").build())
            .put("asOf", asOf)
            .put(
                "policies",
                JsonObject.builder()
                    .put("packs", JsonArray.of(named))
                    .put("ruleIds", JsonArray.ofTexts(rules))
                    .put("data", digest('2'))
                    .put("params", params)
                    .put("profile", "nightly")
                    .put("failOn", "high")
                    .put("undeterminedFails", JsonArray.EMPTY)
                    .build())
            .put(
                "counts",
                JsonObject.builder()
                    .put("images", images.size())
                    .put("pairs", pairs.size())
                    .put("failures", failures.size())
                    .put("findings", findings.size())
                    .build())
            .build();
    Files.writeString(folder.resolve("run.json"), run + "\n");
    return folder;
  }

  private static void write(Path folder, String name, List<JsonObject> lines) throws IOException {
    StringBuilder text = new StringBuilder();
    lines.forEach(line -> text.append(line).append('\n'));
    Files.writeString(folder.resolve(name), text.toString());
  }

  /** Reads what was written, in a folder of its own. */
  static ComparedRun read(Path folder, Path scratch) throws InputException, IOException {
    return ComparedRun.read(folder, Limits.DEFAULT, subject -> true, false, scratch);
  }

  static PolicyProfile gate() {
    return new PolicyProfile("nightly", RuleSeverity.INFO, RuleSeverity.HIGH, List.of(), true);
  }

  /** What a comparison has told. */
  static final class Told implements RunsCompared.Visitor {
    final List<ImageComparison> images = new ArrayList<>();
    final List<FindingComparison> findings = new ArrayList<>();
    final ComparisonTotals totals;

    private Told(ComparedRun before, ComparedRun now) throws InputException, IOException {
      totals = RunsCompared.compare(before, now, gate(), this);
    }

    /** Compares two folders. */
    static Told of(Path before, Path now, Path scratch) throws InputException, IOException {
      try (ComparedRun a = read(before, scratch);
          ComparedRun b = read(now, scratch)) {
        return new Told(a, b);
      }
    }

    @Override
    public void image(ImageComparison image) {
      images.add(image);
    }

    @Override
    public void finding(FindingComparison finding) {
      findings.add(finding);
    }

    /** Each finding as {@code R-1 a:1 new subject-new}. */
    List<String> findings() {
      return findings.stream()
          .map(
              finding ->
                  (finding.shown().rule()
                          + " "
                          + finding.shown().subject().name()
                          + " "
                          + finding.state().label()
                          + " "
                          + finding.causeLabel()
                          + String.join("+", finding.differences())
                          + (finding.stops() ? " stops" : ""))
                      .replaceAll(" +", " ")
                      .strip())
          .toList();
    }

    /** Each image as {@code a:1 rebuilt}. */
    List<String> images() {
      return images.stream().map(image -> image.name() + " " + image.state().label()).toList();
    }
  }
}
