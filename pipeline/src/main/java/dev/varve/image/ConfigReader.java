package dev.varve.image;

import dev.varve.blob.Bytes;
import dev.varve.blob.Digest;
import dev.varve.failure.InputException;
import dev.varve.failure.ReasonCode;
import dev.varve.json.JsonArray;
import dev.varve.json.JsonObject;
import dev.varve.json.JsonString;
import dev.varve.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads an image config (OCI image specification, config.md). What is absent or null is absent;
 * what has another type than the specification gives it is {@code json-malformed}, since no runtime
 * would start such an image either.
 *
 * <pre>{@code
 * {"os": "linux", "architecture": "amd64", "config": {"User": "app", "Env": ["A=1"]},
 *  "rootfs": {"type": "layers", "diff_ids": ["sha256:..."]},
 *  "history": [{"created_by": "COPY . /", "empty_layer": false}]}
 * }</pre>
 */
final class ConfigReader {
  private final String document;

  private ConfigReader(String document) {
    this.document = document;
  }

  static ImageConfig read(JsonObject config, Bytes raw, String document) throws InputException {
    return new ConfigReader(document).config(config, raw);
  }

  private ImageConfig config(JsonObject json, Bytes raw) throws InputException {
    JsonObject run = json.optionalObjectIn(document, "config");
    run = run == null ? JsonObject.EMPTY : run;
    JsonObject health = run.optionalObjectIn(document, "Healthcheck");
    return new ImageConfig(
        json.textIn(document, "os"),
        json.textIn(document, "architecture"),
        json.textIn(document, "variant"),
        json.textIn(document, "created"),
        run.textIn(document, "User"),
        texts(run, "Env"),
        words(run, "Entrypoint"),
        words(run, "Cmd"),
        texts(run, "Shell"),
        run.textIn(document, "WorkingDir"),
        keys(run, "Volumes"),
        keys(run, "ExposedPorts"),
        labels(run),
        health == null ? null : optionalTexts(health, "Test"),
        run.textIn(document, "StopSignal"),
        texts(run, "OnBuild"),
        diffIds(json),
        history(json),
        raw);
  }

  private @Nullable List<Digest> diffIds(JsonObject json) throws InputException {
    JsonObject rootfs = json.optionalObjectIn(document, "rootfs");
    List<String> written = rootfs == null ? null : optionalTexts(rootfs, "diff_ids");
    if (written == null) {
      return null;
    }
    List<Digest> diffIds = new ArrayList<>();
    for (String text : written) {
      String algorithm = text.substring(0, Math.max(0, text.indexOf(':')));
      if (!algorithm.isEmpty() && !algorithm.equals("sha256") && !algorithm.equals("sha512")) {
        throw new InputException(ReasonCode.UNSUPPORTED_DIGEST, document, "diffID '" + text + "'");
      }
      diffIds.add(Digest.parse(text, document));
    }
    return diffIds;
  }

  private List<HistoryItem> history(JsonObject json) throws InputException {
    List<HistoryItem> history = new ArrayList<>();
    JsonArray items = json.optionalArrayIn(document, "history");
    for (JsonValue value : items == null ? JsonArray.EMPTY : items) {
      JsonObject item = ImageDocuments.objectIn(document, value);
      JsonValue empty = item.present("empty_layer");
      if (empty != null && empty.boolOrNull() == null) {
        throw JsonObject.unexpected(document, "empty_layer", "a truth value", empty);
      }
      history.add(
          new HistoryItem(
              item.textIn(document, "created"),
              item.textIn(document, "created_by"),
              item.textIn(document, "author"),
              item.textIn(document, "comment"),
              empty != null && Boolean.TRUE.equals(empty.boolOrNull())));
    }
    return history;
  }

  private SortedMap<String, String> labels(JsonObject run) throws InputException {
    SortedMap<String, String> labels = new TreeMap<>();
    JsonObject written = run.optionalObjectIn(document, "Labels");
    if (written != null) {
      for (String key : written.keys()) {
        labels.put(key, written.textIn(document, key));
      }
    }
    return labels;
  }

  /** The keys of an object that is used as a set, sorted. */
  private List<String> keys(JsonObject run, String key) throws InputException {
    JsonObject set = run.optionalObjectIn(document, key);
    return set == null ? List.of() : set.keys().stream().sorted().toList();
  }

  /** Words of a command; Docker reads a single text as one word. */
  private @Nullable List<String> words(JsonObject run, String key) throws InputException {
    JsonValue value = run.present(key);
    return value instanceof JsonString text ? List.of(text.value()) : optionalTexts(run, key);
  }

  private List<String> texts(JsonObject json, String key) throws InputException {
    List<String> texts = optionalTexts(json, key);
    return texts == null ? List.of() : texts;
  }

  private @Nullable List<String> optionalTexts(JsonObject json, String key) throws InputException {
    JsonArray array = json.optionalArrayIn(document, key);
    return array == null ? null : texts(array, key, document);
  }

  /** The items of an array that must all be texts. */
  static List<String> texts(JsonArray array, String key, String document) throws InputException {
    List<String> texts = new ArrayList<>();
    for (JsonValue item : array) {
      if (!(item instanceof JsonString text)) {
        throw JsonObject.unexpected(document, key, "an array of strings", item);
      }
      texts.add(text.value());
    }
    return texts;
  }
}
