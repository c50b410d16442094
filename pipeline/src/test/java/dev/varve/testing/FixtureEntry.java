package dev.varve.testing;

import com.fasterxml.jackson.databind.JsonNode;
import dev.varve.blob.Bytes;
import dev.varve.blob.Digest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * Reads one entry of a layer declared in YAML: its kind is the key that holds its path ({@code
 * file: etc/hosts}), and for files the content is text, base64, filler, a private key or an ELF
 * program.
 */
final class FixtureEntry {
  private static final Map<String, Function<String, TarMember>> KINDS = new LinkedHashMap<>();
  private static final String[] KEYS = {
    "file",
    "dir",
    "symlink",
    "hardlink",
    "whiteout",
    "opaque",
    "chardev",
    "blockdev",
    "fifo",
    "raw",
    "to",
    "type",
    "content",
    "base64",
    "filler",
    "privateKey",
    "elf",
    "sparse",
    "mode",
    "uid",
    "gid",
    "uname",
    "gname",
    "mtime",
    "mtimeNs",
    "devMajor",
    "devMinor",
    "xattrs"
  };

  static {
    KINDS.put("file", path -> TarMember.ofType('0', Bytes.utf8(path)));
    KINDS.put("dir", path -> TarMember.ofType('5', Bytes.utf8(path)));
    KINDS.put("symlink", path -> TarMember.ofType('2', Bytes.utf8(path)));
    KINDS.put("hardlink", path -> TarMember.ofType('1', Bytes.utf8(path)));
    KINDS.put("chardev", path -> TarMember.ofType('3', Bytes.utf8(path)));
    KINDS.put("blockdev", path -> TarMember.ofType('4', Bytes.utf8(path)));
    KINDS.put("fifo", path -> TarMember.ofType('6', Bytes.utf8(path)));
    KINDS.put("whiteout", path -> TarMember.ofType('0', Bytes.utf8(marker(path))));
    KINDS.put(
        "opaque",
        path ->
            TarMember.ofType('0', Bytes.utf8((path.isEmpty() ? "" : path + "/") + ".wh..wh..opq")));
  }

  private FixtureEntry() {}

  static TarMember read(JsonNode node) {
    FixtureBuilder.onlyKeys(node, KEYS);
    TarMember member = member(node);
    if (node.has("to")) {
      member.link(Bytes.utf8(node.get("to").asText()));
    }
    member.content(content(node));
    MemberNode.attributes(node, member);
    if (node.has("sparse")) {
      member.sparse(node.get("sparse").asLong());
    }
    return member;
  }

  private static TarMember member(JsonNode node) {
    if (node.has("raw")) {
      return TarMember.ofType(
          node.get("type").asText().charAt(0), Bytes.utf8(node.get("raw").asText()));
    }
    for (Map.Entry<String, Function<String, TarMember>> kind : KINDS.entrySet()) {
      if (node.has(kind.getKey())) {
        return kind.getValue().apply(node.get(kind.getKey()).asText());
      }
    }
    throw new IllegalArgumentException("an entry without kind: " + node);
  }

  private static String marker(String path) {
    int cut = path.lastIndexOf('/') + 1;
    return path.substring(0, cut) + ".wh." + path.substring(cut);
  }

  private static Bytes content(JsonNode node) {
    if (node.has("base64")) {
      return Bytes.wrap(Base64.getDecoder().decode(node.get("base64").asText()));
    }
    if (node.has("filler")) {
      byte[] filler = new byte[node.get("filler").asInt()];
      Arrays.fill(filler, (byte) 'v');
      return Bytes.wrap(filler);
    }
    if (node.has("privateKey")) {
      return Bytes.utf8(privateKey(node.get("privateKey").asText()));
    }
    if (node.has("elf")) {
      return TarMember.elf(node.get("elf").asText());
    }
    return Bytes.utf8(node.path("content").asText(""));
  }

  /**
   * An Ed25519 key in PKCS #8 that decodes as a real one does. It is the digest of a text in this
   * repository and protects nothing.
   */
  private static String privateKey(String seed) {
    Bytes header = Bytes.fromHex("302e020100300506032b657004220420");
    Bytes key = header.plus(Bytes.fromHex(Digest.sha256Of(text(seed)).hex()));
    return "-----BEGIN PRIVATE KEY-----\n" + key.base64() + "\n-----END PRIVATE KEY-----\n";
  }

  static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
