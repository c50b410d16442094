package dev.varve.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.varve.testing.OptionalParts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that has its facts with it is judged again where its store is not. */
class WithFactsTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;

  @BeforeEach
  void scan() {
    Path image = OptionalParts.projectRoot().resolve("fixtures/built/shop.tar");
    CommandLineRun scan =
        CommandLineRun.of(
            Map.of(),
            List.of(
                "scan",
                image.toString(),
                "-o",
                folder.resolve("out").toString(),
                "--store",
                folder.resolve("store").toString(),
                "--as-of",
                "2026-01-02",
                "--with-facts"));
    assertThat(scan.exitCode()).as(scan.err()).isLessThan(2);
  }

  @Test
  void everythingIsFoundAgainWithAnEmptyStore() throws IOException {
    JsonNode result = JSON.readTree(from("empty").out());

    assertThat(result.get("failures")).isEmpty();
    assertThat(result.get("not_judged")).isEmpty();
    assertThat(result.get("appear")).isEmpty();
    assertThat(result.get("vanish")).isEmpty();
    assertThat(result.get("stay").asInt())
        .isEqualTo(Files.readAllLines(folder.resolve("out/findings.jsonl")).size())
        .isPositive();
  }

  @Test
  void copiesAreForTheUserAloneAndHoldNothingThatIsTheStores() throws IOException {
    int layers = Files.readAllLines(folder.resolve("out/layers.jsonl")).size();
    try (Stream<Path> files = Files.walk(folder.resolve("out/facts"))) {
      List<Path> all = files.toList();
      assertThat(all).filteredOn(file -> file.endsWith("listing.avro")).hasSize(layers);
      assertThat(all)
          .noneMatch(file -> file.endsWith("secrets.key"))
          .allSatisfy(
              file ->
                  assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                      .isEqualTo(Files.isDirectory(file) ? "rwx------" : "rw-------"));
    }
    assertThat(folder.resolve("store/secrets.key")).exists();
  }

  @Test
  void damagedCopyIsPassedOverForTheStore() throws IOException {
    Path listing;
    try (Stream<Path> files = Files.walk(folder.resolve("out/facts"))) {
      listing = files.filter(file -> file.endsWith("listing.avro")).findFirst().orElseThrow();
    }
    byte[] bytes = Files.readAllBytes(listing);
    bytes[bytes.length / 2] ^= 1;
    Files.write(listing, bytes);

    assertThat(JSON.readTree(from("store").out()).get("failures")).isEmpty();
    CommandLineRun lost = from("empty");
    assertThat(lost.exitCode()).isEqualTo(3);
    assertThat(JSON.readTree(lost.out()).get("failures").findValuesAsText("code"))
        .isNotEmpty()
        .containsOnly("listing-lost");
    assertThat(Files.readAllBytes(listing)).isEqualTo(bytes);
  }

  private CommandLineRun from(String store) {
    return CommandLineRun.of(
        Map.of(),
        List.of(
            "check",
            "--from",
            folder.resolve("out").toString(),
            "--store",
            folder.resolve(store).toString(),
            "--format",
            "json"));
  }
}
