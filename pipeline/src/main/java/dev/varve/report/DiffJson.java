package dev.varve.report;

import dev.varve.diff.ConfigChange;
import dev.varve.diff.ConfigDiff;
import dev.varve.diff.DiffOptions;
import dev.varve.diff.DiffTotals;
import dev.varve.diff.LayerAlignment;
import dev.varve.diff.Move;
import dev.varve.diff.TreeDiff;
import dev.varve.image.HistoryItem;
import dev.varve.image.Image;
import dev.varve.json.CanonicalJson;
import dev.varve.json.JsonArray;
import dev.varve.json.JsonObject;
import dev.varve.json.JsonValue;
import dev.varve.policy.BuildSecrets;
import dev.varve.stack.LayerStack;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code diff} as one JSON document, keys sorted: the images {@code a} and {@code b}, {@code
 * config}, {@code differences} and {@code moves} as in semantics.md section 10, {@code history},
 * {@code layers}, {@code summary}. The differences are streamed, one on a line.
 */
public final class DiffJson {
  private DiffJson() {}

  /** Writes the comparison; returns its totals. */
  public static DiffTotals write(LayerStack a, LayerStack b, DiffOptions options, OutputStream to)
      throws IOException {
    OutputStream out = new BufferedOutputStream(to, 1 << 16);
    text("{\"a\":", out);
    CanonicalJson.write(image(a), out);
    text(",\"b\":", out);
    CanonicalJson.write(image(b), out);
    text(",\"config\":", out);
    CanonicalJson.write(config(a, b), out);
    text(",\"differences\":", out);
    JsonArrayOutput differences = new JsonArrayOutput(out);
    CanonicalRecords records = new CanonicalRecords(differences);
    TreeDiff.Result result =
        TreeDiff.compare(a.listings(), b.listings(), options, records::difference);
    differences.finish();
    text(",\"history\":", out);
    CanonicalJson.write(history(a, b), out);
    text(",\"layers\":", out);
    CanonicalJson.write(layers(a, b), out);
    text(",\"moves\":", out);
    JsonArrayOutput moves = new JsonArrayOutput(out);
    CanonicalRecords moveRecords = new CanonicalRecords(moves);
    for (Move move : result.moves()) {
      moveRecords.move(move);
    }
    moves.finish();
    text(",\"summary\":", out);
    new CanonicalRecords(out).summary(result.totals());
    text("}\n", out);
    out.flush();
    return result.totals();
  }

  private static void text(String json, OutputStream out) throws IOException {
    out.write(json.getBytes(StandardCharsets.UTF_8));
  }

  private static JsonObject image(LayerStack stack) {
    Image image = stack.image();
    JsonObject.Builder object =
        JsonObject.builder()
            .put("name", image.name())
            .put("refs", JsonArray.ofTexts(image.refs()))
            .put("format", image.format().label())
            .put("platform", image.platform().toString())
            .put("layers", stack.layers().size())
            .put("verified", stack.isVerified());
    if (image.configDigest() != null) {
      object.put("configDigest", image.configDigest().toString());
    }
    if (image.manifestDigest() != null) {
      object.put("manifestDigest", image.manifestDigest().toString());
    }
    return object.build();
  }

  private static JsonArray config(LayerStack a, LayerStack b) {
    List<JsonValue> changes = new ArrayList<>();
    for (ConfigChange change : ConfigDiff.compare(a.image().config(), b.image().config())) {
      changes.add(
          JsonObject.builder()
              .put("field", change.field())
              .put("a", ConfigText.shown(change.field(), change.a()))
              .put("b", ConfigText.shown(change.field(), change.b()))
              .build());
    }
    return JsonArray.of(changes);
  }

  private static JsonArray history(LayerStack a, LayerStack b) {
    List<String> left = commands(a);
    List<String> right = commands(b);
    List<JsonValue> steps = new ArrayList<>();
    for (LayerAlignment pair : LayerAlignment.ofHistory(left, right)) {
      JsonObject.Builder step = pair(pair);
      String command = pair.b() >= 0 ? right.get(pair.b()) : left.get(pair.a());
      step.put("createdBy", BuildSecrets.redact(command));
      steps.add(step.build());
    }
    return JsonArray.of(steps);
  }

  private static List<String> commands(LayerStack stack) {
    return stack.image().config().history().stream().map(HistoryItem::createdBy).toList();
  }

  private static JsonArray layers(LayerStack a, LayerStack b) {
    List<JsonValue> layers = new ArrayList<>();
    for (LayerAlignment pair : DiffText.alignment(a, b)) {
      LayerStack.Layer layer = pair.b() >= 0 ? b.layers().get(pair.b()) : a.layers().get(pair.a());
      JsonObject.Builder object = pair(pair);
      object.put("diffId", layer.blob().diffId().toString());
      object.put("shippedBytes", layer.listing().summary().shippedBytes());
      String command = layer.descriptor().createdBy();
      object.putIfPresent("createdBy", command == null ? null : BuildSecrets.redact(command));
      layers.add(object.build());
    }
    return JsonArray.of(layers);
  }

  private static JsonObject.Builder pair(LayerAlignment pair) {
    JsonObject.Builder object = JsonObject.builder();
    if (pair.a() >= 0) {
      object.put("a", pair.a());
    }
    if (pair.b() >= 0) {
      object.put("b", pair.b());
    }
    return object;
  }
}
