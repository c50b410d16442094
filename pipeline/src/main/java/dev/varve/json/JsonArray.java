package dev.varve.json;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A list of values, in the order of the document. */
public final class JsonArray implements JsonValue, Iterable<JsonValue> {
  public static final JsonArray EMPTY = new JsonArray(List.of(), null, Map.of());

  private final List<JsonValue> items;
  private final int @Nullable [] lines;
  private final Map<Integer, String> tags;

  /**
   * @param lines of the items in their document, or null if not known; not copied
   * @param tags of the items that have one
   */
  JsonArray(List<JsonValue> items, int @Nullable [] lines, Map<Integer, String> tags) {
    this.items = List.copyOf(items);
    this.lines = lines;
    this.tags = tags;
  }

  public static JsonArray of(List<? extends JsonValue> items) {
    return new JsonArray(List.copyOf(items), null, Map.of());
  }

  public static JsonArray ofTexts(List<String> texts) {
    List<JsonValue> items = new ArrayList<>(texts.size());
    texts.forEach(text -> items.add(new JsonString(text)));
    return new JsonArray(items, null, Map.of());
  }

  public List<JsonValue> items() {
    return items;
  }

  public int size() {
    return items.size();
  }

  public boolean isEmpty() {
    return items.isEmpty();
  }

  public JsonValue get(int index) {
    return items.get(index);
  }

  /** The line on which an item starts, from 1; 0 if not known. */
  public int line(int index) {
    return lines == null ? 0 : lines[index];
  }

  /** The tag that stands before an item; see {@link JsonObject#tag}. */
  public String tag(int index) {
    return tags.getOrDefault(index, "");
  }

  @Override
  public Iterator<JsonValue> iterator() {
    return items.iterator();
  }

  @Override
  public String kind() {
    return "an array";
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof JsonArray array && items.equals(array.items);
  }

  @Override
  public int hashCode() {
    return items.hashCode();
  }

  /** The canonical text. */
  @Override
  public String toString() {
    return CanonicalJson.text(this);
  }
}
