package dev.varve.report;

import dev.varve.diff.LayerAlignment;
import dev.varve.json.JsonArray;
import dev.varve.json.JsonObject;
import dev.varve.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What became of one image between two runs.
 *
 * @param name as reports call it
 * @param platform empty if not known
 * @param before null if the earlier run did not analyse it
 * @param now null if the later run did not
 * @param failure code of the reason why one or both could not; empty if none failed
 */
public record ImageComparison(
    State state,
    String name,
    String platform,
    @Nullable ImageRecord before,
    @Nullable ImageRecord now,
    String failure) {

  /** The choices. */
  public enum State {
    NEW,
    GONE,
    /** The same name for other bytes. */
    REBUILT,
    UNCHANGED,
    /** The later run could not analyse it, the earlier one could. */
    FAILED_NOW,
    /** The earlier run could not analyse it, the later one could. */
    FAILED_BEFORE,
    FAILED_BOTH;

    /** The text form in outputs. */
    public String label() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The same seen from the other run. */
    State mirrored() {
      return switch (this) {
        case NEW -> GONE;
        case GONE -> NEW;
        case FAILED_NOW -> FAILED_BEFORE;
        case FAILED_BEFORE -> FAILED_NOW;
        case REBUILT, UNCHANGED, FAILED_BOTH -> this;
      };
    }
  }

  /** Whether it is not what it claims, and the earlier run did not know it as such. */
  boolean isNewlyUnverified() {
    return now != null && !now.verified() && (before == null || before.verified());
  }

  /** Layers of both, of the earlier alone, of the later alone; each lowest first. */
  record Layers(
      List<ImageRecord.Layer> kept,
      List<ImageRecord.Layer> dropped,
      List<ImageRecord.Layer> added) {}

  Layers layers() {
    List<ImageRecord.Layer> a = before == null ? List.of() : before.layers();
    List<ImageRecord.Layer> b = now == null ? List.of() : now.layers();
    Layers layers = new Layers(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    for (LayerAlignment aligned :
        LayerAlignment.ofLayers(
            a.stream().map(ImageRecord.Layer::diffId).toList(),
            b.stream().map(ImageRecord.Layer::diffId).toList())) {
      if (aligned.isShared()) {
        layers.kept().add(b.get(aligned.b()));
      } else if (aligned.a() >= 0) {
        layers.dropped().add(a.get(aligned.a()));
      } else {
        layers.added().add(b.get(aligned.b()));
      }
    }
    return layers;
  }

  /** The form in results. */
  JsonObject toJson() {
    JsonObject.Builder json =
        JsonObject.builder()
            .put("state", state.label())
            .put("image", name)
            .put("platform", platform);
    if (!failure.isEmpty()) {
      json.put("failure", failure);
    }
    if (before != null) {
      json.put("before", side(before));
    }
    if (now != null) {
      json.put("now", side(now));
    }
    if (state == State.REBUILT) {
      Layers layers = layers();
      json.put(
          "layers",
          JsonObject.builder()
              .put("kept", rows(layers.kept()))
              .put("dropped", rows(layers.dropped()))
              .put("added", rows(layers.added()))
              .build());
    }
    return json.build();
  }

  private static JsonObject side(ImageRecord image) {
    JsonObject.Builder json =
        JsonObject.builder()
            .put("source", image.source())
            .put("verified", image.verified())
            .put("layers", image.layers().size());
    if (image.config().startsWith("sha")) {
      json.put("configDigest", image.config());
    }
    if (image.liveBytes() >= 0) {
      json.put("liveBytes", image.liveBytes());
    }
    return json.putIfPresent("manifestDigest", image.manifest()).build();
  }

  private static JsonArray rows(List<ImageRecord.Layer> layers) {
    List<JsonValue> rows = new ArrayList<>();
    for (ImageRecord.Layer layer : layers) {
      JsonObject.Builder row = JsonObject.builder().put("diffId", layer.diffId().toString());
      if (layer.blobBytes() >= 0) {
        row.put("blobBytes", layer.blobBytes());
      }
      if (!layer.createdBy().isEmpty()) {
        row.put("createdBy", layer.createdBy());
      }
      rows.add(row.build());
    }
    return JsonArray.of(rows);
  }
}
