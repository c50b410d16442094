package dev.varve.policy;

import dev.varve.blob.Bytes;
import dev.varve.json.JsonArray;
import dev.varve.json.JsonBool;
import dev.varve.json.JsonNull;
import dev.varve.json.JsonNumber;
import dev.varve.json.JsonObject;
import dev.varve.json.JsonString;
import dev.varve.json.JsonValue;
import dev.varve.layer.FileCapabilities;
import dev.varve.runtime.Gap;
import dev.varve.runtime.Origin;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The spellings that all facts documents share (policy-catalogue.md section 1): absolute paths,
 * octal modes, null for what is known to be absent.
 */
final class FactsJson {
  static final String SCHEMA = "varve.facts/1";

  private FactsJson() {}

  /** The beginning of every document. */
  static JsonObject.Builder envelope(RuleScope scope, String key, String name, List<Gap> gaps) {
    return envelope(scope, scope.label(), key, name, gaps);
  }

  /**
   * The beginning of a document whose subject is of another kind than its scope.
   *
   * @param kind as {@link Subject.Kind} labels it
   */
  static JsonObject.Builder envelope(
      RuleScope scope, String kind, String key, String name, List<Gap> gaps) {
    List<JsonValue> written = new ArrayList<>();
    for (Gap gap : gaps) {
      written.add(
          JsonObject.builder()
              .put("what", gap.what())
              .put("why", gap.why())
              .put("where", gap.where())
              .build());
    }
    return JsonObject.builder()
        .put("schema", SCHEMA)
        .put("scope", scope.label())
        .put(
            "subject",
            JsonObject.builder().put("kind", kind).put("key", key).put("name", name).build())
        .put("complete", gaps.isEmpty())
        .put("gaps", JsonArray.of(written));
  }

  /** Four octal digits. */
  static String mode(int modeBits) {
    return String.format("%04o", modeBits & 07777);
  }

  /** The bits above the permissions by name, ascending. */
  static JsonArray special(int modeBits) {
    List<String> names = new ArrayList<>();
    if ((modeBits & 02000) != 0) {
      names.add("setgid");
    }
    if ((modeBits & 04000) != 0) {
      names.add("setuid");
    }
    if ((modeBits & 01000) != 0) {
      names.add("sticky");
    }
    return JsonArray.ofTexts(names);
  }

  /** A path of the image in absolute form; exact bytes beside it if the text is not them. */
  static void path(JsonObject.Builder json, String key, Bytes path) {
    json.put(key, "/" + path.text());
    if (!path.isUtf8()) {
      json.put(key + "_b64", path.base64());
    }
  }

  static JsonValue text(@Nullable String text) {
    return text == null ? JsonNull.NULL : new JsonString(text);
  }

  static JsonValue number(@Nullable Long number) {
    return number == null ? JsonNull.NULL : JsonNumber.of(number);
  }

  static JsonValue bool(@Nullable Boolean value) {
    return value == null ? JsonNull.NULL : new JsonBool(value);
  }

  static JsonValue texts(@Nullable List<String> texts) {
    return texts == null ? JsonNull.NULL : JsonArray.ofTexts(texts);
  }

  static JsonArray numbers(Collection<Long> numbers) {
    List<JsonValue> items = new ArrayList<>(numbers.size());
    numbers.forEach(number -> items.add(JsonNumber.of(number)));
    return JsonArray.of(items);
  }

  /** File capabilities from the raw attribute; null if there is none or it is malformed. */
  static JsonValue capabilities(@Nullable Bytes attribute) {
    FileCapabilities caps = attribute == null ? null : FileCapabilities.decode(attribute);
    if (caps == null) {
      return JsonNull.NULL;
    }
    return JsonObject.builder()
        .put("permitted", JsonArray.ofTexts(caps.permitted()))
        .put("inheritable", JsonArray.ofTexts(caps.inheritable()))
        .put("effective", caps.effective())
        .put("rootid", number(caps.rootId()))
        .build();
  }

  static JsonObject origin(Origin origin) {
    JsonObject.Builder json = JsonObject.builder().put("how", origin.how().label());
    json.putIfPresent("file", origin.file()).putIfPresent("pointer", origin.pointer());
    if (origin.line() > 0) {
      json.put("line", origin.line());
    }
    return json.build();
  }
}
