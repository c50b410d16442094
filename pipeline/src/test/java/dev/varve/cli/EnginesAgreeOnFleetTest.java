package dev.varve.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.varve.testing.FolderCopy;
import dev.varve.testing.OpaTestServer;
import dev.varve.testing.OptionalParts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The fixture fleet with its run specs, scanned by the program: whichever engine evaluates varve's
 * own rules, the results are the same bytes.
 */
class EnginesAgreeOnFleetTest {
  @TempDir private Path folder;

  @Test
  void embeddedCompiledAndServer() throws Exception {
    Path sources = OptionalParts.projectRoot().resolve("policies");
    Path copy = unlike(sources);
    Map<String, String> expected = scan("embedded");
    assertThat(expected.get("findings.jsonl")).hasLineCount(expected(expected)).isNotEmpty();

    assertThat(scan("compiled", "--no-builtin", "--policy", copy)).isEqualTo(expected);
    try (OpaTestServer server =
        OpaTestServer.start(
            folder.resolve("opa.log"),
            "--ignore=build",
            "--ignore=schemas",
            "--ignore=capabilities.json",
            "--ignore=*.md",
            "--ignore=*_test.rego",
            sources.toString())) {
      assertThat(scan("server", "--no-builtin", "--policy", copy, "--opa-url", server.url()))
          .isEqualTo(expected);
      // The name of a policy whose sources are varve's own stands for them, here as well.
      assertThat(scan("named", "--policy", sources, "--opa-url", server.url())).isEqualTo(expected);
    }
  }

  private static int expected(Map<String, String> results) {
    String counted = results.get("run.json").replaceAll(".*\"findings\":([0-9]+),.*", "$1").strip();
    return Integer.parseInt(counted);
  }

  /** A folder with the same rules that is another policy. */
  private Path unlike(Path sources) throws IOException {
    Path copy = folder.resolve("copy");
    FolderCopy.copy(sources, copy);
    Files.writeString(copy.resolve("more.json"), "{\"more\": {}}");
    return copy;
  }

  /** All results but the times, and of the summary what does not tell the engine. */
  private Map<String, String> scan(String name, Object... options) throws IOException {
    Path out = folder.resolve(name);
    List<String> words = new ArrayList<>(List.of("scan"));
    words.add(OptionalParts.projectRoot().resolve("fixtures/fleet.yaml").toString());
    words.addAll(List.of("-o", out.toString(), "--as-of", "2026-01-02"));
    words.addAll(List.of("--store", folder.resolve("store").toString()));
    for (Object option : options) {
      words.add(option.toString());
    }
    Map<String, String> environment =
        Map.of("PATH", OptionalParts.opa().getParent().toString(), "TMPDIR", folder.toString());
    CommandLineRun run = CommandLineRun.of(environment, words);
    assertThat(run.exitCode()).as(run.err()).isEqualTo(3);
    Map<String, String> results = new TreeMap<>();
    try (Stream<Path> files = Files.list(out)) {
      for (Path file : files.toList()) {
        results.put(file.getFileName().toString(), Files.readString(file));
      }
    }
    results.remove("timings.json");
    results.computeIfPresent(
        "run.json", (file, text) -> text.replaceFirst("\"policies\":\\{.*?\\},\"record\"", ""));
    results.computeIfPresent(
        "report.html", (file, text) -> text.replaceFirst("(?s)<dl class=\"facts\">.*?</dl>", ""));
    results.computeIfPresent(
        "SHA256SUMS",
        (file, text) -> text.replaceAll("[0-9a-f]{64}  (run\\.json|report\\.html)\n", ""));
    assertThat(results).containsKey("SHA256SUMS");
    return results;
  }
}
