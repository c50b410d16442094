package dev.varve.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.varve.testing.OptionalParts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rules over containers see the document behind each of them, without its secrets. */
class InputRawTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SECRET = "hunter2-correct-horse";
  private static final String RULE =
      """
      # METADATA
      # title: Tells the document
      # custom:
      #   id: OUR-01
      #   severity: low
      #   scope: container
      #   remediation: None.
      package varve.container.raw_document

      deny contains {"msg": "seen", "evidence": {"document": doc.raw}} if doc := input
      """;

  @TempDir private Path folder;

  private final Map<String, String> environment = new HashMap<>();

  @BeforeEach
  void setUp() throws IOException {
    environment.put("VARVE_STORE", folder.resolve("store").toString());
    environment.put("TMPDIR", Files.createDirectories(folder.resolve("tmp")).toString());
    environment.put("PATH", OptionalParts.opa().getParent().toString());
    write("rules/raw.rego", RULE);
    write(
        "compose.yaml",
        """
        x-owner: team-a
        services:
          web: {image: "debian/small:12", environment: {DB_PASSWORD: "%s"}}
          far: {image: "not/there:1"}
        """
            .formatted(SECRET));
    write(
        "pods.yaml",
        """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: settings}
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: one, annotations: {owner: team-b}}
        spec: {containers: [{name: a, image: "not/there:1"}]}
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: two, annotations: {owner: team-c}}
        spec: {containers: [{name: a, image: "debian/small:12"}]}
        """);
  }

  @Test
  void everyContainerHasTheDocumentThatDescribesIt() throws IOException {
    CommandLineRun run = check(folder.resolve("compose.yaml"), folder.resolve("pods.yaml"));

    assertThat(run.exitCode()).as(run.err()).isLessThan(2);
    Map<String, JsonNode> raw = raw(run.out().lines());
    assertThat(raw.keySet()).hasSize(4);
    raw.forEach(
        (container, document) -> {
          if (container.contains("one")) {
            assertThat(document.at("/metadata/annotations/owner").asText()).isEqualTo("team-b");
          } else if (container.contains("two")) {
            assertThat(document.at("/metadata/annotations/owner").asText()).isEqualTo("team-c");
          } else {
            assertThat(document.get("x-owner").asText()).isEqualTo("team-a");
            assertThat(document.at("/services/web/environment/DB_PASSWORD").asText())
                .isEqualTo("****");
          }
        });
    assertThat(run.out()).doesNotContain(SECRET);
  }

  @Test
  void aScanShowsThemToo() throws IOException {
    Files.copy(image(), folder.resolve("image.tar.gz"));
    write(
        "fleet.yaml",
        "version: 1\nimages:\n  - archive: image.tar.gz\nruns:\n  - compose: compose.yaml\n"
            + "  - kubernetes: pods.yaml\npolicies: [rules/]\n");
    Path out = folder.resolve("out");
    CommandLineRun scan = run("scan", folder.resolve("fleet.yaml"), "-o", out, "--profile=audit");

    assertThat(scan.exitCode()).as(scan.err()).isLessThan(2);
    assertThat(raw(Files.readAllLines(out.resolve("findings.jsonl")).stream()))
        .isEqualTo(
            raw(check(folder.resolve("compose.yaml"), folder.resolve("pods.yaml")).out().lines()));
    assertThat(Files.readString(out.resolve("facts.jsonl"))).doesNotContain("x-owner", SECRET);
    CommandLineRun again =
        run("check", "--from", out, "--policy", folder.resolve("rules"), "--no-builtin");
    assertThat(again.exitCode()).isEqualTo(3);
    assertThat(again.err()).contains("rule OUR-01: documents-not-kept: ");
  }

  @Test
  void rulesThatDoNotLookAtItGetNone() throws IOException {
    write("rules/raw.rego", RULE.replace("doc.raw", "json.remove(doc, [\"run\"])"));

    CommandLineRun run = check(folder.resolve("compose.yaml"));

    assertThat(run.out()).contains("OUR-01").doesNotContain("x-owner");
  }

  private CommandLineRun check(Path... specs) {
    List<Object> arguments = new ArrayList<>(List.of("check", image()));
    for (Path spec : specs) {
      arguments.addAll(List.of("--run", spec));
    }
    arguments.addAll(List.of("--policy", folder.resolve("rules"), "--no-builtin"));
    arguments.addAll(List.of("--format", "jsonl", "--profile", "audit"));
    return run(arguments.toArray());
  }

  private static Map<String, JsonNode> raw(Stream<String> lines) throws IOException {
    Map<String, JsonNode> raw = new HashMap<>();
    for (String line : lines.toList()) {
      JsonNode json = JSON.readTree(line);
      if (json.path("rule").asText().equals("OUR-01")) {
        raw.put(json.at("/subject/key").asText(), json.at("/evidence/document"));
      }
    }
    return raw;
  }

  private static Path image() {
    return OptionalParts.projectRoot().resolve("fixtures/built/debian-small.tar.gz");
  }

  private CommandLineRun run(Object... arguments) {
    return CommandLineRun.of(environment, Stream.of(arguments).map(String::valueOf).toList());
  }

  private void write(String name, String content) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }
}
