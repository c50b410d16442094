package dev.varve.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.blob.Digest;
import dev.varve.testing.FakeRegistry;
import dev.varve.testing.LayerCompression;
import dev.varve.testing.TestLayer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scans of a registry that is counted, and of one that fails now and then. */
class ScanFaultyRegistryTest {
  private static final TestLayer SHARED = TestLayer.start().dir("etc").file("etc/hosts", "a\n");
  private static final TestLayer OWN = TestLayer.start().program("usr/bin/own");
  private static final byte[] SHARED_BLOB = LayerCompression.GZIP.encode(SHARED.tar());
  private static final byte[] OWN_BLOB = LayerCompression.GZIP.encode(OWN.tar());

  @TempDir Path folder;

  private final FakeRegistry registry = FakeRegistry.start();

  @BeforeEach
  void fill() {
    registry.image("team/a", "1", SHARED);
    registry.image("team/b", "1", SHARED, OWN);
    registry.image("team/c", "1", SHARED, TestLayer.start().file("c", "c"));
  }

  @AfterEach
  void close() {
    registry.close();
  }

  @Test
  void everyLayerIsFetchedOnceInItsLife() throws Exception {
    CommandLineRun cold = scan("cold", "store");
    List<String> first = registry.paths();
    registry.forget();
    CommandLineRun warm = scan("warm", "store");

    assertThat(cold.out()).startsWith("3 images over 3 distinct layers; 3 layers expanded");
    assertThat(warm.out()).startsWith("3 images over 3 distinct layers; 0 layers expanded (0 B)");
    // The catalogue, and of each image its tags, its manifest and its config; then the layers.
    assertThat(registry.paths()).hasSize(1 + 3 * 3);
    assertThat(first).hasSize(1 + 3 * 3 + 3);
    assertThat(results("warm")).isEqualTo(results("cold"));
    assertThat(Files.readString(folder.resolve("warm/timings.json")))
        .contains("\"layersExpanded\":0,");
  }

  @Test
  void whatGoesWrongIsNamedAndLaterLeavesNoTrace() throws Exception {
    String own = "/v2/team/b/blobs/" + Digest.sha256Of(OWN_BLOB);
    String shared = "/v2/team/./blobs/" + Digest.sha256Of(SHARED_BLOB);
    byte[] forged = LayerCompression.GZIP.encode(TestLayer.start().file("forged", "x").tar());
    // Bytes with another digest are asked for once more, and then never again.
    registry.next(own, FakeRegistry.body(forged), FakeRegistry.body(forged));
    registry.next(
        shared, FakeRegistry.cut(SHARED_BLOB, 20), FakeRegistry.hangUp(), FakeRegistry.status(503));
    registry.next("/v2/team/c/manifests/1", FakeRegistry.status(429, "Retry-After", "1"));

    CommandLineRun disturbed = scan("disturbed", "store");

    assertThat(disturbed.exitCode()).isEqualTo(3);
    assertThat(disturbed.out()).startsWith("2 images over ");
    assertThat(Files.readString(folder.resolve("disturbed/failures.jsonl")))
        .hasLineCount(1)
        .contains("\"code\":\"registry-wrong-bytes\"")
        .contains("\"image\":\"" + registry.name() + "/team/b:1\"")
        .contains(registry.url(own))
        .contains("push the image again");

    scan("after", "store");
    scan("undisturbed", "other-store");
    assertThat(results("after")).isEqualTo(results("undisturbed"));
  }

  private CommandLineRun scan(String name, String store) {
    List<String> arguments = new ArrayList<>(List.of("scan", "http://" + registry.name()));
    arguments.addAll(List.of("-o", folder.resolve(name).toString()));
    arguments.addAll(List.of("--store", folder.resolve(store).toString()));
    arguments.addAll(List.of("--as-of", "2026-07-01"));
    return CommandLineRun.of(Map.of("HOME", folder.toString()), arguments);
  }

  private Map<String, String> results(String name) throws Exception {
    Map<String, String> results = new TreeMap<>();
    try (Stream<Path> files = Files.list(folder.resolve(name))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        if (!file.endsWith("timings.json")) {
          results.put(file.getFileName().toString(), Files.readString(file));
        }
      }
    }
    return results;
  }
}
