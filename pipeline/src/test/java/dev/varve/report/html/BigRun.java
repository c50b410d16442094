package dev.varve.report.html;

import dev.varve.json.JsonArray;
import dev.varve.json.JsonObject;
import dev.varve.json.JsonValue;
import dev.varve.policy.PolicyProfile;
import dev.varve.policy.RuleSeverity;
import dev.varve.report.RunResults;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * A run as large as one likes, made line by line while it is read: images over shared layers, each
 * with its share of the findings, and containers of every grade.
 */
final class BigRun {
  static final PolicyProfile GATE =
      new PolicyProfile("nightly", RuleSeverity.INFO, RuleSeverity.HIGH, List.of(), false);

  private static final int RULES = 60;
  private static final int SHARED_LAYERS = 60;
  private static final List<String> SEVERITIES = List.of("info", "low", "medium", "high");

  private final int images;
  private final int findings;
  private final int containers;

  BigRun(int images, int findings, int containers) {
    this.images = images;
    this.findings = findings;
    this.containers = containers;
  }

  /** Writes the page of such a run: images, findings, containers, file. */
  public static void main(String[] arguments) throws Exception {
    BigRun run =
        new BigRun(
            Integer.parseInt(arguments[0]),
            Integer.parseInt(arguments[1]),
            Integer.parseInt(arguments[2]));
    run.page(Path.of(arguments[3]));
  }

  void page(Path file) throws Exception {
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      HtmlReport.write(results(), GATE, List.of(), null, out);
    }
  }

  RunResults results() throws IOException {
    JsonObject summary =
        JsonObject.builder()
            .put("asOf", "2026-01-02")
            .put("tool", JsonObject.builder().put("name", "varve").put("version", "1").build())
            .build();
    return RunResults.of(
        summary,
        Map.of(
            RunResults.Part.IMAGES, lines(images, this::image),
            RunResults.Part.LAYERS, lines(SHARED_LAYERS, BigRun::layer),
            RunResults.Part.FINDINGS, lines(findings, this::finding),
            RunResults.Part.BOUNDARIES, lines(containers, this::boundary)));
  }

  private static List<JsonObject> lines(int count, IntFunction<JsonObject> line) {
    return new AbstractList<>() {
      @Override
      public JsonObject get(int index) {
        return line.apply(index);
      }

      @Override
      public int size() {
        return count;
      }
    };
  }

  static String imageName(int image) {
    return String.format(
        Locale.ROOT, "registry.example/team-%02d/service-%04d:1.%d", image % 23, image, image % 7);
  }

  private static String hex(int number) {
    return String.format(Locale.ROOT, "%016x", number * 0x9E3779B97F4A7C15L + 0x1234567L).repeat(4);
  }

  private static String command(int layer) {
    return "RUN apt-get update && apt-get install -y package-" + layer + " # buildkit";
  }

  private JsonObject image(int image) {
    List<JsonValue> layers = new ArrayList<>();
    long shipped = 0;
    for (int at = 0; at < 8; at++) {
      boolean own = at > 5;
      int layer = own ? 1000 + image * 2 + at : (image * 7 % 10) * 6 + at;
      long bytes = (layer % 17 + 1) * 1_300_007L;
      shipped += bytes;
      layers.add(
          JsonObject.builder()
              .put("diffId", "sha256:" + hex(layer))
              .put("createdBy", command(layer))
              .put("shippedBytes", bytes)
              .put("hiddenBytes", at == 3 ? bytes / 3 : 0)
              .build());
    }
    return JsonObject.builder()
        .put("image", imageName(image))
        .put("source", "https://registry.example/team-" + image % 23)
        .put("platform", image % 9 == 0 ? "linux/arm64" : "linux/amd64")
        .put("user", image % 3 == 0 ? "" : "1000")
        .put("verified", image % 211 != 5)
        .put("manifestDigest", "sha256:" + hex(-image - 1))
        .put("configDigest", "sha256:" + hex(-image - 100_000))
        .put("liveBytes", shipped - shipped / 20)
        .put("shippedBytes", shipped)
        .put("hiddenBytes", shipped / 20)
        .put("paths", 4000 + image)
        .put("layers", JsonArray.of(layers))
        .build();
  }

  private static JsonObject layer(int layer) {
    JsonObject finding =
        JsonObject.builder()
            .put("rule", rule(layer))
            .put("severity", SEVERITIES.get(layer % 4))
            .put("images", 100 - layer)
            .put("message", "/usr/bin/tool-" + layer + " is setuid (mode 4755, owner 0:0)")
            .build();
    return JsonObject.builder()
        .put("diffId", "sha256:" + hex(layer))
        .put("reach", 100 - layer)
        .put("createdBy", JsonArray.ofTexts(List.of(command(layer))))
        .put("images", JsonArray.ofTexts(List.of(imageName(layer), imageName(layer + 1))))
        .put(
            "blame",
            JsonObject.builder()
                .put("findings", 1)
                .put("worst", JsonArray.of(List.of(finding)))
                .build())
        .build();
  }

  static String rule(int number) {
    return String.format(Locale.ROOT, "BIG-%02d", number % RULES);
  }

  /** The last hundred are the critical ones. */
  private JsonObject finding(int finding) {
    int image = (int) ((long) finding * images / findings);
    int layer = finding % SHARED_LAYERS;
    boolean last = finding >= findings - 100;
    return JsonObject.builder()
        .put("rule", rule(finding))
        .put("title", "What rule " + finding % RULES + " is about")
        .put("severity", last ? "critical" : SEVERITIES.get(finding % 4))
        .put("status", finding % 10 == 3 && !last ? "folded" : "fail")
        .put(
            "subject",
            JsonObject.builder()
                .put("kind", "image")
                .put("key", "registry.example/team linux/amd64")
                .put("name", imageName(image))
                .build())
        .put(
            "message",
            "/opt/app-"
                + finding % 977
                + "/bin/start (binary of the start) can be replaced by uid:1000 through a directory"
                + " on the way to it")
        .put("path", "opt/app-" + finding % 977 + "/bin/start-" + finding)
        .put("diff_id", "sha256:" + hex(layer))
        .put("created_by", command(layer))
        .put("fp", hex(finding))
        .build();
  }

  private JsonObject boundary(int container) {
    List<JsonValue> lines = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      lines.add(
          JsonObject.builder()
              .put("id", "border-" + i)
              .put("inside", i == 1 ? "debian 12, " + container % 9 + " layers" : "")
              .put("host", "what the host has at " + i)
              .put("opened", container % (i + 2) == 0 ? "opened wide" : "private")
              .put("grade", container % 5)
              .put("certain", i % 3 != 0)
              .put("rules", JsonArray.ofTexts(i % 4 == 0 ? List.of(rule(i)) : List.of()))
              .build());
    }
    return JsonObject.builder()
        .put("container", "compose shop/service-" + container)
        .put("name", "shop/service-" + container)
        .put("image", imageName(container % Math.max(1, images)))
        .put("inside", "debian 12, 8 layers")
        .put("overall", container % 5)
        .put("meaning", "widened")
        .put("lines", JsonArray.of(lines))
        .build();
  }
}
