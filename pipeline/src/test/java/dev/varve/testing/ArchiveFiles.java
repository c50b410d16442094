package dev.varve.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.varve.blob.Bytes;
import dev.varve.blob.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The files and links of an image archive, in the order in which they are to be stored. */
final class ArchiveFiles {
  private static final ObjectMapper JSON =
      new ObjectMapper().configure(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS, true);

  private final Map<String, byte[]> files = new LinkedHashMap<>();
  private final Map<String, String> links = new LinkedHashMap<>();

  void put(String name, byte[] content) {
    files.put(name, content);
  }

  void link(String name, String target) {
    links.put(name, target);
  }

  void remove(String name) {
    files.remove(name);
  }

  void putAll(ArchiveFiles other) {
    files.putAll(other.files);
  }

  /** The same files, sorted by name. */
  ArchiveFiles sorted() {
    ArchiveFiles result = new ArchiveFiles();
    files.keySet().stream().sorted().forEach(name -> result.put(name, files.get(name)));
    result.links.putAll(links);
    return result;
  }

  byte[] tar(String prefix) {
    TestLayer tar = TestLayer.start();
    files.forEach(
        (name, content) ->
            tar.member(
                TarMember.ofType('0', Bytes.utf8(prefix + name)).content(Bytes.wrap(content))));
    links.forEach((name, target) -> tar.symlink(prefix + name, target));
    return tar.tar();
  }

  void writeTo(Path folder) throws IOException {
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      Path path = folder.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.write(path, file.getValue());
    }
  }

  /** A document with sorted keys and no spaces. */
  static byte[] json(Object document) {
    try {
      return JSON.writeValueAsBytes(document);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  static String hex(byte[] content) {
    return Digest.sha256Of(content).toString().substring("sha256:".length());
  }
}
