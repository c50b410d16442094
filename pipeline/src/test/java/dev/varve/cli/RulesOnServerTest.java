package dev.varve.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.varve.testing.OpaTestServer;
import dev.varve.testing.OptionalParts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
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

/** The command line with rules that a server evaluates. */
class RulesOnServerTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Tells the parameters that it sees, and belongs to one profile. */
  private static final String RULE =
      """
      # METADATA
      # title: Tells parameters
      # custom:
      #   id: OUR-01
      #   severity: high
      #   scope: image
      #   remediation: None.
      #   profiles: [audit]
      package varve.image.parameters

      import rego.v1

      deny contains {"msg": sprintf("%v %v", [params.profile, params.ports_public])} if {
      	params := data.varve.params
      }
      """;

  @TempDir private Path folder;

  private final Map<String, String> environment = new HashMap<>();

  @BeforeEach
  void setUp() throws IOException {
    environment.put("VARVE_STORE", folder.resolve("store").toString());
    environment.put("TMPDIR", Files.createDirectories(folder.resolve("tmp")).toString());
    environment.put("PATH", OptionalParts.opa().getParent().toString());
    Files.createDirectories(folder.resolve("rules"));
    Files.writeString(folder.resolve("rules/parameters.rego"), RULE);
    Files.writeString(folder.resolve("params.yaml"), "ports_public: [7, 9]\n");
  }

  @Test
  void parametersAndProfileReachTheServerAsTheyReachTheProcess() throws Exception {
    Path bundle = folder.resolve("ours.tar.gz");
    assertThat(run("policy", "build", folder.resolve("rules"), "-o", bundle).exitCode()).isZero();
    try (OpaTestServer server =
        OpaTestServer.start(folder.resolve("opa.log"), "--bundle", bundle.toString())) {
      for (String profile : List.of("audit", "gate")) {
        List<String> inside = judged(bundle, profile);
        assertThat(judged(bundle, profile, "--opa-url", server.url())).isEqualTo(inside);
        String status = profile.equals("audit") ? "fail" : "outside-profile";
        assertThat(inside).containsExactly(status + " high " + profile + " [7, 9]");
      }
    }
  }

  @Test
  void dataForAServerIsRefusedAndNotQuoted() throws Exception {
    String secret = "hunter2-correct-horse";
    Path data = folder.resolve("data.json");
    Files.writeString(data, "{\"db\": {\"password\": \"" + secret + "\"}}\n");
    List<String> bodies = new ArrayList<>();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] body = exchange.getRequestBody().readAllBytes();
          bodies.add(new String(body, StandardCharsets.UTF_8));
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
    try {
      CommandLineRun run =
          run(
              "check",
              image(),
              "--policy",
              folder.resolve("rules"),
              "--opa-url",
              "http://127.0.0.1:" + server.getAddress().getPort(),
              "--data",
              data,
              "--verbose");

      assertThat(run.exitCode()).isEqualTo(2);
      assertThat(run.err()).contains("an OPA server has data of its own").doesNotContain(secret);
      assertThat(run.out()).doesNotContain(secret);
      assertThat(bodies).isEmpty();
    } finally {
      server.stop(0);
    }
  }

  @Test
  void dataIsNotToldByWhatGoesWrongWithIt() throws Exception {
    String secret = "hunter2-correct-horse";
    Path data = folder.resolve("data.yaml");
    for (String content :
        List.of(
            "password: \"" + secret + "\n",
            "password: [" + secret + "\n",
            "- " + secret + "\n",
            "varve: {params: {" + secret + ": 1}}\n",
            "password: &a " + secret + "\nother: *" + secret + "\n")) {
      Files.writeString(data, content);
      CommandLineRun run =
          run("check", image(), "--policy", folder.resolve("rules"), "--data", data, "--verbose");
      assertThat(run.err()).as(content).doesNotContain(secret).doesNotContain("internal-error");
      assertThat(run.out()).as(content).doesNotContain(secret);
    }
  }

  private List<String> judged(Path bundle, String profile, String... more) throws IOException {
    List<Object> arguments = new ArrayList<>(List.of("check", image(), "--policy", bundle));
    arguments.addAll(List.of("--no-builtin", "--profile", profile, "--format", "jsonl"));
    arguments.addAll(List.of("--params", folder.resolve("params.yaml")));
    arguments.addAll(List.of(more));
    CommandLineRun run = run(arguments.toArray());
    List<String> judged = new ArrayList<>();
    for (String line : run.out().lines().toList()) {
      JsonNode json = JSON.readTree(line);
      if (json.path("rule").asText().equals("OUR-01")) {
        judged.add(
            json.get("status").asText()
                + " "
                + json.get("severity").asText()
                + " "
                + json.get("message").asText());
      }
    }
    assertThat(run.err()).isEmpty();
    return judged;
  }

  private static Path image() {
    return OptionalParts.projectRoot().resolve("fixtures/built/debian-small.tar.gz");
  }

  private CommandLineRun run(Object... arguments) {
    return CommandLineRun.of(environment, Stream.of(arguments).map(String::valueOf).toList());
  }
}
