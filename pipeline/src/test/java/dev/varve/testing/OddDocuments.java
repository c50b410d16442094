package dev.varve.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Documents of which a few values are replaced by odd ones, for readers that must bear them. */
public final class OddDocuments {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> VALUES =
      List.of(
          "null",
          "true",
          "\"\"",
          "\" \"",
          "\"x\"",
          "0",
          "-1",
          "1.5",
          "1e400",
          "9223372036854775807",
          "99999999999999999999",
          "[]",
          "{}",
          "[[]]",
          "[null]",
          "[{}]",
          "{\"\":null}",
          "{\"a\":[1]}",
          "\"${X\"",
          "\"$(A)\"",
          "\"/..\"",
          "\"//\"",
          "\"\\u0000\"",
          "\"\\ud800\"",
          "\"\\u202e\"",
          "\":\"",
          "\"::\"",
          "\"a:b:c:d\"",
          "\"=\"",
          "\"-\"",
          "\"99999999999999999999Ti\"",
          "\"-5Mi\"",
          "\"1e999\"",
          "\"0x7f\"",
          "\"host\"",
          "\"container:\"",
          "\"unconfined\"",
          "\"ALL\"",
          "\"CAP_\"",
          "\"sha256:\"",
          "\"2026-99-99\"",
          "\"[::]:80\"",
          "\"1-0/tcp\"",
          "\"**\"",
          "\"[\"",
          "\"\\\\\"");

  private OddDocuments() {}

  /** The text of a JSON document with one to four of its values replaced, dropped or moved. */
  public static byte[] mutated(byte[] json, Random random) throws IOException {
    JsonNode root = JSON.readTree(json);
    for (int i = random.nextInt(4); i >= 0; i--) {
      List<JsonNode> holders = new ArrayList<>();
      collect(root, holders);
      if (holders.isEmpty()) {
        break;
      }
      change(holders.get(random.nextInt(holders.size())), holders, random);
    }
    return root.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void collect(JsonNode node, List<JsonNode> holders) {
    if (node.isContainerNode() && !node.isEmpty()) {
      holders.add(node);
    }
    node.forEach(child -> collect(child, holders));
  }

  private static void change(JsonNode holder, List<JsonNode> others, Random random)
      throws IOException {
    boolean moves = random.nextInt(6) == 0;
    JsonNode value =
        moves
            ? others.get(random.nextInt(others.size())).deepCopy()
            : JSON.readTree(VALUES.get(random.nextInt(VALUES.size())));
    boolean drops = random.nextInt(6) == 0;
    int at = random.nextInt(holder.size());
    if (holder instanceof ObjectNode object) {
      List<String> names = new ArrayList<>();
      object.fieldNames().forEachRemaining(names::add);
      if (drops) {
        object.remove(names.get(at));
      } else {
        object.set(names.get(at), value);
      }
    } else if (holder instanceof ArrayNode array) {
      if (drops) {
        array.remove(at);
      } else {
        array.set(at, value);
      }
    }
  }
}
