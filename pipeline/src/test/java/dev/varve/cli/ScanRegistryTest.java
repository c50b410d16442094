package dev.varve.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.blob.Bytes;
import dev.varve.failure.Limits;
import dev.varve.json.CanonicalJson;
import dev.varve.json.Json;
import dev.varve.json.JsonArray;
import dev.varve.json.JsonObject;
import dev.varve.json.JsonValue;
import dev.varve.testing.OptionalParts;
import dev.varve.testing.RealRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A real registry, filled with the fixture images by skopeo and scanned whole: the same findings as
 * from the archives. Left out is what skopeo cannot read or will not push: the legacy form, images
 * that lie about their digests, an index some of whose manifests are not there, and one image whose
 * documents have odd names.
 */
class ScanRegistryTest {
  private static final Path BUILT = OptionalParts.projectRoot().resolve("fixtures/built");

  private static final List<String> LEFT_OUT =
      List.of("--exclude", "legacy/*", "--exclude", "mismatch/*", "--exclude", "quirks/tar");

  /** What a registry knows otherwise than an archive, or does not know at all. */
  private static final Set<String> OF_THE_PLACE =
      Set.of(
          "source",
          "position",
          "format",
          "refs",
          "manifestDigest",
          "configDigest",
          "digest",
          "blobBytes",
          "compression",
          "fp",
          "fp_content",
          "fp_layer");

  @TempDir Path folder;

  @ParameterizedTest(name = "with an account: {0}")
  @ValueSource(booleans = {false, true})
  void wholeRegistryGivesWhatTheArchivesGive(boolean locked) throws Exception {
    Path docker = Files.createDirectory(folder.resolve("docker"));
    try (RealRegistry registry = RealRegistry.start(folder.resolve("registry"), locked)) {
      fill(registry);
      Files.writeString(docker.resolve("config.json"), registry.dockerConfig());
      Path fleet = folder.resolve("fleet.yaml");
      Files.writeString(fleet, "version: 1\nimages:\n  - registry: " + registry.url() + "\n");

      CommandLineRun archives = scan("archives", fixtures(LEFT_OUT));
      CommandLineRun cold = scan("registry", List.of(fleet.toString()));
      CommandLineRun warm = scan("registry", List.of(fleet.toString()));

      assertThat(List.of(archives.exitCode(), cold.exitCode(), warm.exitCode())).containsOnly(1);
      assertThat(cold.out()).startsWith("26 images over ").doesNotContain("; 0 layers expanded");
      assertThat(warm.out()).startsWith("26 images over ").contains("; 0 layers expanded (0 B)");
      for (String file : List.of("findings.jsonl", "images.jsonl", "layers.jsonl")) {
        List<String> expected = comparable("archives", file, registry.name());
        List<String> found = comparable("registry", file, registry.name());
        assertThat(found).as(file).hasSameSizeAs(expected).isNotEmpty();
        for (int i = 0; i < found.size(); i++) {
          assertThat(found.get(i)).as(file).isEqualTo(expected.get(i));
        }
      }
    }
  }

  @Test
  void withoutItsAccountARegistryIsOneFailure() throws Exception {
    Files.createDirectory(folder.resolve("docker"));
    try (RealRegistry registry = RealRegistry.start(folder.resolve("registry"), true)) {
      CommandLineRun run = scan("registry", List.of(registry.url()));

      assertThat(run.exitCode()).isEqualTo(3);
      assertThat(Files.readString(folder.resolve("out-registry/failures.jsonl")))
          .contains("\"code\":\"registry-denied\"")
          .contains("answers 401: the account may not read this")
          .contains("log in with docker login")
          .hasLineCount(1);
    }
  }

  @Test
  void imagesAreChosenByNameAndVersion() throws Exception {
    Files.createDirectory(folder.resolve("docker"));
    try (RealRegistry registry = RealRegistry.start(folder.resolve("registry"), false)) {
      for (String tag : List.of("1.9", "1.10", "1.10-rc1", "latest")) {
        registry.push(
            "docker-archive:" + BUILT.resolve("shop.tar") + ":shop/web:1.0", "a/web:" + tag);
        registry.push(
            "docker-archive:" + BUILT.resolve("shop.tar") + ":shop/api:2.0", "b/api:" + tag);
      }
      registry.push("docker-archive:" + BUILT.resolve("shop.tar") + ":shop/api:2.0", "c/api:7");

      scan("three", List.of(registry.url(), "--exclude", "c/**", "--max-images", "3"));
      scan(
          "tags",
          List.of(
              registry.name() + "/c/api:7",
              "docker://" + registry.name() + "/a/web:latest",
              registry.url(),
              "--include",
              "*/api:1.*"));

      assertThat(images("three", registry.name()))
          .containsExactly("a/web:1.10", "a/web:1.10-rc1", "b/api:1.10");
      assertThat(images("tags", registry.name()))
          .containsExactly("b/api:1.10", "b/api:1.10-rc1", "b/api:1.9");
    }
  }

  private static void fill(RealRegistry registry) throws Exception {
    for (String name :
        List.of(
            "setuid-start",
            "setuid-aside",
            "capable-start",
            "writable-start",
            "group-start",
            "hidden-key",
            "key-label",
            "empty-password")) {
      String image = "team/" + name + ":1";
      registry.push("oci:" + BUILT.resolve("team") + ":" + image, image, "--preserve-digests");
    }
    for (String image : List.of("shop/web:1.0", "shop/web:1.1", "shop/api:2.0")) {
      registry.push("docker-archive:" + BUILT.resolve("shop.tar") + ":" + image, image);
    }
    for (String name :
        List.of("unset", "name", "zero", "zeros", "pair", "group", "alias", "app", "number")) {
      String image = "users/" + name + ":1";
      registry.push("docker-archive:" + BUILT.resolve("users.tar") + ":" + image, image);
    }
    for (String name : List.of("paths", "links", "markers")) {
      String image = "quirks/" + name + ":1";
      registry.push("docker-archive:" + BUILT.resolve("quirks.tar") + ":" + image, image);
    }
    for (Map.Entry<String, String> archive :
        Map.of(
                "debian-small.tar.gz", "debian/dash:12",
                "debian.tar", "debian/tini:12",
                "seekable.tar", "team/seekable:1")
            .entrySet()) {
      registry.push(
          "oci-archive:" + BUILT.resolve(archive.getKey()) + ":" + archive.getValue(),
          archive.getValue(),
          "--preserve-digests",
          "--all");
    }
  }

  private static List<String> fixtures(List<String> options) {
    List<String> sources = new ArrayList<>();
    for (String name :
        List.of(
            "debian-small.tar.gz",
            "debian.tar",
            "quirks.tar",
            "seekable.tar",
            "shop.tar",
            "team",
            "users.tar")) {
      sources.add(BUILT.resolve(name).toString());
    }
    sources.addAll(options);
    return sources;
  }

  private CommandLineRun scan(String name, List<String> arguments) {
    List<String> all = new ArrayList<>(List.of("scan", "-o", folder.resolve("out-" + name) + ""));
    all.addAll(List.of("--store", folder.resolve("store-" + name) + "", "--as-of", "2026-07-01"));
    all.addAll(arguments);
    return CommandLineRun.of(
        Map.of("HOME", folder.toString(), "DOCKER_CONFIG", folder.resolve("docker").toString()),
        all);
  }

  private List<String> images(String run, String registry) throws Exception {
    List<String> names = new ArrayList<>();
    for (String line : lines(run, "images.jsonl", registry)) {
      names.add(json(line).textIn("", "image"));
    }
    return names;
  }

  /** The lines of a result without what is the place's, sorted. */
  private List<String> comparable(String run, String file, String registry) throws Exception {
    List<String> lines = new ArrayList<>();
    for (String line : lines(run, file, registry)) {
      lines.add(CanonicalJson.text(stripped(json(line))));
    }
    lines.sort(null);
    return lines;
  }

  private List<String> lines(String run, String file, String registry) throws IOException {
    Path results = folder.resolve("out-" + run).resolve(file);
    return Files.readString(results)
        .replace(registry + "/", "")
        .replace("docker.io/", "")
        .lines()
        .toList();
  }

  private static JsonObject json(String line) throws Exception {
    return Json.parseObject(Bytes.utf8(line), "", Limits.DEFAULT);
  }

  private static JsonValue stripped(JsonValue value) {
    if (value instanceof JsonArray array) {
      // Lists of images are in the order of their sources.
      return JsonArray.of(
          array.items().stream()
              .map(ScanRegistryTest::stripped)
              .sorted(Comparator.comparing(CanonicalJson::text))
              .toList());
    }
    if (!(value instanceof JsonObject object)) {
      return value;
    }
    JsonObject.Builder kept = JsonObject.builder();
    object
        .members()
        .forEach(
            (key, member) -> {
              if (!OF_THE_PLACE.contains(key)) {
                kept.put(key, stripped(member));
              }
            });
    return kept.build();
  }
}
