package dev.varve.report.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.varve.json.JsonObject;
import dev.varve.policy.Finding;
import dev.varve.testing.OptionalParts;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.xml.XMLConstants;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.SchemaFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.SAXException;

/**
 * Reports against what their readers publish: SARIF's schema and what GitHub's code scanning asks
 * beyond it, by Microsoft's validator; the schema of Jenkins' xUnit plugin; GitLab's documented
 * format, of which there is no schema to be had, written down as one beside this class. Of each the
 * report of the fixture fleet and one whose texts try to break it.
 */
class PublishedSchemasTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;

  private static String fixtureFleet(ReportForm form) throws IOException {
    return Files.readString(
        OptionalParts.projectRoot()
            .resolve("pipeline/src/test/resources/dev/varve/fleet/fixture-fleet")
            .resolve(form.fileName()));
  }

  /** Findings of every status and severity, some of a run spec, and what was not analysed. */
  private static ReportedRun everything() {
    List<JsonObject> findings = new ArrayList<>(ReportFormTest.hostile());
    for (Finding.Status status : Finding.Status.values()) {
      for (String severity : List.of("info", "low", "medium", "high", "critical")) {
        findings.add(
            ReportFormTest.finding("X-" + severity, status.label(), status)
                .put("severity", severity)
                .put("role", "agent")
                .put("folded_under", "Y-1")
                .put(
                    "origin",
                    JsonObject.builder().put("file", "deploy/a b.yaml").put("line", 7).build())
                .build());
      }
    }
    return ReportFormTest.run(
        findings,
        List.of(
            new ReportedRun.Trouble("a\u202eb", "gzip-truncated", "the data\nstops <early> ]]>")));
  }

  // ---------------------------------------------------------------- SARIF

  @Test
  void sarifIsWhatItsSchemaSays() throws Exception {
    Path schema = OptionalParts.program("sarif-multitool").toRealPath();
    Schema sarif = schema(Files.readString(schema.resolveSibling("sarif-2.1.0.json")));

    assertThat(errors(sarif, fixtureFleet(ReportForm.SARIF))).isEmpty();
    assertThat(errors(sarif, ReportFormTest.write(ReportForm.SARIF, everything()))).isEmpty();
    assertThat(
            errors(
                sarif, fixtureFleet(ReportForm.SARIF).replace("\"ruleIndex\":", "\"ruleNumber\":")))
        .isNotEmpty();
  }

  @Test
  void sarifIsWhatCodeScanningTakes() throws Exception {
    for (String report :
        List.of(
            fixtureFleet(ReportForm.SARIF), ReportFormTest.write(ReportForm.SARIF, everything()))) {
      // There is no address to send readers to.
      assertThat(validated(report)).containsOnly("SARIF2005 runs[0].tool.driver");
    }
  }

  @Test
  void whatCodeScanningRefusesIsRefused() throws Exception {
    JsonNode report = JSON.readTree(fixtureFleet(ReportForm.SARIF));
    ((com.fasterxml.jackson.databind.node.ObjectNode) report.at("/runs/0/results/0"))
        .remove("locations");

    assertThat(validated(report.toString())).contains("GH1015 runs[0].results[0]");
  }

  /** The rules that the validator finds broken, at warnings and above, and where. */
  private List<String> validated(String report) throws Exception {
    Path file = Files.writeString(folder.resolve("report.sarif"), report);
    Path answer = folder.resolve("answer.sarif");
    ProcessBuilder validator =
        new ProcessBuilder(
            OptionalParts.program("sarif-multitool").toRealPath().toString(),
            "validate",
            file.toString(),
            "--output",
            answer.toString(),
            "--log",
            "ForceOverwrite",
            "--config",
            "default",
            "--rule-kind",
            "Sarif;Ghas");
    validator.environment().put("DOTNET_SYSTEM_GLOBALIZATION_INVARIANT", "1");
    validator.environment().put("DOTNET_BUNDLE_EXTRACT_BASE_DIR", folder.toString());
    Path said = folder.resolve("said.txt");
    validator.redirectErrorStream(true).redirectOutput(said.toFile());
    validator.start().waitFor();
    assertThat(answer).as(Files.readString(said)).exists();
    JsonNode run = JSON.readTree(Files.readString(answer)).at("/runs/0");
    assertThat(run.at("/invocations/0/executionSuccessful").asBoolean())
        .as(Files.readString(said))
        .isTrue();
    List<String> broken = new ArrayList<>();
    for (JsonNode result : run.path("results")) {
      if (!result.path("level").asText("warning").equals("note")) {
        broken.add(
            result.path("ruleId").asText() + " " + result.at("/message/arguments/0").asText());
      }
    }
    return broken;
  }

  // ---------------------------------------------------------------- JUnit

  @Test
  void jUnitIsWhatJenkinsTakes() throws Exception {
    javax.xml.validation.Schema jenkins =
        SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI)
            .newSchema(PublishedSchemasTest.class.getResource("junit-10.xsd"));

    validate(jenkins, fixtureFleet(ReportForm.JUNIT));
    validate(jenkins, ReportFormTest.write(ReportForm.JUNIT, everything()));
    assertThatThrownBy(
            () -> validate(jenkins, fixtureFleet(ReportForm.JUNIT).replace(" classname=", " cn=")))
        .isInstanceOf(SAXException.class);
  }

  private static void validate(javax.xml.validation.Schema schema, String report)
      throws SAXException, IOException {
    schema.newValidator().validate(new StreamSource(new StringReader(report)));
  }

  // ---------------------------------------------------------------- GitLab

  @Test
  void gitlabIsWhatGitlabDocuments() throws Exception {
    Schema gitlab;
    try (InputStream in =
        Objects.requireNonNull(
            PublishedSchemasTest.class.getResourceAsStream("gitlab-code-quality.schema.json"))) {
      gitlab = schema(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
    String report = ReportFormTest.write(ReportForm.GITLAB, everything());

    assertThat(errors(gitlab, report)).isEmpty();
    assertThat(report).startsWith("[");
    List<String> fingerprints = JSON.readTree(report).findValuesAsText("fingerprint");
    assertThat(fingerprints).doesNotHaveDuplicates().isNotEmpty();
    assertThat(errors(gitlab, report.replace("\"begin\":", "\"start\":"))).isNotEmpty();
  }

  private static Schema schema(String text) {
    return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
        .getSchema(text, InputFormat.JSON);
  }

  private static List<Error> errors(Schema schema, String document) {
    return schema.validate(document, InputFormat.JSON);
  }
}
