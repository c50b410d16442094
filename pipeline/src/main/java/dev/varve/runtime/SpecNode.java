package dev.varve.runtime;

import dev.varve.failure.InputException;
import dev.varve.failure.ReasonCode;
import dev.varve.json.JsonArray;
import dev.varve.json.JsonNull;
import dev.varve.json.JsonObject;
import dev.varve.json.JsonString;
import dev.varve.json.JsonValue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A value of a run spec together with its place, so that every complaint and every {@link Origin}
 * can name file, line and pointer. Absent values and written nulls are nodes too.
 *
 * @param document as messages name it
 * @param pointer JSON pointer; empty for the document itself
 * @param line from 1, 0 if unknown; for absent values that of the parent
 * @param value null if absent
 * @param parts what the value is made of where that has places of its own; null for a value that is
 *     just as its document has it
 */
public record SpecNode(
    String document, String pointer, int line, @Nullable JsonValue value, @Nullable Parts parts) {

  /** What a value is made of that was put together from several places. */
  public sealed interface Parts {}

  private record Members(Map<String, SpecNode> nodes) implements Parts {}

  private record Items(List<SpecNode> nodes) implements Parts {}

  private record Open(Set<String> variables) implements Parts {}

  /** A value just as its document has it. */
  public SpecNode(String document, String pointer, int line, @Nullable JsonValue value) {
    this(document, pointer, line, value, null);
  }

  public static SpecNode root(String document, JsonValue value) {
    return new SpecNode(document, "", 1, value);
  }

  /**
   * One of several documents of a file; its line is that of its first key.
   *
   * @param pointer to the document, if the file is one that holds others
   */
  public static SpecNode part(String document, String pointer, JsonValue value) {
    JsonObject object = value.objectOrNull();
    int line =
        object == null || object.isEmpty() ? 0 : object.line(object.keys().iterator().next());
    return new SpecNode(document, pointer, line, value);
  }

  /** An object at this place whose members come from wherever they come from. */
  public SpecNode withMembers(Map<String, SpecNode> members) {
    JsonObject.Builder object = JsonObject.builder();
    Map<String, SpecNode> nodes = new LinkedHashMap<>();
    members.forEach(
        (key, node) -> {
          if (node.value() != null) {
            object.put(key, node.value());
            nodes.put(key, node);
          }
        });
    return new SpecNode(
        document, pointer, line, object.build(), new Members(Collections.unmodifiableMap(nodes)));
  }

  /** A list at this place whose items come from wherever they come from. */
  public SpecNode withItems(List<SpecNode> items) {
    List<JsonValue> values = new ArrayList<>();
    List<SpecNode> nodes = new ArrayList<>();
    for (SpecNode node : items) {
      if (node.value() != null) {
        values.add(node.value());
        nodes.add(node);
      }
    }
    return new SpecNode(
        document, pointer, line, JsonArray.of(values), new Items(List.copyOf(nodes)));
  }

  /**
   * A text at this place.
   *
   * @param open names of the variables in it that nothing gives a value
   */
  public SpecNode withText(String text, Set<String> open) {
    return new SpecNode(
        document,
        pointer,
        line,
        new JsonString(text),
        open.isEmpty() ? null : new Open(Collections.unmodifiableSet(new TreeSet<>(open))));
  }

  /** A null written at this place. */
  public SpecNode withNull() {
    return new SpecNode(document, pointer, line, JsonNull.NULL);
  }

  /** Nothing at this place. */
  public SpecNode absent() {
    return new SpecNode(document, pointer, line, null);
  }

  /** Names of the variables in this text that nothing gives a value. */
  public Set<String> openVariables() {
    return parts instanceof Open open ? open.variables() : Set.of();
  }

  /** Whether nothing is said: the key is missing or its value is null. */
  public boolean isAbsent() {
    return value == null || value.isNull();
  }

  public @Nullable JsonObject object() {
    return value == null ? null : value.objectOrNull();
  }

  public @Nullable JsonArray array() {
    return value == null ? null : value.arrayOrNull();
  }

  /** The value under a key; an absent node if there is none or this is no object. */
  public SpecNode get(String key) {
    if (parts instanceof Members members) {
      SpecNode node = members.nodes().get(key);
      return node != null ? node : new SpecNode(document, pointer + "/" + escaped(key), line, null);
    }
    JsonObject object = object();
    JsonValue member = object == null ? null : object.get(key);
    int at = object == null || member == null ? 0 : object.line(key);
    return new SpecNode(document, pointer + "/" + escaped(key), at == 0 ? line : at, member);
  }

  /** The value at a JSON pointer below this one. */
  public SpecNode at(String path) {
    SpecNode node = this;
    for (String key : path.split("/")) {
      if (!key.isEmpty()) {
        node = node.get(key.replace("~1", "/").replace("~0", "~"));
      }
    }
    return node;
  }

  private static String escaped(String key) {
    return key.replace("~", "~0").replace("/", "~1");
  }

  /** The keys of an object, in order; none if absent. */
  public List<String> keys() throws InputException {
    JsonObject object = object();
    if (object == null) {
      if (isAbsent()) {
        return List.of();
      }
      throw expected("a mapping");
    }
    return List.copyOf(object.keys());
  }

  /** The items of a list; none if absent. */
  public List<SpecNode> items() throws InputException {
    if (parts instanceof Items items) {
      return items.nodes();
    }
    JsonArray array = array();
    if (array == null) {
      if (isAbsent()) {
        return List.of();
      }
      throw expected("a list");
    }
    List<SpecNode> items = new ArrayList<>();
    for (int i = 0; i < array.size(); i++) {
      int at = array.line(i);
      items.add(new SpecNode(document, pointer + "/" + i, at == 0 ? line : at, array.get(i)));
    }
    return items;
  }

  /** The text of a string, number or truth value; null if absent. */
  public @Nullable String scalar() throws InputException {
    if (value == null || value.isNull()) {
      return null;
    }
    String text = value.scalarTextOrNull();
    if (text == null) {
      throw expected("a string");
    }
    return text;
  }

  /** The texts of a list of scalars; none if absent. */
  public List<String> scalars() throws InputException {
    List<String> texts = new ArrayList<>();
    for (SpecNode item : items()) {
      String text = item.scalar();
      if (text == null) {
        throw item.expected("a string");
      }
      texts.add(text);
    }
    return texts;
  }

  /** A truth value, also in the words that YAML 1.1 and quoted values use. */
  public boolean bool(boolean fallback) throws InputException {
    String text = scalar();
    return text == null ? fallback : truth(text);
  }

  /** As {@link #bool}, for a text that was interpolated. */
  public boolean truth(String text) throws InputException {
    return switch (text.strip().toLowerCase(Locale.ROOT)) {
      case "true", "yes", "on", "y", "1" -> true;
      case "false", "no", "off", "n", "0", "" -> false;
      default -> throw invalid("'" + text + "' is neither true nor false");
    };
  }

  /** A whole number; null if absent. */
  public @Nullable Long number() throws InputException {
    if (isAbsent() || value == null) {
      return null;
    }
    Long number = value.longOrNull();
    if (number == null) {
      throw expected("a whole number");
    }
    return number;
  }

  /** The text of a scalar that must be there and not be empty. */
  public String required() throws InputException {
    String text = scalar();
    if (text == null || text.isEmpty()) {
      throw invalid("it is missing, and without it nothing can be said");
    }
    return text;
  }

  /** The failure for a value of the wrong kind. */
  public InputException expected(String what) {
    return invalid("expected " + what + ", found " + (value == null ? "nothing" : value.kind()));
  }

  /** The failure for a value that cannot be used. */
  public InputException invalid(String detail) {
    String place = pointer.isEmpty() ? "" : pointer.substring(1).replace('/', '.') + ": ";
    String at = line == 0 ? "" : "line " + line + ": ";
    return new InputException(ReasonCode.RUN_SPEC_INVALID, document, at + place + detail);
  }

  /** Something about this value that is left open. */
  public Gap gap(String why) {
    return new Gap(
        pointer.isEmpty() ? document : pointer.substring(1).replace('/', '.'),
        why,
        line == 0 ? document : document + ":" + line);
  }

  public Origin origin() {
    return Origin.set(document, pointer, line);
  }
}
