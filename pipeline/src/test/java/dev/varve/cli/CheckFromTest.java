package dev.varve.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.varve.failure.Limits;
import dev.varve.gate.Rejudgement;
import dev.varve.json.JsonObject;
import dev.varve.layer.DirectoryFactsStore;
import dev.varve.policy.Finding;
import dev.varve.policy.JudgementSettings;
import dev.varve.policy.PolicyChoice;
import dev.varve.policy.PolicyEngine;
import dev.varve.policy.PolicyProfile;
import dev.varve.policy.RuleTimer;
import dev.varve.report.EarlierRun;
import dev.varve.report.RunRecords;
import dev.varve.testing.FolderCopy;
import dev.varve.testing.OptionalParts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Facts of an earlier scan judged again, after everything it has read is gone. */
class CheckFromTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path scanned;

  @TempDir Path folder;

  @BeforeAll
  static void scanTheFixtureFleetAndDeleteIt() throws IOException {
    Path sources = scanned.resolve("sources");
    FolderCopy.copy(OptionalParts.projectRoot().resolve("fixtures"), sources);
    CommandLineRun scan =
        CommandLineRun.of(
            Map.of(),
            List.of(
                "scan",
                sources.resolve("fleet.yaml").toString(),
                "-o",
                scanned.resolve("out").toString(),
                "--store",
                scanned.resolve("store").toString(),
                "--as-of",
                "2026-01-02"));
    assertThat(scan.exitCode()).as(scan.err()).isEqualTo(3);
    delete(sources);
  }

  @Test
  void sameRulesFindTheSame() throws IOException {
    CommandLineRun run = again("--format", "json");

    JsonNode result = JSON.readTree(run.out());
    assertThat(run.err()).isEmpty();
    assertThat(result.get("appear")).isEmpty();
    assertThat(result.get("vanish")).isEmpty();
    assertThat(result.get("change")).isEmpty();
    assertThat(result.get("failures")).isEmpty();
    assertThat(result.get("images").asInt()).isEqualTo(lines("images.jsonl").size());
    assertThat(result.get("not_judged")).isEmpty();
    assertThat(result.get("stay").asInt()).isEqualTo(lines("findings.jsonl").size());
    assertThat(result.get("stay").asInt()).isGreaterThan(200);
  }

  @Test
  void everyFindingIsTheSameToTheLastByte() throws Exception {
    EarlierRun earlier = EarlierRun.read(scanned.resolve("out"), Limits.DEFAULT);
    JudgementSettings settings =
        new JudgementSettings(
            earlier.asOf(),
            JsonObject.EMPTY,
            PolicyProfile.all(JudgementSettings.params(PolicyChoice.BUILTIN, JsonObject.EMPTY))
                .get(earlier.profile()),
            List.of(),
            PolicyChoice.BUILTIN);
    List<String> again = new ArrayList<>();
    try (PolicyEngine engine = settings.engine(store(), Map.of(), RuleTimer.OFF)) {
      Rejudgement rejudgement =
          new Rejudgement(
              DirectoryFactsStore.open(store()),
              settings.judgement(engine),
              engine.rules(),
              earlier.asOf(),
              folder);
      for (Finding finding : rejudgement.run(earlier).check().findings()) {
        again.add(new String(RunRecords.finding(finding), StandardCharsets.UTF_8).strip());
      }
    }

    assertThat(again).containsExactlyInAnyOrderElementsOf(lines("findings.jsonl"));
    Set<String> kinds = new TreeSet<>();
    Set<String> statuses = new TreeSet<>();
    for (String line : again) {
      kinds.add(JSON.readTree(line).at("/subject/kind").asText());
      statuses.add(JSON.readTree(line).get("status").asText());
    }
    assertThat(kinds).containsExactly("container", "fleet", "image", "pair");
    assertThat(statuses).contains("fail", "folded");
  }

  @Test
  void oneMoreRuleBringsExactlyItsFindings() throws IOException {
    Path policy = Files.createDirectories(folder.resolve("policy"));
    Files.writeString(
        policy.resolve("stop_signal.rego"),
        """
        # METADATA
        # title: Image sets a stop signal
        # custom:
        #   id: OUR-01
        #   severity: critical
        #   scope: image
        #   remediation: Leave it out.
        package varve.image.stop_signal

        deny contains r if {
        	startswith(input.subject.name, "team/")
        	r := {"msg": $"{input.subject.name} is the team's"}
        }
        """);

    CommandLineRun run = again("--policy", policy.toString(), "--format", "jsonl");

    List<String> team = new ArrayList<>();
    for (String line : lines("images.jsonl")) {
      String name = JSON.readTree(line).get("image").asText();
      if (name.startsWith("team/")) {
        team.add("appears OUR-01 critical " + name);
      }
    }
    assertThat(team).isNotEmpty();
    assertThat(run.exitCode()).isEqualTo(3);
    List<String> told =
        run.out().lines().filter(line -> line.contains("\"record\":\"finding\"")).toList();
    assertThat(told.stream().map(CheckFromTest::told)).containsExactlyInAnyOrderElementsOf(team);
    assertThat(again("--policy", policy.toString()).out())
        .containsPattern(
            "\\+ critical OUR-01   Image sets a stop signal\n +"
                + team.size()
                + " findings: team/[^\n]* … and \\d+ more\n")
        .doesNotContain("is the team's");
    assertThat(again("--policy", policy.toString(), "--verbose").out())
        .contains("+ critical OUR-01 ", "is the team's\n")
        .contains("\n" + team.size() + " findings appear, 0 vanish, 0 change, ")
        .contains("judged again without reading a layer")
        .contains("the earlier run was incomplete: it has no facts of what " + failures());
  }

  private static String failures() throws IOException {
    int count = lines("failures.jsonl").size();
    return count + (count == 1 ? " failure " : " failures ");
  }

  @Test
  void ruleOverPairsAndOneOverTheFleetSeeWhatTheScanSaw() throws IOException {
    Path policy = Files.createDirectories(folder.resolve("policy"));
    Files.writeString(
        policy.resolve("pairs.rego"),
        """
        # METADATA
        # title: Two images compared
        # custom:
        #   id: OUR-02
        #   severity: low
        #   scope: diff
        #   selector: {paths: ["/**"], when: diff}
        #   remediation: None.
        package varve.diff.pairs

        deny contains {"msg": concat(" ", [input.paired_by, format_int(count(input.files), 10)])}
        """);
    Files.writeString(
        policy.resolve("fleet.rego"),
        """
        # METADATA
        # title: How many there are
        # custom:
        #   id: OUR-03
        #   severity: low
        #   scope: fleet
        #   remediation: None.
        package varve.fleet.counts

        deny contains {"msg": json.marshal(input.counts)}
        """);
    String both = "--policy=" + policy;

    List<String> rejudged = new ArrayList<>();
    for (String line : again(both, "--format", "jsonl").out().lines().toList()) {
      JsonNode finding = JSON.readTree(line);
      if (finding.path("rule").asText().startsWith("OUR-")) {
        rejudged.add(finding.at("/subject/name").asText() + ": " + finding.get("message").asText());
      }
    }

    assertThat(rejudged)
        .hasSizeGreaterThan(lines("diffs.jsonl").size())
        .anyMatch(told -> told.startsWith("shop/web:1.0 -> shop/web:1.1: explicit "))
        .contains(
            "the fleet: {\"containers\":"
                + count("containers")
                + ",\"failed\":2,\"images\":"
                + count("images")
                + "}");
  }

  private static String count(String what) throws IOException {
    return JSON.readTree(Files.readString(scanned.resolve("out/run.json")))
        .at("/counts/" + what)
        .asText();
  }

  @Test
  void whatTheEarlierRunCouldNotReadStaysUnknown() throws IOException {
    CommandLineRun run = again("--format", "json", "--fail-on", "critical");

    List<String> unread = new ArrayList<>();
    for (String line : lines("failures.jsonl")) {
      unread.add(JSON.readTree(line).get("image").asText());
    }
    JsonNode result = JSON.readTree(run.out());
    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(result.get("failures")).isEmpty();
    assertThat(result.get("earlier_failures").findValuesAsText("subject"))
        .containsExactlyInAnyOrderElementsOf(unread);
    assertThat(again("--format", "jsonl").out().lines())
        .filteredOn(line -> line.contains("\"record\":\"earlier-failure\""))
        .hasSameSizeAs(unread);
  }

  @Test
  void exceptionsChangeWhatBecomesOfFindings() throws IOException {
    Path exceptions = folder.resolve("exceptions.yaml");
    Files.writeString(
        exceptions, "- {id: USR-01, reason: known, owner: me@example.com, expires: 2026-03-01}\n");

    CommandLineRun run = again("--exceptions", exceptions.toString(), "--format", "jsonl");

    assertThat(run.out().lines().filter(line -> line.contains("\"record\":\"finding\"")))
        .isNotEmpty()
        .allMatch(line -> line.contains("\"change\":\"changes\""))
        .allMatch(line -> line.contains("\"rule\":\"USR-01\""))
        .allMatch(line -> line.contains("\"status\":\"waived\""));
  }

  @Test
  void layerThatTheStoreNoLongerHasIsNamedWithHowToGetIt() throws IOException {
    Path store = folder.resolve("store");
    FolderCopy.copy(scanned.resolve("store"), store);
    JsonNode image = JSON.readTree(lines("images.jsonl").get(0));
    String diffId = image.at("/layers/0/diffId").asText();
    try (Stream<Path> paths = Files.walk(store)) {
      String hex = diffId.substring("sha256:".length());
      delete(paths.filter(path -> path.endsWith(hex)).findFirst().orElseThrow());
    }

    CommandLineRun run = again(store, "--format", "json");

    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.err())
        .contains("error: " + image.get("image").asText() + ": layer 0 (" + diffId + ")")
        .contains("listing-lost: the store has no facts about it any more")
        .contains("scan the image again with the same --store, or name that run's store");
    JsonNode result = JSON.readTree(run.out());
    assertThat(result.get("appear")).isEmpty();
    assertThat(result.get("vanish")).isEmpty();
    assertThat(result.get("images").asInt()).isPositive();
  }

  @Test
  void ruleThatWantsADetectorTheRunDidNotHaveIsNamedWithTheLayersToRead() throws IOException {
    Path out = folder.resolve("out");
    FolderCopy.copy(scanned.resolve("out"), out);
    Path summary = out.resolve("run.json");
    Files.writeString(summary, Files.readString(summary).replace("\"aws-access-key\",", ""));

    CommandLineRun run =
        CommandLineRun.of(
            Map.of(), List.of("check", "--from", out.toString(), "--store", "" + store()));

    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.err())
        .contains("error: rule SEC-02: selector content: detector-missing: ")
        .contains(JSON.readTree(lines("layers.jsonl").get(0)).get("diffId").asText());
  }

  @Test
  void ruleOverDocumentsIsNamedSinceNoRunKeepsThem() throws IOException {
    Path policy = Files.createDirectories(folder.resolve("policy"));
    Files.writeString(
        policy.resolve("main.rego"),
        "package main\n\ndeny contains \"a service\" if input.services\n");

    CommandLineRun run = again("--policy", policy.toString());

    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.err())
        .contains("documents-not-kept: it judges run specs as they are written")
        .contains("varve check IMAGE --run SPEC");
  }

  @Test
  void folderThatNoScanOfThisVersionHasLeftIsRefused() throws IOException {
    Path empty = Files.createDirectories(folder.resolve("empty"));
    Path out = folder.resolve("out");
    FolderCopy.copy(scanned.resolve("out"), out);
    Path summary = out.resolve("run.json");
    Files.writeString(
        summary,
        Files.readString(summary).replaceFirst("\"format\":\"[^\"]*\"", "\"format\":\"\""));

    assertThat(from(empty).exitCode()).isEqualTo(2);
    assertThat(from(empty).err()).contains("run-unusable: there is no run.json");
    assertThat(from(out).exitCode()).isEqualTo(2);
    assertThat(from(out).err()).contains("left by another version of varve");
  }

  @Test
  void factsThatSomebodyHasChangedAreRefused() throws IOException {
    Path out = folder.resolve("out");
    FolderCopy.copy(scanned.resolve("out"), out);
    Path facts = out.resolve("facts.jsonl");
    String text = Files.readString(facts);
    for (List<String> change :
        List.of(
            List.of("\"entrypoint\":[", "\"entrypoint\":[7,"),
            List.of("\"position\":0", "\"position\":\"0\""),
            List.of("\"env\":[", "\"env\":{\"x\":["),
            List.of("\"format\":\"", "\"format\":\"NOT_"),
            List.of("\"layers\":[", "\"layers\":[null,"),
            List.of("\"diffId\":\"sha256:", "\"diffId\":\"sha1:"),
            List.of("\"blobBytes\":", "\"blobBytes\":1.5,\"x\":"),
            List.of("\"platform\":", "\"platforms\":"))) {
      assertThat(text).contains(change.get(0));
      Files.writeString(facts, text.replace(change.get(0), change.get(1)));
      CommandLineRun run = from(out);
      assertThat(run.exitCode()).as(change + run.err()).isEqualTo(2);
      assertThat(run.err()).contains("facts.jsonl: line ").doesNotContain("internal-error");
    }
  }

  @Test
  void lineThatIsLongerThanADocumentMayBeIsRefusedByItsNumber() throws IOException {
    Path out = folder.resolve("out");
    FolderCopy.copy(scanned.resolve("out"), out);
    Path findings = out.resolve("findings.jsonl");
    int lines = Files.readAllLines(findings).size();
    Files.writeString(findings, "x".repeat(1 << 20), StandardOpenOption.APPEND);

    CommandLineRun run =
        CommandLineRun.of(
            Map.of(),
            List.of(
                "check",
                "--from",
                out.toString(),
                "--store",
                "" + store(),
                "--max-json-bytes",
                "1000000"));

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err())
        .contains("json-too-large")
        .contains("findings.jsonl: line " + (lines + 1));
  }

  @Test
  void runAndImagesExcludeEachOther() {
    assertThat(again("app.tar").exitCode()).isEqualTo(2);
    assertThat(again("--run", "compose.yaml").exitCode()).isEqualTo(2);
    CommandLineRun nothing = CommandLineRun.of(Map.of(), List.of("check"));
    assertThat(nothing.exitCode()).isEqualTo(2);
    assertThat(nothing.err()).contains("name an image, or a run with --from");
  }

  private static Path store() {
    return scanned.resolve("store");
  }

  private static CommandLineRun again(String... options) {
    return again(store(), options);
  }

  private static CommandLineRun again(Path store, String... options) {
    List<String> arguments = new ArrayList<>(List.of("check"));
    arguments.addAll(List.of("--from", scanned.resolve("out").toString(), "--store", "" + store));
    arguments.addAll(List.of(options));
    return CommandLineRun.of(Map.of("PATH", path()), arguments);
  }

  private static CommandLineRun from(Path out) {
    return CommandLineRun.of(
        Map.of(), List.of("check", "--from", out.toString(), "--store", "" + store()));
  }

  private static String path() {
    return OptionalParts.opa().getParent().toString();
  }

  private static List<String> lines(String file) throws IOException {
    return Files.readAllLines(scanned.resolve("out").resolve(file));
  }

  private static String told(String line) {
    try {
      JsonNode json = JSON.readTree(line);
      return json.get("change").asText()
          + " "
          + json.get("rule").asText()
          + " "
          + json.get("severity").asText()
          + " "
          + json.at("/subject/name").asText();
    } catch (IOException e) {
      throw new AssertionError(line, e);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
