package dev.varve.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.varve.testing.OptionalParts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a scan says of the pairs of its fleet file. */
class ScannedPairsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path BUILT = OptionalParts.projectRoot().resolve("fixtures/built");
  private static final String SHOP = BUILT.resolve("shop.tar").toString();
  private static final String DASH = BUILT.resolve("debian-small.tar.gz").toString();
  private static final String TINI = BUILT.resolve("debian.tar").toString();

  @TempDir Path folder;

  @Test
  void pairSaysWhatItAmountsTo() throws IOException {
    scan("[{from: shop/web:1.0, to: shop/web:1.1}, {from: debian/dash:12, to: debian/tini:12}]");

    List<JsonNode> pairs = lines("diffs.jsonl");
    assertThat(pairs).hasSize(2);
    JsonNode debian = pairs.get(0);
    assertThat(debian.get("from").asText()).isEqualTo("debian/dash:12");
    assertThat(debian.at("/bytes/added").asLong() - debian.at("/bytes/removed").asLong())
        .isEqualTo(debian.get("liveBytesTo").asLong() - debian.get("liveBytesFrom").asLong());
    JsonNode shop = pairs.get(1);
    assertThat(shop.get("bytes"))
        .isEqualTo(
            JSON.readTree("{\"added\":7,\"changedFrom\":18,\"changedTo\":18,\"removed\":7}"));
    assertThat(shop.get("newPrivileged"))
        .isEqualTo(
            JSON.readTree(
                "{\"count\":1,\"files\":[{\"gid\":0,\"mode\":\"4755\",\"path\":\"usr/bin/sh\","
                    + "\"rights\":[\"setuid\"],\"uid\":0}]}"));
    assertThat(shop.get("config").findValuesAsText("field"))
        .containsExactly("user", "exposedPorts");
    assertThat(out().resolve("differences.jsonl")).doesNotExist();
  }

  @Test
  void pairWithListsHasAllThatDiffTells() throws IOException {
    scan(
        "[{from: shop/web:1.0, to: shop/web:1.1, lists: true},"
            + " {from: debian/dash:12, to: debian/tini:12}]");

    assertThat(lines("differences.jsonl"))
        .isEqualTo(told(SHOP, "shop/web:1.0", SHOP, "shop/web:1.1"))
        .isNotEmpty();
  }

  @Test
  void optionListsEveryPairAlsoIfAnEarlierScanHasComparedThem() throws IOException {
    String pairs =
        "[{from: shop/web:1.0, to: shop/web:1.1}, {from: debian/dash:12, to: debian/tini:12}]";
    scan(pairs);
    scan(pairs, "--diff-lists");

    List<JsonNode> told = new ArrayList<>(told(DASH, "debian/dash:12", TINI, "debian/tini:12"));
    told.addAll(told(SHOP, "shop/web:1.0", SHOP, "shop/web:1.1"));
    assertThat(lines("differences.jsonl")).isEqualTo(told);
  }

  @Test
  void selectorsOfNothingMakeTheScanIncompleteAndNameTheNearest() throws IOException {
    CommandLineRun run = scan("[{from: shop/web:1.0, to: shop/wbe:1.1}, {baseline: shop/web:2.0}]");

    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(lines("failures.jsonl"))
        .extracting(line -> line.get("image").asText() + ": " + line.get("detail").asText())
        .containsExactly(
            "shop/wbe:1.1: no image that could be opened has this name or digest; nearest:"
                + " shop/web:1.1, shop/web:1.0",
            "shop/web:2.0: no image that could be opened has this name or digest; nearest:"
                + " shop/web:1.0, shop/web:1.1, shop/web:latest");
  }

  @Test
  void listsAreAskedForByYesOrNo() throws IOException {
    CommandLineRun run = scan("[{baseline: shop/web:1.0, lists: some}]");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("'lists' is true or false");
  }

  /** What {@code diff} tells of two images, in the form of a scan's list. */
  private List<JsonNode> told(String a, String from, String b, String to) throws IOException {
    CommandLineRun diff =
        CommandLineRun.of(
            Map.of(),
            List.of(
                "diff",
                a,
                b,
                "--tag-a",
                from,
                "--tag-b",
                to,
                "--format",
                "jsonl",
                "--store",
                folder.resolve("store").toString()));
    List<JsonNode> told = new ArrayList<>();
    for (String line : diff.out().lines().toList()) {
      ObjectNode record = (ObjectNode) JSON.readTree(line);
      if (record.get("record").asText().equals("diff")) {
        told.add(
            record
                .put("record", "difference")
                .put("schemaVersion", 1)
                .put("from", from)
                .put("to", to));
      }
    }
    return told;
  }

  private CommandLineRun scan(String pairs, String... options) throws IOException {
    Path fleet = folder.resolve("fleet.yaml");
    Files.writeString(
        fleet,
        "version: 1\nimages: [{archive: %s}, {archive: %s}, {archive: %s}]\npairs: %s\n"
            .formatted(SHOP, DASH, TINI, pairs));
    List<String> arguments = new ArrayList<>(List.of("scan", fleet.toString()));
    arguments.addAll(List.of("-o", out().toString(), "--as-of", "2026-01-02"));
    arguments.addAll(List.of("--store", folder.resolve("store").toString()));
    arguments.addAll(List.of(options));
    return CommandLineRun.of(Map.of(), arguments);
  }

  private Path out() {
    return folder.resolve("out");
  }

  private List<JsonNode> lines(String file) throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(out().resolve(file))) {
      lines.add(JSON.readTree(line));
    }
    return lines;
  }
}
