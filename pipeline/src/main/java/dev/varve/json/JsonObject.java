package dev.varve.json;

import dev.varve.blob.Bytes;
import dev.varve.failure.InputException;
import dev.varve.failure.ReasonCode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Named values, in the order of the document. The {@code …In} accessors are for documents whose
 * shape is prescribed: they name the document, the key and what is there instead.
 */
public final class JsonObject implements JsonValue {
  public static final JsonObject EMPTY = new JsonObject(Map.of(), Map.of(), Map.of());

  private final Map<String, JsonValue> members;
  private final Map<String, Integer> lines;
  private final Map<String, String> tags;

  /** Takes the maps themselves: the caller must never change them again. */
  JsonObject(Map<String, JsonValue> members, Map<String, Integer> lines, Map<String, String> tags) {
    this.members = Collections.unmodifiableMap(members);
    this.lines = lines;
    this.tags = tags;
  }

  public static Builder builder() {
    return new Builder();
  }

  /** The value under a key, or null if there is none; a written null is {@link JsonNull}. */
  public @Nullable JsonValue get(String key) {
    return members.get(key);
  }

  /** As {@link #get}, but null for a written null as well. */
  public @Nullable JsonValue present(String key) {
    JsonValue value = members.get(key);
    return value == null || value.isNull() ? null : value;
  }

  public boolean has(String key) {
    return members.containsKey(key);
  }

  public Set<String> keys() {
    return members.keySet();
  }

  public Map<String, JsonValue> members() {
    return members;
  }

  public int size() {
    return members.size();
  }

  public boolean isEmpty() {
    return members.isEmpty();
  }

  /** The line on which a key stands, from 1; 0 if not known. */
  public int line(String key) {
    return lines.getOrDefault(key, 0);
  }

  /**
   * The tag that stands before the value of a key in YAML, such as {@code !reset}; empty if there
   * is none. Only tags that the reader was told to expect get here.
   */
  public String tag(String key) {
    return tags.getOrDefault(key, "");
  }

  /** The text under a key; empty if absent or null; {@code json-malformed} if not a string. */
  public String textIn(String document, String key) throws InputException {
    String text = optionalTextIn(document, key);
    return text == null ? "" : text;
  }

  /** The text under a key; null if absent or null; {@code json-malformed} if not a string. */
  public @Nullable String optionalTextIn(String document, String key) throws InputException {
    JsonValue value = present(key);
    if (value == null) {
      return null;
    }
    if (value instanceof JsonString string) {
      return string.value();
    }
    throw unexpected(document, key, "a string", value);
  }

  /** The object under a key; null if absent or null; {@code json-malformed} if not an object. */
  public @Nullable JsonObject optionalObjectIn(String document, String key) throws InputException {
    JsonValue value = present(key);
    if (value == null || value instanceof JsonObject) {
      return (JsonObject) value;
    }
    throw unexpected(document, key, "an object", value);
  }

  /** The array under a key; null if absent or null; {@code json-malformed} if not an array. */
  public @Nullable JsonArray optionalArrayIn(String document, String key) throws InputException {
    JsonValue value = present(key);
    if (value == null || value instanceof JsonArray) {
      return (JsonArray) value;
    }
    throw unexpected(document, key, "an array", value);
  }

  /** The whole number under a key; another one if there is none that fits a {@code long}. */
  public long numberOr(String key, long otherwise) {
    JsonValue value = get(key);
    Long number = value == null ? null : value.longOrNull();
    return number == null ? otherwise : number;
  }

  /** The failure to report for a value of the wrong kind. */
  public static InputException unexpected(
      String document, String key, String expected, JsonValue found) {
    return new InputException(
        ReasonCode.JSON_MALFORMED,
        document,
        "a document has another shape than expected: '"
            + key
            + "' is "
            + found.kind()
            + ", not "
            + expected);
  }

  @Override
  public String kind() {
    return "an object";
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof JsonObject object && members.equals(object.members);
  }

  @Override
  public int hashCode() {
    return members.hashCode();
  }

  /** The canonical text. */
  @Override
  public String toString() {
    return CanonicalJson.text(this);
  }

  /** Collects the members of an object to be written; a key put twice keeps the later value. */
  public static final class Builder {
    private final Map<String, JsonValue> members = new LinkedHashMap<>();

    private Builder() {}

    public Builder put(String key, JsonValue value) {
      members.put(key, value);
      return this;
    }

    public Builder put(String key, String text) {
      return put(key, new JsonString(text));
    }

    public Builder put(String key, long number) {
      return put(key, JsonNumber.of(number));
    }

    public Builder put(String key, double number) {
      return put(key, JsonNumber.of(number));
    }

    public Builder put(String key, boolean value) {
      return put(key, new JsonBool(value));
    }

    /**
     * A byte string: its text, and if that does not identify it, the exact bytes in base64 under
     * {@code keyB64} (semantics.md section 3).
     */
    public Builder put(String key, Bytes bytes) {
      if (!bytes.isUtf8()) {
        put(key + "B64", bytes.base64());
      }
      return put(key, bytes.text());
    }

    /** Puts nothing if the text is null. */
    public Builder putIfPresent(String key, @Nullable String text) {
      return text == null ? this : put(key, text);
    }

    public JsonObject build() {
      return new JsonObject(new LinkedHashMap<>(members), Map.of(), Map.of());
    }
  }
}
