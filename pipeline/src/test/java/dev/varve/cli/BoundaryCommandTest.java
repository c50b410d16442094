package dev.varve.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.varve.testing.OptionalParts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code varve boundary} as a user types it; how the text is laid out is BoundaryTextTest's. */
class BoundaryCommandTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path SHOP = OptionalParts.projectRoot().resolve("fixtures/built/shop.tar");

  @TempDir Path folder;

  private Path compose = Path.of("");

  @BeforeEach
  void writeARunSpec() throws IOException {
    compose = folder.resolve("compose.yaml");
    Files.writeString(
        compose,
        """
        name: shop
        services:
          web:
            image: "shop/web:1.0"
            network_mode: host
            cap_add: [SYS_NICE]
            devices: ["/dev/null", "/dev/fuse"]
            volumes:
              - /var/run/docker.sock:/run/docker.sock
              - "data:/data"
            environment: {DB_PASSWORD: hunter2Zq9x7}
          peer:
            image: elsewhere/peer
            pid: "service:web"
            volumes: ["data:/data"]
        volumes: {data: {}}
        """);
  }

  @Test
  void textHasABlockForEachContainer() {
    CommandLineRun run = boundary(SHOP, "--tag", "shop/web:1.0", "--run", compose);

    assertThat(run.exitCode()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.out().split("\n\n"))
        .satisfiesExactly(
            web -> assertThat(web).startsWith("shop/web  shop/web:1.0").contains("OVERALL 4"),
            peer -> assertThat(peer).startsWith("shop/peer  elsewhere/peer").contains("OVERALL 3"));
    assertThat(run.out())
        .contains("inside", "compose.yaml:5", "NS-01", "to reach 1:    drop cap_add");
  }

  @Test
  void recordsHoldTheLinesWithOriginAndRules() throws IOException {
    JsonNode document =
        JSON.readTree(
            boundary(SHOP, "--tag", "shop/web:1.0", "--run", compose, "--format", "json").out());
    assertThat(document.get("schemaVersion").asInt()).isEqualTo(1);
    assertThat(document.get("boundaries")).hasSize(2);
    JsonNode web = document.get("boundaries").get(0);
    assertThat(web.get("container").asText()).isEqualTo("compose shop/web");
    assertThat(web.get("lines")).hasSize(22);
    assertThat(web.get("overall").asInt()).isEqualTo(4);
    JsonNode net = line(web, "net");
    assertThat(net.get("grade").asInt()).isEqualTo(3);
    assertThat(net.get("rules")).extracting(JsonNode::asText).containsExactly("NS-01");
    JsonNode origin = net.get("origin").get(0);
    assertThat(origin.get("field").asText()).isEqualTo("ns.net");
    assertThat(origin.get("how").asText()).isEqualTo("set");
    assertThat(origin.get("file").asText()).endsWith("compose.yaml");
    assertThat(origin.get("line").asInt()).isEqualTo(5);

    String lines =
        boundary(SHOP, "--tag", "shop/web:1.0", "--run", compose, "--format", "jsonl").out();
    List<JsonNode> records = new ArrayList<>();
    for (String line : lines.lines().toList()) {
      records.add(JSON.readTree(line));
    }
    assertThat(records).extracting(r -> r.get("record").asText()).containsOnly("boundary");
    assertThat(records)
        .extracting(r -> r.get("container").asText())
        .containsExactly("compose shop/web", "compose shop/peer");
    assertThat(records.get(0).get("lines")).isEqualTo(web.get("lines"));
  }

  /** A line that is beyond usual says which rules judge it, and who decided it. */
  @Test
  void everyOpenedLineNamesItsCauses() throws IOException {
    JsonNode boundaries =
        JSON.readTree(
                boundary(SHOP, "--tag", "shop/web:1.0", "--run", compose, "--format", "json").out())
            .get("boundaries");
    JsonNode web = boundaries.get(0);
    assertThat(rules(web, "capabilities")).containsExactly("PRV-03");
    assertThat(rules(web, "devices")).containsExactly("PRV-09");
    assertThat(line(web, "devices").get("opened").asText()).contains("/dev/null; /dev/fuse");
    assertThat(rules(web, "mounts")).containsExactly("MNT-01");
    assertThat(rules(web, "volumes")).doesNotContain("MNT-12");
    assertThat(rules(web, "control")).containsExactly("MNT-01");
    assertThat(rules(web, "limits")).containsExactly("LIM-01", "LIM-02", "LIM-03");
    assertThat(rules(web, "secrets")).contains("SEC-07");
    assertThat(line(web, "secrets").get("origin").toString()).contains("\"env[0]\"", "\"line\":11");
    assertThat(rules(web, "health")).containsExactly("HYG-05");
    JsonNode peer = boundaries.get(1);
    assertThat(rules(peer, "pid")).containsExactly("NS-05");
    assertThat(rules(peer, "user")).containsExactly("ENT-01");
    assertThat(rules(peer, "ways-up")).containsExactly("PRV-06");
    for (JsonNode boundary : boundaries) {
      for (JsonNode line : boundary.get("lines")) {
        if (line.get("grade").asInt() > 1) {
          assertThat(line.get("origin")).as(line.toString()).isNotEmpty();
        }
      }
    }
  }

  @Test
  void needsARunSpecAndNoImage() {
    CommandLineRun nothing = boundary(SHOP, "--tag", "shop/web:1.0");
    assertThat(nothing.exitCode()).isEqualTo(2);
    assertThat(nothing.err()).contains("no container to look at; name a run spec with --run");

    CommandLineRun alone = boundary("--run", "docker run --privileged app");
    assertThat(alone.exitCode()).isZero();
    assertThat(alone.out()).contains("OVERALL 4", "PRV-01");
  }

  @Test
  void imagesThatCannotBeReadExitAsInACheck() throws IOException {
    Path broken = Files.writeString(folder.resolve("broken.tar"), "no archive");

    CommandLineRun one = boundary(broken, "--run", compose);
    assertThat(one.exitCode()).isEqualTo(2);
    assertThat(one.err()).startsWith("error: ");
    assertThat(one.out()).contains("shop/web");

    CommandLineRun two = boundary(broken, SHOP + ":shop/web:1.0", "--run", compose);
    assertThat(two.exitCode()).isEqualTo(3);
  }

  /** A scan leaves the same records as the command shows. */
  @Test
  void scanLeavesTheSameRecords() throws IOException {
    Path fleet = folder.resolve("fleet.yaml");
    Files.writeString(
        fleet,
        "version: 1\nimages: [{archive: \"%s\", tag: \"shop/web:1.0\"}]\nruns: [{compose: compose.yaml}]\n"
            .formatted(SHOP));
    CommandLineRun scan = run("scan", fleet, "-o", folder.resolve("out"));
    assertThat(scan.exitCode()).as(scan.err()).isBetween(0, 1);

    Set<String> left =
        new TreeSet<>(Files.readAllLines(folder.resolve("out").resolve("boundaries.jsonl")));
    Set<String> shown =
        new TreeSet<>(
            boundary(SHOP, "--tag", "shop/web:1.0", "--run", compose, "--format", "jsonl")
                .out()
                .replace(compose.toString(), "compose.yaml")
                .lines()
                .toList());
    assertThat(shown).isEqualTo(left);
  }

  private static JsonNode line(JsonNode boundary, String id) {
    for (JsonNode line : boundary.get("lines")) {
      if (line.get("id").asText().equals(id)) {
        return line;
      }
    }
    throw new AssertionError("no line " + id);
  }

  private static List<String> rules(JsonNode boundary, String id) {
    List<String> rules = new ArrayList<>();
    line(boundary, id).get("rules").forEach(rule -> rules.add(rule.asText()));
    return rules;
  }

  private CommandLineRun boundary(Object... arguments) {
    List<Object> all = new ArrayList<>(List.of("boundary"));
    all.addAll(Arrays.asList(arguments));
    return run(all.toArray());
  }

  private CommandLineRun run(Object... arguments) {
    Map<String, String> environment = new HashMap<>();
    environment.put("VARVE_STORE", folder.resolve("store").toString());
    environment.put("TMPDIR", folder.resolve("tmp").toString());
    return CommandLineRun.of(environment, Arrays.stream(arguments).map(Object::toString).toList());
  }
}
