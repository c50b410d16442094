package dev.varve.policy;

import dev.varve.blob.ChunkSource;
import dev.varve.blob.Digest;
import dev.varve.blob.InflatedBlob;
import dev.varve.blob.InflaterChoice;
import dev.varve.blob.TarMember;
import dev.varve.blob.TarReader;
import dev.varve.failure.InputException;
import dev.varve.failure.Limits;
import dev.varve.failure.ReasonCode;
import dev.varve.json.NearbyFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The files of a policy as a user names it: a folder, or a bundle ({@code .tar.gz}).
 *
 * <p>Of a folder count Rego and data files ({@code .json}, {@code .yaml}), but no hidden ones and
 * none of the folders {@code build} and {@code schemas} and the file {@code capabilities.json} at
 * its top, which are about rules and no part of them.
 */
final class PolicySource {
  /** What one policy may weigh; a folder named by mistake must not fill the memory. */
  private static final long MOST_BYTES = 64L << 20;

  private static final int CHUNK_BYTES = 1 << 16;

  private final String name;
  private final SortedMap<String, byte[]> files;

  private PolicySource(String name, SortedMap<String, byte[]> files) {
    this.name = name;
    this.files = files;
  }

  /**
   * Reads a folder or a bundle.
   *
   * @param name what messages and reports call it
   */
  static PolicySource read(Path path, String name) throws InputException, IOException {
    SortedMap<String, byte[]> files;
    if (Files.isDirectory(path)) {
      files = folder(path, name);
    } else if (Files.isRegularFile(path)) {
      try (InputStream in = Files.newInputStream(path)) {
        files = bundle(in, name);
      }
    } else {
      throw new InputException(
          ReasonCode.UNREADABLE,
          name,
          NearbyFile.missing("there is no such folder and no such bundle of policies", path));
    }
    return new PolicySource(name, files);
  }

  private static SortedMap<String, byte[]> folder(Path root, String name)
      throws InputException, IOException {
    SortedMap<String, byte[]> files = new TreeMap<>();
    List<Path> all;
    try (Stream<Path> walk = Files.walk(root)) {
      all = walk.filter(Files::isRegularFile).toList();
    }
    long bytes = 0;
    for (Path file : all) {
      String relative = root.relativize(file).toString().replace('\\', '/');
      if (counts(relative)) {
        bytes += Files.size(file);
        requireSize(bytes, name);
        files.put(relative, Files.readAllBytes(file));
      }
    }
    return files;
  }

  /** The files of a bundle by path. */
  static SortedMap<String, byte[]> bundle(InputStream in, String name)
      throws InputException, IOException {
    SortedMap<String, byte[]> files = new TreeMap<>();
    try (InflatedBlob inflated =
        InflatedBlob.open(in, -1, List.of(), InflaterChoice.JDK, Limits.DEFAULT, name)) {
      TarReader tar =
          new TarReader(ChunkSource.of(inflated, CHUNK_BYTES), Limits.DEFAULT, name, finding -> {});
      long bytes = 0;
      for (TarMember member = tar.next(); member != null; member = tar.next()) {
        String path = member.name().text().replaceFirst("^(\\./|/)+", "");
        bytes += member.size();
        requireSize(bytes, name);
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        tar.readContent(content::write);
        boolean plain = !path.isEmpty() && !path.endsWith("/") && !("/" + path).contains("/../");
        if (plain) {
          files.put(path, content.toByteArray());
        }
      }
    }
    return files;
  }

  private static void requireSize(long bytes, String name) throws InputException {
    if (bytes > MOST_BYTES) {
      throw new InputException(
          ReasonCode.POLICY_FAILED,
          name,
          "holds more than " + (MOST_BYTES >> 20) + " MiB of rules and data; name another folder");
    }
  }

  private static boolean counts(String path) {
    return !("/" + path).contains("/.")
        && !path.startsWith("build/")
        && !path.startsWith("schemas/")
        && !path.equals("capabilities.json")
        && (path.endsWith(".rego")
            || path.endsWith(".json")
            || path.endsWith(".yaml")
            || path.endsWith(".yml"));
  }

  String name() {
    return name;
  }

  /** By path within the policy. */
  Map<String, byte[]> files() {
    return Collections.unmodifiableMap(files);
  }

  /** What goes into a compiled pack: everything but tests of rules. */
  SortedMap<String, byte[]> compiled() {
    SortedMap<String, byte[]> compiled = new TreeMap<>(files);
    compiled.keySet().removeIf(path -> path.endsWith("_test.rego"));
    return compiled;
  }

  /** Identifies rules and data: SHA-256 of a list as {@code sha256sum} prints it, in path order. */
  Digest digest() {
    return Digest.sha256Of(listing(compiled()).getBytes(StandardCharsets.UTF_8));
  }

  /** Whether these are the rules and data that the built-in pack was made from. */
  boolean isBuiltin() {
    SortedMap<String, byte[]> same = compiled();
    String builtin =
        new String(PolicyPack.resource("sources.sha256"), StandardCharsets.UTF_8)
            .lines()
            .filter(line -> counts(line.substring(line.indexOf("  ") + 2)))
            .map(line -> line + "\n")
            .sorted(Comparator.comparing(line -> line.substring(line.indexOf("  "))))
            .reduce("", String::concat);
    return listing(same).equals(builtin);
  }

  private static String listing(SortedMap<String, byte[]> files) {
    StringBuilder lines = new StringBuilder();
    files.forEach(
        (path, content) ->
            lines.append(Digest.sha256Of(content).hex()).append("  ").append(path).append('\n'));
    return lines.toString();
  }
}
