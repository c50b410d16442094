package dev.varve.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.varve.testing.OptionalParts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Forms for other programs, printed and written beside what is printed. */
class ReportOptionsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path FIXTURES = OptionalParts.projectRoot().resolve("fixtures");

  @TempDir Path folder;

  @Test
  void everyFormIsTheSamePrintedAsWritten() throws IOException {
    for (String form : List.of("sarif", "junit", "markdown", "github", "gitlab", "csv", "html")) {
      Path file = folder.resolve(form);

      CommandLineRun run = check("--format", form, "--report", form + "=" + file);

      assertThat(run.exitCode()).as(run.err()).isEqualTo(1);
      assertThat(run.out()).as(form).isNotEmpty().isEqualTo(Files.readString(file));
    }
  }

  @Test
  void textAndReportsComeOfOneRun() throws IOException {
    Path sarif = folder.resolve("a.sarif");
    Path jUnit = folder.resolve("a.xml");

    CommandLineRun run = check("--report", "sarif=" + sarif, "--report", "junit=" + jUnit);

    assertThat(run.out()).contains("failed: ");
    assertThat(JSON.readTree(sarif.toFile()).at("/runs/0/results").size()).isGreaterThan(3);
    assertThat(Files.readString(jUnit)).contains("<testsuites name=\"varve\"");
  }

  @Test
  void aContainerIsFoundWhereItIsDescribed() throws IOException {
    Path sarif = folder.resolve("a.sarif");
    String compose = FIXTURES.resolve("runs/compose.yaml").toString();

    check("--run", compose, "--report", "sarif=" + sarif);

    Map<String, Integer> lines = new TreeMap<>();
    for (JsonNode result : JSON.readTree(sarif.toFile()).at("/runs/0/results")) {
      JsonNode place = result.at("/locations/0/physicalLocation");
      if (result.at("/locations/0/logicalLocations/0/kind").asText().equals("container")) {
        lines.merge(place.at("/artifactLocation/uri").asText(), 1, Integer::sum);
        assertThat(place.at("/region/startLine").asInt()).isGreaterThan(1);
      }
    }
    assertThat(lines).hasSize(1);
    assertThat(lines.keySet()).allMatch(uri -> uri.endsWith("fixtures/runs/compose.yaml"));
  }

  @Test
  void reportsTellWhatIsNewSinceABaseline() throws IOException {
    Path out = folder.resolve("out");
    CommandLineRun scan =
        CommandLineRun.of(Map.of(), List.of("scan", image(), "-o", out.toString()));
    assertThat(scan.exitCode()).as(scan.err()).isEqualTo(1);
    Path sarif = folder.resolve("a.sarif");

    check("--profile", "nightly", "--baseline", out.toString(), "--report", "sarif=" + sarif);

    JsonNode results = JSON.readTree(sarif.toFile()).at("/runs/0/results");
    assertThat(results.size()).isGreaterThan(1);
    for (JsonNode result : results) {
      assertThat(result.at("/baselineState").asText()).isEqualTo("unchanged");
    }

    // A container that the scan did not know.
    Path page = folder.resolve("a.html");
    String compose = FIXTURES.resolve("runs/compose.yaml").toString();
    check("--run", compose, "--baseline", out.toString(), "--report", "html=" + page);

    assertThat(Files.readString(page))
        .contains("<h2>Since the baseline</h2>")
        .containsPattern("<p>Compared with <code>[^<]*out</code> of [0-9-]+: [1-9][0-9]* new, ")
        .containsPattern("List all [1-9][0-9]* new findings");
  }

  @Test
  void pageOfACheckHasImagesLayersContainersRulesAndEvidence() throws IOException {
    Path page = folder.resolve("a.html");
    String compose = FIXTURES.resolve("runs/compose.yaml").toString();

    check("--run", compose, "--report", "html=" + page);

    String written = Files.readString(page);
    assertThat(written)
        .contains("<span class=\"badge big bad\">failed</span>")
        .contains("ADD rootfs.tar / # buildroot 2026.02")
        .contains("<b>What to do:</b>")
        .containsPattern("<dt>Policies: builtin</dt><dd><code>sha256:[0-9a-f]{64}</code>");
    String start = "<script type=\"application/json\" id=\"data\">";
    int from = written.indexOf(start) + start.length();
    JsonNode data = JSON.readTree(written.substring(from, written.indexOf("</script>", from)));
    assertThat(data.at("/images").size()).isEqualTo(1);
    assertThat(data.at("/images/0/0").asText()).isEqualTo("users/unset:1");
    assertThat(data.at("/images/0/3").asLong()).isGreaterThan(20_000);
    assertThat(data.at("/containers").size()).isGreaterThan(1);
    assertThat(data.at("/findings").size()).isGreaterThan(5);
  }

  @Test
  void imageThatIsRefusedIsToldToOtherProgramsToo() throws IOException {
    Path junit = folder.resolve("a.xml");
    Path broken = Files.writeString(folder.resolve("broken.tar"), "no archive");

    CommandLineRun run =
        CommandLineRun.of(
            Map.of(), List.of("check", broken.toString(), "--report", "junit=" + junit));

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(Files.readString(junit)).contains("errors=\"1\"").contains("broken.tar");
  }

  @Test
  void reportWithoutAFolderIsAnError() {
    CommandLineRun run = check("--report", "sarif=" + folder.resolve("none/a.sarif"));

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("none/a.sarif");
  }

  @Test
  void unknownFormIsRefusedWithThoseThereAre() {
    CommandLineRun run = check("--report", "pdf=" + folder.resolve("a.pdf"));

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("sarif, junit, markdown, github, gitlab, csv");
  }

  private static String image() {
    return FIXTURES.resolve("built/users.tar").toString();
  }

  private static CommandLineRun check(String... options) {
    List<String> arguments =
        new ArrayList<>(
            List.of("check", image(), "--tag", "users/unset:1", "--as-of", "2026-01-02"));
    arguments.addAll(List.of(options));
    return CommandLineRun.of(Map.of(), arguments);
  }
}
