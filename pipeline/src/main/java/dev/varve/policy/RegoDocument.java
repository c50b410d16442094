package dev.varve.policy;

import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import dev.varve.json.CanonicalJson;
import dev.varve.json.Json;
import dev.varve.json.JsonArray;
import dev.varve.json.JsonBool;
import dev.varve.json.JsonNull;
import dev.varve.json.JsonNumber;
import dev.varve.json.JsonObject;
import dev.varve.json.JsonString;
import dev.varve.json.JsonValue;
import dev.varve.rego.EvaluationError;
import dev.varve.rego.RegoArray;
import dev.varve.rego.RegoJson;
import dev.varve.rego.RegoNull;
import dev.varve.rego.RegoNumber;
import dev.varve.rego.RegoObject;
import dev.varve.rego.RegoSet;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** JSON documents as values of Rego's, and the other way round. */
final class RegoDocument {
  private long bytes;

  private RegoDocument() {}

  /**
   * A document for rules.
   *
   * @param bytes about as many as it takes as JSON text
   */
  record Sized(Object value, long bytes) {}

  static Sized sized(JsonValue json) {
    RegoDocument document = new RegoDocument();
    Object value = document.from(json);
    return new Sized(value, document.bytes);
  }

  static Object of(JsonValue json) {
    return new RegoDocument().from(json);
  }

  private Object from(JsonValue json) {
    if (json instanceof JsonString text) {
      return text(text.value());
    }
    if (json instanceof JsonObject object) {
      RegoObject made = new RegoObject(object.size());
      for (Map.Entry<String, JsonValue> member : object.members().entrySet()) {
        String key = text(member.getKey());
        Object value = from(member.getValue());
        if (key.indexOf('\ufffd') < 0) {
          made.putNew(key, value);
        } else {
          // Two keys that differ in what is no text may have become one.
          made.put(key, value);
        }
      }
      bytes += 2 + 2L * object.size();
      return made;
    }
    if (json instanceof JsonArray array) {
      RegoArray made = new RegoArray(array.size());
      for (JsonValue item : array.items()) {
        made.add(from(item));
      }
      bytes += 2 + array.size();
      return made;
    }
    if (json instanceof JsonNumber number) {
      Long whole = number.longOrNull();
      String text = whole == null ? CanonicalJson.text(number) : "";
      bytes += whole == null ? text.length() : length(whole);
      return whole == null ? RegoNumber.of(text) : whole;
    }
    bytes += 5;
    return json instanceof JsonBool bool ? (Object) bool.value() : RegoNull.NULL;
  }

  private String text(String text) {
    bytes += text.length() + 2;
    return RegoJson.wellFormed(text);
  }

  private static int length(long number) {
    return number >= 0 && number < 10 ? 1 : 4;
  }

  /**
   * A value as JSON: a set as an array in Rego's order, and U+FFFD for a byte that is no text.
   *
   * @throws EvaluationError if it has a number that JSON documents cannot have here
   */
  static JsonValue json(Object value) {
    if (value instanceof String text) {
      return new JsonString(RegoJson.wellFormed(text));
    }
    if (value instanceof RegoObject object) {
      JsonObject.Builder made = JsonObject.builder();
      object.forEach(
          (key, member) ->
              made.put(
                  RegoJson.wellFormed(key instanceof String name ? name : RegoJson.text(key)),
                  json(member)));
      return made.build();
    }
    if (value instanceof RegoArray array) {
      return list(array.toArray());
    }
    if (value instanceof RegoSet set) {
      return list(set.toArray());
    }
    if (value instanceof Long whole) {
      return JsonNumber.of(whole);
    }
    if (value instanceof RegoNumber number) {
      return number(number.toString());
    }
    return value instanceof Boolean bool ? new JsonBool(bool) : JsonNull.NULL;
  }

  private static JsonArray list(Object[] values) {
    List<JsonValue> items = new ArrayList<>(values.length);
    for (Object value : values) {
      items.add(json(value));
    }
    return JsonArray.of(items);
  }

  private static JsonValue number(String text) {
    try {
      return Json.parse(
          text.getBytes(StandardCharsets.US_ASCII), "the policy's answer", Limits.DEFAULT);
    } catch (InputException e) {
      throw new EvaluationError(e.source() + ": " + e.detail());
    }
  }
}
