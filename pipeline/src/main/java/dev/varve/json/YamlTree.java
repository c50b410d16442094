package dev.varve.json;

import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import dev.varve.failure.ReasonCode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * Turns YAML nodes into values. An anchor's value is made once and shared, but everything it stands
 * for counts each time, so that ten lines of aliases of aliases cannot grow without end.
 */
final class YamlTree {
  /** Values of one stream with all aliases written out; a document of 16 MiB has fewer. */
  private static final long MAX_VALUES = 20_000_000;

  private static final String MERGE = "<<";

  private final String document;
  private final int maxDepth;
  private final Map<Node, Weighed> known = new IdentityHashMap<>();
  private final Set<Node> open = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Set<String> expectedTags;
  private final boolean lastKeyWins;
  private long values;

  /**
   * @param expectedTags tags of the application's own, which change nothing of the value
   * @param lastKeyWins whether a key may come again, and then counts instead
   */
  YamlTree(String document, Set<String> expectedTags, boolean lastKeyWins, Limits limits) {
    this.document = document;
    this.lastKeyWins = lastKeyWins;
    this.expectedTags = Set.copyOf(expectedTags);
    this.maxDepth = Math.min(limits.maxJsonDepth(), Json.HIGHEST_DEPTH);
  }

  /**
   * @param weight values it stands for, itself included
   * @param depth of nesting below it
   */
  private record Weighed(JsonValue value, long weight, int depth) {}

  JsonValue value(Node node) throws InputException {
    return weighed(node).value();
  }

  private Weighed weighed(Node node) throws InputException {
    Weighed done = known.get(node);
    if (done == null) {
      if (!open.add(node)) {
        throw malformed(node, "an anchor that contains itself");
      }
      done = node instanceof ScalarNode scalar ? scalar(scalar) : collection(node);
      open.remove(node);
      known.put(node, done);
      values += 1;
    } else {
      values += done.weight();
    }
    if (values > MAX_VALUES || done.weight() > MAX_VALUES) {
      throw new InputException(
          ReasonCode.JSON_TOO_LARGE,
          document,
          "aliases write out more than " + MAX_VALUES + " values" + where(node));
    }
    if (done.depth() > maxDepth) {
      throw new InputException(
          ReasonCode.JSON_TOO_DEEP, document, "nested deeper than " + maxDepth + where(node));
    }
    return done;
  }

  private Weighed collection(Node node) throws InputException {
    if (node instanceof SequenceNode sequence) {
      requireTag(node, Tag.SEQ);
      return sequence(sequence);
    }
    requireTag(node, Tag.MAP);
    return mapping((MappingNode) node);
  }

  private Weighed sequence(SequenceNode node) throws InputException {
    List<JsonValue> items = new ArrayList<>();
    int[] lines = new int[node.getValue().size()];
    Map<Integer, String> tags = new HashMap<>();
    long weight = 1;
    int depth = 0;
    for (Node item : node.getValue()) {
      lines[items.size()] = line(item);
      if (isExpected(item.getTag())) {
        tags.put(items.size(), item.getTag().getValue());
      }
      Weighed value = weighed(item);
      items.add(value.value());
      weight += value.weight();
      depth = Math.max(depth, value.depth());
    }
    return new Weighed(new JsonArray(items, lines, tags), weight, depth + 1);
  }

  private Weighed mapping(MappingNode node) throws InputException {
    Map<String, JsonValue> members = new LinkedHashMap<>();
    Map<String, Integer> lines = new HashMap<>();
    Map<String, String> tags = new HashMap<>();
    List<Node> merged = new ArrayList<>();
    boolean mergeSeen = false;
    long weight = 1;
    int depth = 0;
    for (NodeTuple tuple : node.getValue()) {
      Node keyNode = tuple.getKeyNode();
      if (!(keyNode instanceof ScalarNode key)) {
        throw malformed(keyNode, "a key that is a list or a mapping");
      }
      boolean merge = key.getValue().equals(MERGE) && key.getTag().equals(Yaml.OPEN);
      if (!lastKeyWins && (merge ? mergeSeen : members.containsKey(key.getValue()))) {
        throw malformed(keyNode, "the key '" + key.getValue() + "' appears twice");
      }
      if (merge) {
        mergeSeen = true;
        merged.addAll(merged(tuple.getValueNode()));
        continue;
      }
      Weighed value = weighed(tuple.getValueNode());
      members.put(key.getValue(), value.value());
      lines.put(key.getValue(), line(keyNode));
      if (isExpected(tuple.getValueNode().getTag())) {
        tags.put(key.getValue(), tuple.getValueNode().getTag().getValue());
      }
      weight += value.weight();
      depth = Math.max(depth, value.depth());
    }
    for (Node other : merged) {
      Weighed value = weighed(other);
      if (!(value.value() instanceof JsonObject object)) {
        throw malformed(other, "'<<' wants a mapping or a list of mappings");
      }
      // What the mapping itself or an earlier merged one says wins.
      for (Map.Entry<String, JsonValue> member : object.members().entrySet()) {
        if (members.putIfAbsent(member.getKey(), member.getValue()) == null) {
          lines.put(member.getKey(), object.line(member.getKey()));
          if (!object.tag(member.getKey()).isEmpty()) {
            tags.put(member.getKey(), object.tag(member.getKey()));
          }
        }
      }
      weight += value.weight();
      depth = Math.max(depth, value.depth() - 1);
    }
    return new Weighed(new JsonObject(members, lines, tags), weight, depth + 1);
  }

  private static List<Node> merged(Node node) {
    return node instanceof SequenceNode sequence ? sequence.getValue() : List.of(node);
  }

  private Weighed scalar(ScalarNode node) throws InputException {
    return new Weighed(scalarValue(node), 1, 0);
  }

  private JsonValue scalarValue(ScalarNode node) throws InputException {
    String text = node.getValue();
    Tag tag = node.getTag();
    boolean quoted = node.getScalarStyle() != DumperOptions.ScalarStyle.PLAIN;
    if (tag.equals(Yaml.OPEN)) {
      return YamlScalar.value(text);
    }
    if (isExpected(tag)) {
      return quoted ? new JsonString(text) : YamlScalar.value(text);
    }
    if (tag.equals(Tag.STR) || (quoted && tag.getValue().equals("!"))) {
      return new JsonString(text);
    }
    JsonValue value = YamlScalar.value(text);
    boolean fits =
        (tag.equals(Tag.INT)
                && value instanceof JsonNumber number
                && number.value() instanceof Long)
            || (tag.equals(Tag.FLOAT) && value instanceof JsonNumber)
            || (tag.equals(Tag.BOOL) && value instanceof JsonBool)
            || (tag.equals(Tag.NULL) && value.isNull());
    if (!fits) {
      throw malformed(node, "the tag '" + tag.getValue() + "' is not supported for '" + text + "'");
    }
    return value;
  }

  private void requireTag(Node node, Tag expected) throws InputException {
    if (!node.getTag().equals(expected) && !isExpected(node.getTag())) {
      throw malformed(node, "the tag '" + node.getTag().getValue() + "' is not supported here");
    }
  }

  private boolean isExpected(Tag tag) {
    return expectedTags.contains(tag.getValue());
  }

  private static int line(Node node) {
    return node.getStartMark().getLine() + 1;
  }

  private String where(Node node) {
    return " (line " + line(node) + ", column " + (node.getStartMark().getColumn() + 1) + ")";
  }

  private InputException malformed(Node node, String what) {
    return new InputException(ReasonCode.JSON_MALFORMED, document, what + where(node));
  }
}
