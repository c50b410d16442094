package dev.varve.report;

import dev.varve.blob.StructureFinding;
import dev.varve.diff.ConfigChange;
import dev.varve.diff.ConfigDiff;
import dev.varve.diff.DiffOptions;
import dev.varve.diff.LayerAlignment;
import dev.varve.diff.PathDifference;
import dev.varve.diff.TreeDiff;
import dev.varve.failure.Failure;
import dev.varve.image.Image;
import dev.varve.image.ImageConfig;
import dev.varve.json.JsonArray;
import dev.varve.json.JsonLineWriter;
import dev.varve.layer.LayerListing;
import dev.varve.layer.LayerSummary;
import dev.varve.policy.BoundaryFacts;
import dev.varve.policy.BuildSecrets;
import dev.varve.policy.Finding;
import dev.varve.policy.LayerShare;
import dev.varve.policy.RuleVerdicts;
import dev.varve.policy.WaiverAudit;
import dev.varve.runtime.Boundary;
import dev.varve.stack.LayerStack;
import dev.varve.tree.DiveFigures;
import dev.varve.tree.TreeSummary;
import dev.varve.tree.TreeTotals;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The lines that a run leaves in its output folder (design.md section 7), as canonical JSON. Every
 * line says its record and its schema version; texts of the build record have secrets taken out.
 */
public final class RunRecords {
  /** Of every line written here; a change of a field's meaning makes a new one. */
  public static final int SCHEMA_VERSION = 1;

  /** Differences that a pair's line lists; the totals count all. */
  private static final int MAX_LISTED_DIFFERENCES = 200;

  private RunRecords() {}

  /** One image that uses a layer, at one position of its stack. */
  public record LayerUse(String key, String image, int layer, @Nullable String createdBy)
      implements java.io.Serializable {}

  /** A line of {@code images.jsonl}. */
  public static byte[] image(LayerStack stack, TreeSummary tree, List<StructureFinding> structure)
      throws IOException {
    Line line = new Line("image");
    Image image = stack.image();
    line.json.put("image", image.name()).put("source", image.source());
    line.json.put("position", image.position()).put("refs", image.refs());
    line.json.put("format", image.format().label());
    line.json.put("platform", image.platform().toString());
    if (image.configDigest() != null) {
      line.json.put("configDigest", image.configDigest().toString());
    }
    if (image.manifestDigest() != null) {
      line.json.put("manifestDigest", image.manifestDigest().toString());
    }
    line.json.put("verified", stack.isVerified());
    line.json.put("structureFindings", structure.size());
    config(line.json, image.config());
    line.json.beginArray("layers");
    for (int i = 0; i < stack.layers().size(); i++) {
      layerOfImage(line.json, stack.layers().get(i), tree.layers().get(i));
    }
    line.json.endArray();
    totals(line.json, tree.totals(), tree.dive());
    return line.bytes();
  }

  private static void config(JsonLineWriter json, ImageConfig config) {
    json.put("user", config.user()).put("workingDir", config.workingDir());
    if (config.entrypoint() != null) {
      json.put("entrypoint", redacted(config.entrypoint()));
    }
    if (config.cmd() != null) {
      json.put("cmd", redacted(config.cmd()));
    }
  }

  private static List<String> redacted(List<String> words) {
    return BuildSecrets.redactWords(words);
  }

  private static void layerOfImage(
      JsonLineWriter json, LayerStack.Layer layer, TreeSummary.LayerEffect effect) {
    json.beginObject().put("diffId", layer.blob().diffId().toString());
    json.put("digest", layer.blob().digest().toString());
    json.put("compression", layer.blob().compression());
    json.put("blobBytes", layer.blob().blobBytes());
    json.put("shippedBytes", effect.shippedBytes()).put("hiddenBytes", effect.hiddenBytes());
    json.put("added", effect.changes().added());
    json.put("modifiedContent", effect.changes().modifiedContent());
    json.put("modifiedMetadata", effect.changes().modifiedMetadata());
    json.put("reshipped", effect.changes().reshipped());
    json.put("deleted", effect.changes().deleted());
    String createdBy = layer.descriptor().createdBy();
    if (createdBy != null) {
      json.put("createdBy", BuildSecrets.redact(createdBy));
    }
    json.endObject();
  }

  private static void totals(JsonLineWriter json, TreeTotals totals, DiveFigures dive) {
    json.put("paths", totals.paths()).put("files", totals.files());
    json.put("dirs", totals.dirs()).put("symlinks", totals.symlinks());
    json.put("others", totals.others()).put("inodes", totals.inodes());
    json.put("liveBytes", totals.liveBytes()).put("shippedBytes", totals.shippedBytes());
    json.put("hiddenBytes", totals.hiddenBytes()).put("hiddenEntries", totals.hiddenEntries());
    json.beginObject("dive").put("efficiency", dive.efficiency());
    json.put("wastedBytes", dive.wastedBytes()).put("sizeBytes", dive.sizeBytes());
    json.put("userBytes", dive.userBytes()).endObject();
  }

  /**
   * A line of {@code layers.jsonl}: a distinct layer, every image it reaches, and each finding that
   * it is to blame for once, with how many of them have it.
   */
  public static byte[] layer(LayerSummary layer, List<LayerUse> uses, LayerShare.Blame blame)
      throws IOException {
    List<LayerUse> sorted = new ArrayList<>(uses);
    sorted.sort(Comparator.comparing(LayerUse::key).thenComparingInt(LayerUse::layer));
    Line line = new Line("layer");
    line.json.put("diffId", layer.diffId().toString()).put("tarBytes", layer.tarBytes());
    line.json.put("entries", layer.entries()).put("shippedBytes", layer.shippedBytes());
    line.json.put("uses", sorted.size());
    line.json.put("images", sorted.stream().map(LayerUse::image).distinct().toList());
    List<String> commands =
        sorted.stream()
            .map(LayerUse::createdBy)
            .filter(command -> command != null && !command.isEmpty())
            .map(BuildSecrets::redact)
            .distinct()
            .sorted()
            .toList();
    line.json.put("createdBy", commands);
    line.json.put("reach", reach(uses));
    blame(line.json, blame);
    return line.bytes();
  }

  private static void blame(JsonLineWriter json, LayerShare.Blame blame) {
    json.beginObject("blame").put("findings", blame.findings()).beginArray("worst");
    for (LayerShare.Reached reached : blame.worst()) {
      LayerShare.Blamed finding = reached.finding();
      json.beginObject().put("rule", finding.rule()).put("severity", finding.severity().label());
      json.put("images", reached.images()).putIfPresent("path", finding.path());
      json.put("message", finding.message()).put("fingerprint", finding.layerPrint()).endObject();
    }
    json.endArray().endObject();
  }

  /** How many images hold a layer, one that has it twice counted once. */
  public static int reach(List<LayerUse> uses) {
    return (int) uses.stream().map(LayerUse::key).distinct().count();
  }

  /**
   * A line of {@code diffs.jsonl}: what a comparison amounts to, and its first differences.
   *
   * @param packages that differ, as the facts of a diff have them; null if not known
   * @param also is told of every difference
   */
  public static byte[] diff(
      LayerStack a,
      LayerStack b,
      String pairedBy,
      @Nullable JsonArray packages,
      TreeDiff.Visitor also)
      throws IOException {
    List<PathDifference> listed = new ArrayList<>();
    PairSummary summary = new PairSummary();
    TreeDiff.Result result =
        TreeDiff.compare(
            a.listings(),
            b.listings(),
            DiffOptions.EXACT,
            difference -> {
              also.difference(difference);
              summary.difference(difference);
              if (listed.size() < MAX_LISTED_DIFFERENCES) {
                listed.add(difference);
              }
            });
    Line line = new Line("pair");
    line.json.put("from", a.image().name()).put("to", b.image().name());
    line.json.put("pairedBy", pairedBy);
    line.json.beginObject("files");
    line.json.put("added", result.totals().added()).put("removed", result.totals().removed());
    line.json.put("retyped", result.totals().retyped());
    line.json.put("modified", result.totals().modified());
    line.json.put("touched", result.totals().touched()).put("moves", result.totals().moves());
    line.json.put("modifiedInodes", result.totals().modifiedInodes()).endObject();
    line.json.put("liveBytesFrom", result.totals().liveBytesA());
    line.json.put("liveBytesTo", result.totals().liveBytesB());
    summary.put(line.json, packages);
    layers(line.json, a, b);
    line.json.beginArray("config");
    for (ConfigChange change : ConfigDiff.compare(a.image().config(), b.image().config())) {
      line.json.beginObject().put("field", change.field());
      line.json.put("from", ConfigText.shown(change.field(), change.a()));
      line.json.put("to", ConfigText.shown(change.field(), change.b())).endObject();
    }
    line.json.endArray();
    line.json.beginArray("paths");
    for (PathDifference difference : listed) {
      line.json.beginObject().put("path", difference.path());
      line.json.put("change", difference.kind().label()).beginArray("attributes");
      difference.attributes().forEach(attribute -> line.json.add(attribute.label()));
      line.json.endArray().endObject();
    }
    line.json.endArray();
    return line.bytes();
  }

  private static void layers(JsonLineWriter json, LayerStack a, LayerStack b) {
    int shared = 0;
    int onlyFrom = 0;
    int onlyTo = 0;
    for (LayerAlignment aligned :
        LayerAlignment.ofLayers(
            a.listings().stream().map(LayerListing::diffId).toList(),
            b.listings().stream().map(LayerListing::diffId).toList())) {
      if (aligned.isShared()) {
        shared++;
      } else if (aligned.a() >= 0) {
        onlyFrom++;
      } else {
        onlyTo++;
      }
    }
    json.beginObject("layers").put("shared", shared);
    json.put("onlyFrom", onlyFrom).put("onlyTo", onlyTo).endObject();
  }

  /** A line of {@code findings.jsonl}. */
  public static byte[] finding(Finding finding) throws IOException {
    Line line = new Line("finding");
    finding.toJson().members().forEach(line.json::put);
    return line.bytes();
  }

  /** A line of {@code exceptions.jsonl}. */
  public static byte[] exception(WaiverAudit.Line entry) throws IOException {
    Line line = new Line("exception");
    entry.toJson().members().forEach(line.json::put);
    return line.bytes();
  }

  /** A line of {@code passes.jsonl}. */
  public static byte[] verdicts(RuleVerdicts.Line verdicts) throws IOException {
    Line line = new Line("verdicts");
    verdicts.toJson().members().forEach(line.json::put);
    return line.bytes();
  }

  /** A line of {@code boundaries.jsonl}. */
  public static byte[] boundary(Boundary boundary) throws IOException {
    Line line = new Line("boundary");
    BoundaryFacts.json(boundary).members().forEach(line.json::put);
    return line.bytes();
  }

  /** A line of {@code failures.jsonl}. */
  public static byte[] failure(String source, Failure failure) throws IOException {
    Line line = new Line("failure");
    line.json.put("image", failure.subject()).put("code", failure.reason().code());
    if (!source.isEmpty()) {
      line.json.put("source", source);
    }
    line.json.put("where", failure.where()).put("detail", failure.detail());
    line.json.put("next", failure.reason().nextStep());
    return line.bytes();
  }

  /** One line in the making. */
  private static final class Line {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    final JsonLineWriter json = new JsonLineWriter(out);

    Line(String record) {
      json.begin().put("record", record).put("schemaVersion", SCHEMA_VERSION);
    }

    byte[] bytes() throws IOException {
      json.end();
      return out.toByteArray();
    }
  }
}
