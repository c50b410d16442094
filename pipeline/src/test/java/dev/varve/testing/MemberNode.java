package dev.varve.testing;

import com.fasterxml.jackson.databind.JsonNode;
import dev.varve.blob.Bytes;
import java.util.Base64;
import java.util.Map;

/** Reads one tar member as a vector file gives it: {@code path}, {@code kind} and what differs. */
final class MemberNode {
  private static final Map<String, Character> TYPES =
      Map.of(
          "file",
          '0',
          "hardlink",
          '1',
          "symlink",
          '2',
          "chardev",
          '3',
          "blockdev",
          '4',
          "dir",
          '5',
          "fifo",
          '6');

  private MemberNode() {}

  static TarMember read(JsonNode node) {
    char type =
        node.has("type") ? node.get("type").asText().charAt(0) : typeOf(node.get("kind").asText());
    TarMember member =
        TarMember.ofType(type, bytes(node, "path"))
            .link(bytes(node, "linkTarget"))
            .content(bytes(node, "content"));
    attributes(node, member);
    return member;
  }

  private static char typeOf(String kind) {
    Character type = TYPES.get(kind);
    if (type == null) {
      throw new IllegalArgumentException("no kind of entry: " + kind);
    }
    return type;
  }

  /** Takes over mode, owner, times, device numbers and extended attributes. */
  static void attributes(JsonNode node, TarMember member) {
    if (node.has("mode")) {
      member.mode(Integer.parseInt(node.get("mode").asText(), 8));
    }
    member.owner(node.path("uid").asLong(0), node.path("gid").asLong(0));
    member.ownerNames(node.path("uname").asText(""), node.path("gname").asText(""));
    member.mtime(node.path("mtime").asLong(1_000_000_000L), node.path("mtimeNs").asInt(0));
    member.device(node.path("devMajor").asInt(0), node.path("devMinor").asInt(0));
    node.path("xattrs")
        .properties()
        .forEach(entry -> member.xattr(entry.getKey(), base64(entry.getValue().asText())));
  }

  /** Text, or exact bytes under the key with {@code B64}. */
  static Bytes bytes(JsonNode node, String key) {
    JsonNode exact = node.get(key + "B64");
    return exact != null ? base64(exact.asText()) : Bytes.utf8(node.path(key).asText(""));
  }

  private static Bytes base64(String text) {
    return Bytes.wrap(Base64.getDecoder().decode(text));
  }
}
